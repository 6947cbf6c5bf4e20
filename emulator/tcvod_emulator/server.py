# SPDX-License-Identifier: MIT
"""HTTP and HTTPS side by side on loopback ports."""

from __future__ import annotations

import errno
import logging
import ssl
from typing import Optional, Sequence

from aiohttp import web

from .control import Control
from .emulator import Emulator
from .files import Files
from .guard import own_pages_only
from .overview import Overview
from .page import Page
from .wire import MAX_BODY_BYTES, UNREADABLE

MAX_LINE_BYTES = 1 << 20  # the service's limit on URLs is not known


def make_application(
    emulator: Emulator, paths: Sequence[str], remote_allowed: bool
) -> web.Application:
    guards = [] if remote_allowed else [own_pages_only]
    application = web.Application(client_max_size=MAX_BODY_BYTES, middlewares=guards)
    application.add_routes(Control(emulator).routes())
    application.add_routes(Overview(emulator, paths).routes())
    application.add_routes(Files(emulator).routes())
    application.add_routes(Page().routes())
    for path in paths:
        application.router.add_route("*", path, emulator.serve)

    async def elsewhere(request: web.Request) -> web.Response:
        return web.Response(
            status=404, text=f"nothing at {request.path}; the API is at {', '.join(paths)}\n")

    application.router.add_route("*", "/{path:.*}", elsewhere)
    return application


def is_our_defect(record: logging.LogRecord) -> bool:
    """Whether a log record tells of more than a client that sent broken HTTP."""
    return not (record.exc_info and isinstance(record.exc_info[1], UNREADABLE))


def make_logger() -> logging.Logger:
    logger = logging.Logger("tcvod_emulator", logging.WARNING)
    logger.addHandler(logging.StreamHandler())
    logger.addFilter(is_our_defect)
    return logger


class Server:
    def __init__(
        self, emulator: Emulator, paths: Sequence[str], remote_allowed: bool = False
    ) -> None:
        self.emulator = emulator
        self.runner = web.AppRunner(
            make_application(emulator, paths, remote_allowed), access_log=None, logger=make_logger(),
            max_line_size=MAX_LINE_BYTES, max_field_size=MAX_LINE_BYTES)

    async def start(
        self, host: str, http_port: int, https_port: int, context: ssl.SSLContext
    ) -> None:
        await self.runner.setup()
        for scheme, port, tls in (("http", http_port, None), ("https", https_port, context)):
            self.emulator.base_urls[scheme] = f"{scheme}://{await self.listen(host, port, tls)}"
        self.emulator.workshop.start()

    async def listen(self, host: str, port: int, tls: Optional[ssl.SSLContext]) -> str:
        site = web.TCPSite(self.runner, host, port, ssl_context=tls, shutdown_timeout=1.0)
        try:
            await site.start()
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            option = "--https" if tls else "--http"
            raise OSError(f"port {port} is in use: choose another with {option}") from None
        address = self.runner.addresses[-1]
        return f"[{host}]:{address[1]}" if ":" in host else f"{host}:{address[1]}"

    async def stop(self) -> None:
        await self.emulator.workshop.stop()
        await self.runner.cleanup()
