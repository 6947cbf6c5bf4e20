# SPDX-License-Identifier: MIT
"""Bytes over plain HTTP: media, pictures, uploads to places that were handed out, statistics."""

from __future__ import annotations

import asyncio
import gzip
import re
from pathlib import Path
from typing import List

from aiohttp import web

from .clock import as_day
from .emulator import Emulator
from .library import duration
from .pictures import JPEG, web_vtt
from .procedures import SPRITE_SECONDS
from .statistics import day_table

TYPES = {"mp4": "video/mp4", "flv": "video/x-flv", "avi": "video/x-msvideo", "mp3": "audio/mpeg",
         "m3u8": "application/vnd.apple.mpegurl", "ts": "video/mp2t", "mov": "video/quicktime",
         "webm": "video/webm", "mkv": "video/x-matroska", "ogg": "audio/ogg", "m4a": "audio/mp4",
         "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif"}
MADE_PICTURE = re.compile(r"(sample|snapshot|sprite|cover)\..*\.jpg")


class Files:
    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator

    def routes(self) -> List[web.RouteDef]:
        return [
            web.get("/media/{file_id}/{name:.*}", self.media),
            web.get("/places/{session}/{name}", self.stored),
            web.put("/places/{session}/{name}", self.store),
            web.get("/statistics/{day}.csv.gz", self.statistics),
        ]

    async def media(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a media file, whole or in ranges, whatever rendition is asked for."""
        store = self.emulator.store
        row = store.row("SELECT * FROM media WHERE file_id = ?", request.match_info["file_id"])
        path = None if row is None else store.media_file(row["file_id"])
        if row is None or path is None or not path.is_file():
            return web.Response(status=404, text="there is no such file\n")
        name = request.match_info["name"]
        if MADE_PICTURE.fullmatch(name):
            return web.Response(body=JPEG, content_type="image/jpeg")
        if name.startswith("sprite.") and name.endswith(".vtt"):
            count = -(-duration(row) // SPRITE_SECONDS)
            text = web_vtt(name.replace(".vtt", ".0.jpg"), count, SPRITE_SECONDS)
            return web.Response(text=text, content_type="text/vtt")
        if begins_playing(request):
            self.count_play(row["file_id"], row["size"])
        extension = name.rpartition(".")[2] if "." in name else row["type"]
        return sent(path, extension)

    def count_play(self, file_id: str, size: int) -> None:
        self.emulator.store.change(
            "INSERT INTO plays VALUES (?, ?, 1, ?) ON CONFLICT (file_id, day)"
            " DO UPDATE SET times = times + 1, bytes = bytes + excluded.bytes",
            file_id, as_day(self.emulator.clock.now()), size)

    def place(self, request: web.Request) -> Path:
        session, name = request.match_info["session"], request.match_info["name"]
        store = self.emulator.store
        if store.row("SELECT id FROM sessions WHERE id = ?", session) is None or "/" in name:
            raise web.HTTPNotFound(text="there is no such place\n")
        return store.place_file(session, name)

    async def store(self, request: web.Request) -> web.Response:
        path = self.place(request)
        await asyncio.to_thread(path.write_bytes, await request.read())
        return web.Response()

    async def stored(self, request: web.Request) -> web.StreamResponse:
        path = self.place(request)
        if not path.is_file():
            return web.Response(status=404, text="nothing was sent there yet\n")
        return sent(path, path.suffix[1:])

    async def statistics(self, request: web.Request) -> web.Response:
        text = day_table(self.emulator.store, request.match_info["day"])
        return web.Response(body=gzip.compress(text.encode()), content_type="application/gzip")


def begins_playing(request: web.Request) -> bool:
    """Players ask for many ranges of one file; one of them begins at its first byte."""
    if request.method != "GET":
        return False
    try:
        return request.http_range.start in (None, 0)
    except ValueError:
        return False


def sent(path: Path, extension: str) -> web.FileResponse:
    """In ranges where they are asked for, and never taken for what its name does not say."""
    return web.FileResponse(path, headers={
        "Content-Type": content_type(extension), "X-Content-Type-Options": "nosniff"})


def content_type(extension: str) -> str:
    return TYPES.get(extension.lower(), "application/octet-stream")
