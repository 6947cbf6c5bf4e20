# SPDX-License-Identifier: MIT
"""What uploads go to, each in a process of its own: servers over TLS, and a line that limits each connection."""

from __future__ import annotations

import asyncio
import hashlib
import multiprocessing
import ssl
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Awaitable, Callable, Dict, Iterator

from aiohttp import web

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "emulator"))
from tcvod_emulator.certificates import make_certificates  # noqa: E402

PIECE_BYTES = 1 << 16
ANSWER = {"code": 0, "message": "", "codeDesc": "Success", "canRetry": 0, "fileId": "1", "url": ""}
REFUSAL = {"code": -10004, "message": "the bytes do not fit their digests", "codeDesc": "", "canRetry": 0}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def discard(request: web.Request) -> web.Response:
    async for _ in request.content.iter_any():
        pass
    return web.json_response(ANSWER)


class Checker:
    """One MD5 and one SHA-1 over every byte, whether a file comes in parts or in one piece; keeps nothing."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> bool:
        self.sha1 = hashlib.sha1()
        self.hashed_bytes = 0
        self.early: Dict[int, bytes] = {}  # parts that came before those in front of them
        return True

    async def take(self, request: web.Request) -> web.Response:
        query = request.query
        action = query.get("Action")
        if action == "InitUpload":
            good = self.begin()
        elif action == "UploadPart":
            good = self.take_part(int(query["offset"]), query["dataMd5"], await request.read())
        elif action == "FinishUpload":
            good = self.sha1.hexdigest() == query["fileSha"]
        else:
            good = await self.take_whole(request)
        return web.json_response(ANSWER if good else REFUSAL, status=200 if good or action else 400)

    def take_part(self, offset: int, md5: str, body: bytes) -> bool:
        self.early[offset] = body
        while self.hashed_bytes in self.early:
            piece = self.early.pop(self.hashed_bytes)
            self.sha1.update(piece)
            self.hashed_bytes += len(piece)
        return hashlib.md5(body).hexdigest() == md5

    async def take_whole(self, request: web.Request) -> bool:
        sha1, md5 = hashlib.sha1(), hashlib.md5()
        async for piece in request.content.iter_any():
            sha1.update(piece)
            md5.update(piece)
        return (sha1.hexdigest(), md5.hexdigest()) == (request.query["sha1"], request.query["md5"])


async def answer_requests(handler: Handler, context: ssl.SSLContext, pipe: Any) -> None:
    application = web.Application(client_max_size=2 << 20)
    application.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    pipe.send(runner.addresses[0][1])
    await asyncio.Event().wait()


async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, bytes_per_second: float) -> None:
    due = time.monotonic()
    while piece := await reader.read(PIECE_BYTES):
        writer.write(piece)
        await writer.drain()
        due = max(due, time.monotonic()) + len(piece) / bytes_per_second
        await asyncio.sleep(due - time.monotonic())
    writer.close()


async def relay(target_port: int, bytes_per_second: float, pipe: Any) -> None:
    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", target_port)
        try:
            await asyncio.gather(pass_on(reader, far_writer, bytes_per_second),
                                 pass_on(far_reader, writer, bytes_per_second))
        except ConnectionError:
            writer.close()

    server = await asyncio.start_server(connect, "127.0.0.1", 0, limit=PIECE_BYTES)
    pipe.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def run_server(pipe: Any, kind: str, folder: str) -> None:
    own = Path(folder) / kind
    own.mkdir()
    _, context = make_certificates(own)
    handler: Handler = Checker().take if kind == "checking" else discard
    asyncio.run(answer_requests(handler, context, pipe))


def run_relay(pipe: Any, target_port: int, bytes_per_second: float) -> None:
    asyncio.run(relay(target_port, bytes_per_second, pipe))


@contextmanager
def running(function: Callable[..., None], *arguments: Any) -> Iterator[int]:
    """The port of what runs meanwhile."""
    processes = multiprocessing.get_context("spawn")
    near, far = processes.Pipe()
    process = processes.Process(target=function, args=(far, *arguments), daemon=True)
    process.start()
    far.close()
    try:
        yield int(near.recv())
    finally:
        process.terminate()
        process.join()
