# SPDX-License-Identifier: MIT
"""From an HTTP request to named texts and raw bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Dict, List, Optional, Tuple
from urllib.parse import unquote_to_bytes

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from .refusal import PARAMETER, Refusal

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
MAX_BODY_BYTES = 128 << 20
UNREADABLE = (HttpProcessingError, web.RequestPayloadError, ConnectionError)

Pairs = Tuple[Tuple[str, str], ...]


@dataclass(frozen=True)
class Body:
    """Bytes in the pieces in which they came: parts of files are not copied into one."""

    pieces: Tuple[bytes, ...] = ()

    def __len__(self) -> int:
        return sum(map(len, self.pieces))

    def __bytes__(self) -> bytes:
        return b"".join(self.pieces)

    def digest(self, hash_name: str) -> str:
        found = hashlib.new(hash_name)
        for piece in self.pieces:
            found.update(piece)
        return found.hexdigest()

    def is_all_zeros(self) -> bool:
        return all(piece == bytes(len(piece)) for piece in self.pieces)


@dataclass(frozen=True)
class Incoming:
    method: str
    scheme: str
    host: str  # the Host header as sent
    path: str
    target_bytes: int
    content_type: str
    query: bytes
    multipart: Optional[Pairs]
    body: Body
    connection: str
    user_agent: str

    @property
    def host_name(self) -> str:
        name, _, port = self.host.rpartition(":")
        return name if name and port.isdigit() else self.host


def utf8(data: bytes, what: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refusal(
            PARAMETER, f"{what} is not UTF-8: byte {error.start} of {data[:60]!r}"
        ) from None


def pairs_of(encoded: bytes) -> Pairs:
    """Names and values of a query string or form, in order."""
    pairs = []
    for piece in filter(None, encoded.split(b"&")):
        name, _, value = piece.replace(b"+", b" ").partition(b"=")
        decoded_name = utf8(unquote_to_bytes(name), "a parameter's name")
        pairs.append((decoded_name, utf8(unquote_to_bytes(value), f"parameter {decoded_name}")))
    return tuple(pairs)


def as_mapping(pairs: Pairs) -> Dict[str, str]:
    parameters: Dict[str, str] = {}
    for name, value in pairs:
        if name in parameters:
            raise Refusal(PARAMETER, f"parameter {name} is given twice")
        parameters[name] = value
    return parameters


async def multipart_pairs(request: web.Request) -> Pairs:
    pairs = []
    try:
        async for part in await request.multipart():
            name = getattr(part, "name", None)
            if name is None:
                raise ValueError("a part has no name")
            if getattr(part, "filename", None) is None:
                pairs.append((name, utf8(bytes(await part.read(decode=True)), f"parameter {name}")))
    except (ValueError, *UNREADABLE) as error:
        raise Refusal(PARAMETER, f"the multipart body cannot be read: {error}") from None
    return tuple(pairs)


async def body_of(request: web.Request) -> Body:
    pieces: List[bytes] = []
    size = 0
    try:
        async for piece in request.content.iter_any():
            size += len(piece)
            if size > MAX_BODY_BYTES:
                raise web.HTTPRequestEntityTooLarge(MAX_BODY_BYTES, size)
            pieces.append(piece)
        return Body(tuple(pieces))
    except UNREADABLE as error:
        raise Refusal(PARAMETER, f"the body cannot be read: {error}") from None


async def receive(request: web.Request) -> Incoming:
    """Reads the whole request. `request.raw_path` keeps the bytes of the target as they came."""
    query = request.raw_path.partition("?")[2]
    is_form_data = request.method == "POST" and request.content_type == MULTIPART
    multipart = await multipart_pairs(request) if is_form_data else None
    peer = request.transport.get_extra_info("peername") if request.transport else None
    return Incoming(
        method=request.method,
        scheme=request.scheme,
        host=request.headers.get("Host", ""),
        path=request.path,
        target_bytes=len(request.raw_path.encode("utf-8", "surrogateescape")),
        content_type=request.headers.get("Content-Type", "").partition(";")[0].strip().lower(),
        query=query.encode("utf-8", "surrogateescape"),
        multipart=multipart,
        body=Body() if is_form_data else await body_of(request),
        connection=f"{peer[0]}:{peer[1]}" if peer else "",
        user_agent=request.headers.get("User-Agent", ""),
    )
