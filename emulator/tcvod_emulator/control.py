# SPDX-License-Identifier: MIT
"""What tests tell and ask the emulator, under /_emulator."""

from __future__ import annotations

import json
from typing import Any, List

from aiohttp import web

from .emulator import Emulator
from .events import CALLBACK_URL, raise_event
from .faults import BadFault, read_faults
from .outward import is_loopback


class Control:
    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator

    def routes(self) -> List[web.RouteDef]:
        return [
            web.get("/_emulator/faults", self.list_faults),
            web.post("/_emulator/faults", self.add_faults),
            web.delete("/_emulator/faults", self.clear_faults),
            web.get("/_emulator/requests", self.requests),
            web.delete("/_emulator/requests", self.clear_requests),
            web.get("/_emulator/clock", self.clock),
            web.post("/_emulator/clock", self.set_clock),
            web.get("/_emulator/synthesise", self.synthesised),
            web.post("/_emulator/synthesise", self.synthesise),
            web.get("/_emulator/callback", self.callback),
            web.post("/_emulator/callback", self.set_callback),
            web.post("/_emulator/events", self.add_event),
            web.post("/_emulator/reset", self.reset),
        ]

    async def list_faults(self, _: web.Request) -> web.Response:
        return web.json_response(self.emulator.faults.remaining())

    async def add_faults(self, request: web.Request) -> web.Response:
        try:
            more = read_faults(await json_of(request))
        except BadFault as error:
            raise bad(str(error)) from None
        self.emulator.faults.add(more)
        return web.json_response({"faults": len(self.emulator.faults.script)})

    async def clear_faults(self, _: web.Request) -> web.Response:
        self.emulator.faults.clear()
        return web.json_response({"faults": 0})

    async def requests(self, request: web.Request) -> web.Response:
        """All that are kept, or those after the one with this number."""
        after = request.query.get("after", "0")
        if not after.isdecimal():
            raise bad("after: a number of a request is expected")
        return web.json_response(self.emulator.log.after(int(after)))

    async def clear_requests(self, _: web.Request) -> web.Response:
        self.emulator.log.clear()
        return web.json_response([])

    async def clock(self, _: web.Request) -> web.Response:
        clock = self.emulator.clock
        return web.json_response({"now": clock.now(), "offset_seconds": clock.offset_seconds})

    async def set_clock(self, request: web.Request) -> web.Response:
        given = await json_of(request)
        offset = given.get("offset_seconds") if isinstance(given, dict) else None
        if isinstance(offset, bool) or not isinstance(offset, (int, float)) or abs(offset) > 10**9:
            raise bad('{"offset_seconds": NUMBER} is expected')
        self.emulator.clock.offset_seconds = float(offset)
        await self.emulator.workshop.idle()
        return await self.clock(request)

    async def synthesised(self, _: web.Request) -> web.Response:
        return web.json_response({"actions": sorted(self.emulator.synthesised)})

    async def synthesise(self, request: web.Request) -> web.Response:
        given = await json_of(request)
        names = given.get("actions") if isinstance(given, dict) else None
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise bad('{"actions": [NAME, …]} is expected; "*" stands for all')
        try:
            self.emulator.synthesise(names)
        except LookupError as error:
            raise bad(str(error.args[0])) from None
        return await self.synthesised(request)

    async def callback(self, _: web.Request) -> web.Response:
        return web.json_response({"url": self.emulator.store.setting(CALLBACK_URL)})

    async def set_callback(self, request: web.Request) -> web.Response:
        given = await json_of(request)
        url = given.get("url") if isinstance(given, dict) else None
        if not isinstance(url, str) or (url and not is_loopback(url)):
            raise bad('{"url": URL} is expected, with a loopback address; "" for none')
        self.emulator.store.set(CALLBACK_URL, url)
        return await self.callback(request)

    async def add_event(self, request: web.Request) -> web.Response:
        """Any event, also one that nothing here raises."""
        given = await json_of(request)
        told = given if isinstance(given, dict) else {}
        kind, data = told.get("eventType"), told.get("data")
        if not isinstance(kind, str) or not isinstance(data, dict):
            raise bad('{"eventType": KIND, "data": {…}} is expected')
        raise_event(self.emulator.workshop.scene(), kind, data)
        return web.json_response({})

    async def reset(self, _: web.Request) -> web.Response:
        await self.emulator.reset()
        return web.json_response({})


async def json_of(request: web.Request) -> Any:
    try:
        return json.loads(await request.read())
    except ValueError as error:
        raise bad(f"the body is not JSON: {error}") from None


def bad(text: str) -> web.HTTPBadRequest:
    return web.HTTPBadRequest(text=json.dumps({"error": text}), content_type="application/json")
