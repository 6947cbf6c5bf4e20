# SPDX-License-Identifier: MIT
"""What uploads go to, each in a process of its own: a server over TLS, and a line of limited speed."""

from __future__ import annotations

import asyncio
import hashlib
import multiprocessing
import ssl
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List

from aiohttp import web

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "emulator"))
from tcvod_emulator.certificates import make_certificates  # noqa: E402

PIECE_BYTES = 1 << 16
LATE_SECONDS = 0.02
ANSWER = {"code": 0, "message": "", "codeDesc": "Success", "canRetry": 0, "fileId": "1", "url": ""}
REFUSAL = {"code": -10004, "message": "the bytes do not fit their digests", "codeDesc": "", "canRetry": 0}


class Checker:
    """One MD5 and one SHA-1 over every byte, whether a file comes in parts or in one piece; keeps nothing."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> bool:
        self.sha1 = hashlib.sha1()
        self.hashed_bytes = 0
        self.early: Dict[int, List[bytes]] = {}  # parts that came before those in front of them
        return True

    async def take(self, request: web.Request) -> web.Response:
        query = request.query
        action = query.get("Action")
        if action == "InitUpload":
            good = self.begin()
        elif action == "UploadPart":
            good = await self.take_part(request, int(query["offset"]))
        elif action == "FinishUpload":
            good = self.sha1.hexdigest() == query["fileSha"]
        else:
            good = await self.take_whole(request)
        return web.json_response(ANSWER if good else REFUSAL, status=200 if good or action else 400)

    async def take_part(self, request: web.Request, offset: int) -> bool:
        md5, pieces = hashlib.md5(), []
        async for piece in request.content.iter_any():
            md5.update(piece)
            pieces.append(piece)
        self.early[offset] = pieces
        while self.hashed_bytes in self.early:
            for piece in self.early.pop(self.hashed_bytes):
                self.sha1.update(piece)
                self.hashed_bytes += len(piece)
        return md5.hexdigest() == request.query["dataMd5"]

    async def take_whole(self, request: web.Request) -> bool:
        sha1, md5 = hashlib.sha1(), hashlib.md5()
        async for piece in request.content.iter_any():
            sha1.update(piece)
            md5.update(piece)
        return (sha1.hexdigest(), md5.hexdigest()) == (request.query["sha1"], request.query["md5"])


async def answer_requests(context: ssl.SSLContext, pipe: Any) -> None:
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", Checker().take)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    pipe.send(runner.addresses[0][1])
    await asyncio.Event().wait()


@dataclass(frozen=True)
class Limit:
    bytes_per_second: int
    each_connection: bool  # or all together


class Pace:
    """Waits that end late, as they do on a busy machine, are made up for."""

    def __init__(self, bytes_per_second: int) -> None:
        self.bytes_per_second = bytes_per_second
        self.due = time.monotonic()

    async def take(self, size_bytes: int) -> None:
        self.due = max(self.due, time.monotonic() - LATE_SECONDS) + size_bytes / self.bytes_per_second
        await asyncio.sleep(self.due - time.monotonic())


async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, pace: Pace) -> None:
    while piece := await reader.read(PIECE_BYTES):
        await pace.take(len(piece))
        writer.write(piece)
        await writer.drain()
    writer.close()


async def relay(target_port: int, limit: Limit, pipe: Any) -> None:
    shared = Pace(limit.bytes_per_second)

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", target_port)
        there = Pace(limit.bytes_per_second) if limit.each_connection else shared
        try:
            await asyncio.gather(pass_on(reader, far_writer, there),
                                 pass_on(far_reader, writer, Pace(limit.bytes_per_second)))
        except ConnectionError:
            writer.close()

    server = await asyncio.start_server(connect, "127.0.0.1", 0, limit=PIECE_BYTES)
    pipe.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def run_server(pipe: Any, folder: str) -> None:
    _, context = make_certificates(Path(folder))
    asyncio.run(answer_requests(context, pipe))


def run_relay(pipe: Any, target_port: int, limit: Limit) -> None:
    asyncio.run(relay(target_port, limit, pipe))


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
