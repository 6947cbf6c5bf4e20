# SPDX-License-Identifier: MIT
"""Keeps web pages of other origins away from the emulator's page and controls.

A browser may be led to this machine under a foreign name (DNS rebinding) or send a form across
origins; Host or Origin tells of both.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from .outward import is_loopback_host


def is_guarded(path: str) -> bool:
    return path == "/" or path.startswith("/_emulator/")


def is_foreign(request: web.Request) -> bool:
    origin = request.headers.get("Origin", "")
    told = [f"//{request.host}", *([origin] if origin else [])]
    return not all(is_loopback_host(urlsplit(each).hostname or "") for each in told)


@web.middleware
async def own_pages_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    if is_guarded(request.path) and is_foreign(request):
        return web.Response(
            status=403, text="this address is for programs and pages of this machine;"
            " start the emulator with --allow-remote to open it to others\n")
    return await handler(request)
