# SPDX-License-Identifier: MIT
"""How an answer goes out: whole and at once, or as a fault wants it."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from dataclasses import dataclass
from typing import Any, Iterator, Mapping, Optional

from aiohttp import web

from .clock import Clock, http_date
from .faults import Fault

JSON = "application/json; charset=utf-8"
PIECE = 65536
IDLE_S = 0.05  # the other side has read its answer by then
HALF_CLOSED_S = 5  # how long what it still sends is waited for


@dataclass(frozen=True)
class Output:
    status: int
    body: bytes
    content_type: str = JSON


def encode(answer: Mapping[str, Any]) -> bytes:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def oversized(size: int) -> bytes:
    head, tail = b'{"code":0,"message":"', b'"}'
    return head + b"x" * max(0, size - len(head) - len(tail)) + tail


def altered(output: Output, fault: Fault) -> Output:
    """The body and status that the fault asks for.
    `json` and `code` come as the service would send them.
    """
    body = output.body
    if fault.json is not None:
        body = json.dumps(fault.json).encode()
        if isinstance(fault.json, dict):
            body = encode(fault.json)
    elif fault.body_hex is not None:
        body = bytes.fromhex(fault.body_hex)
    elif fault.body is not None:
        body = fault.body.encode("utf-8")
    elif fault.oversize_bytes is not None:
        body = oversized(fault.oversize_bytes)
    elif fault.status >= 300 and fault.code is None:
        return Output(
            fault.status, f"status {fault.status}\n".encode(), "text/plain; charset=utf-8")
    if fault.truncate_bytes is not None:
        body = body[: fault.truncate_bytes]
    return Output(fault.status, body, output.content_type)


async def deliver(
    request: web.Request, output: Output, clock: Clock, fault: Optional[Fault]
) -> web.StreamResponse:
    if fault is None:
        headers = {"Content-Type": output.content_type, "Date": http_date(clock.now())}
        return web.Response(status=output.status, body=output.body, headers=headers)
    await asyncio.sleep(fault.delay_ms / 1000)
    if fault.reset:
        cut(request, reset=True)
        return web.Response(status=500)
    response = await stream(request, altered(output, fault), clock, fault)
    if fault.reset_when_idle:
        asyncio.get_running_loop().call_later(IDLE_S, cut, request, True)
    return response


async def stream(
    request: web.Request, output: Output, clock: Clock, fault: Fault
) -> web.StreamResponse:
    response = web.StreamResponse(status=output.status, headers=headers_of(output, clock, fault))
    if fault.chunked:
        response.enable_chunked_encoding()
    elif output.status not in (204, 304):
        response.content_length = len(output.body)
    await response.prepare(request)
    if request.method == "HEAD" or output.status in (204, 304):
        return response
    try:
        await write(response, output.body, fault)
    except ConnectionError:
        return response
    if fault.drop_after_bytes is not None:
        cut(request, reset=False)
        return response
    if fault.half_close_after_bytes is not None:
        await half_close(request)
        return response
    await response.write_eof()
    return response


async def write(response: web.StreamResponse, body: bytes, fault: Fault) -> None:
    if fault.drop_after_bytes is not None:
        body = body[: fault.drop_after_bytes]
    if fault.half_close_after_bytes is not None:
        body = body[: fault.half_close_after_bytes]
    middle = len(body) // 2 if fault.stall_ms else 0
    for piece in pieces(body[:middle], fault):
        await send(response, piece, fault)
    if fault.stall_ms:
        await asyncio.sleep(fault.stall_ms / 1000)
    for piece in pieces(body[middle:], fault):
        await send(response, piece, fault)


def pieces(body: bytes, fault: Fault) -> Iterator[bytes]:
    rate = fault.trickle_bytes_per_second
    size = max(1, rate // 20) if rate else PIECE
    for start in range(0, len(body), size):
        yield body[start : start + size]


async def send(response: web.StreamResponse, piece: bytes, fault: Fault) -> None:
    await response.write(piece)
    if fault.trickle_bytes_per_second:
        await asyncio.sleep(len(piece) / fault.trickle_bytes_per_second)


def headers_of(output: Output, clock: Clock, fault: Fault) -> Mapping[str, str]:
    headers = {
        "Content-Type": fault.content_type or output.content_type,
        "Date": fault.date if fault.date is not None
        else http_date(clock.now() + (fault.date_offset_seconds or 0)),
    }
    if fault.retry_after is not None:
        headers["Retry-After"] = str(fault.retry_after)
    headers.update(fault.headers)
    return headers


def cut(request: web.Request, reset: bool) -> None:
    """Ends the connection: politely after what was written, or with RST and at once."""
    transport = request.transport
    if transport is None:
        return
    if not reset:
        transport.close()
        return
    connection = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


async def half_close(request: web.Request) -> None:
    """Ends what is sent (under TLS without a word of it), and waits for the other side to leave."""
    transport = request.transport
    if transport is None:
        return
    transport.get_extra_info("socket").shutdown(socket.SHUT_WR)
    deadline = asyncio.get_running_loop().time() + HALF_CLOSED_S
    while not transport.is_closing() and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(IDLE_S)
    transport.close()
