# SPDX-License-Identifier: MIT
"""The page on the root address: files of this package, which ask for JSON under /_emulator."""

from __future__ import annotations

from importlib.resources import files
from typing import List

from aiohttp import web

KINDS = {
    "index.html": "text/html", "style.css": "text/css", "icon.svg": "image/svg+xml",
    "main.js": "text/javascript", "dom.js": "text/javascript", "media.js": "text/javascript",
    "records.js": "text/javascript", "requests.js": "text/javascript",
    "signature.js": "text/javascript",
}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " img-src 'self'; media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class Page:
    def __init__(self) -> None:
        folder = files(__package__) / "page"
        self.contents = {name: (folder / name).read_bytes() for name in KINDS}

    def routes(self) -> List[web.RouteDef]:
        return [web.get("/", self.index), web.get("/_emulator/page/{name}", self.file)]

    def respond(self, name: str) -> web.Response:
        return web.Response(
            body=self.contents[name], content_type=KINDS[name], charset="utf-8", headers=HEADERS)

    async def index(self, _: web.Request) -> web.Response:
        return self.respond("index.html")

    async def file(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in KINDS:
            return web.Response(status=404, text="the page has no such file\n")
        return self.respond(name)
