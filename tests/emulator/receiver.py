# SPDX-License-Identifier: MIT
"""An HTTP server of a test: hands out files and keeps what is sent to it."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Dict, List, Tuple


class Receiver:
    def __init__(self, files: Dict[str, Tuple[int, bytes]], falls_silent: int = 0) -> None:
        """`files` by path with their status; the first `falls_silent` posts get no answer."""
        self.files = files
        self.posts: List[Any] = []
        self.silent = falls_silent
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, body = outer.files.get(self.path, (404, b""))
                self.answer(status, body)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.posts.append(json.loads(body))
                if len(outer.posts) <= outer.silent:
                    self.close_connection = True
                    return
                self.answer(500, b"who cares")

            def answer(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Location", "/film.mov")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}{path}"

    def __enter__(self) -> "Receiver":
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
