# SPDX-License-Identifier: MIT
"""What the emulator asks of others: files to fetch and events to hand over.
It speaks to loopback addresses only.
"""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
from pathlib import Path
from typing import Optional
from urllib.parse import urlsplit

import aiohttp

from .completions import Fetched

FETCH_SECONDS = 30
CALLBACK_SECONDS = 5
LARGEST_FILE = 1 << 30


def is_loopback(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and is_loopback_host(parts.hostname or "")
    except ValueError:
        return False


def is_loopback_host(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def session(seconds: float) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=seconds))


async def fetch(url: str, path: Path, expected_md5: Optional[str]) -> Fetched:
    if not is_loopback(url):
        return Fetched(path, failure="the emulator fetches from loopback addresses only")
    try:
        fetched = await download(url, path)
    except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError) as error:
        fetched = Fetched(
            path, failure=f"the file could not be fetched: {type(error).__name__} {error}")
    if not fetched.failure and expected_md5 and fetched.found[1] != expected_md5.lower():
        fetched = Fetched(
            path, failure=f"the file's MD5 is {fetched.found[1]}, fileMd5 says {expected_md5}")
    if fetched.failure:
        path.unlink(missing_ok=True)
    return fetched


async def download(url: str, path: Path) -> Fetched:
    sha1, md5, size = hashlib.sha1(), hashlib.md5(), 0
    async with session(FETCH_SECONDS) as client:
        async with client.get(url, allow_redirects=False) as answer:
            if answer.status != 200:
                return Fetched(
                    path, failure=f"the file could not be fetched: HTTP status {answer.status}")
            with path.open("wb") as target:
                async for piece in answer.content.iter_chunked(1 << 18):
                    size += len(piece)
                    if size > LARGEST_FILE:
                        return Fetched(path, failure=f"the file has more than {LARGEST_FILE} bytes")
                    sha1.update(piece)
                    md5.update(piece)
                    target.write(piece)
    if size == 0:
        return Fetched(path, failure="the file is empty")
    return Fetched(path, (sha1.hexdigest(), md5.hexdigest()))


async def hand_over(url: str, body: bytes) -> bool:
    """Whether the receiver answered; what it answered does not matter."""
    headers = {"Content-Type": "application/json; charset=utf-8"}
    try:
        async with session(CALLBACK_SECONDS) as client:
            async with client.post(
                url, data=body, headers=headers, allow_redirects=False
            ):
                return True
    except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError):
        return False
