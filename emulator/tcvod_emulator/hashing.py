# SPDX-License-Identifier: MIT
"""SHA-1 and MD5 of a file that is still being uploaded, so that its end need not be waited for."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from pathlib import Path
from typing import Dict, Optional, Tuple

PIECE_BYTES = 1 << 20
STEP_BYTES = 16 << 20  # between two looks at whether the emulator stops


class Hashing:
    """Follows the parts of one file, as far as they are there without a gap."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sha1, self.md5 = hashlib.sha1(), hashlib.md5()
        self.position = 0  # hashed up to here
        self.reach = 0  # there without a gap up to here
        self.beyond: Dict[int, int] = {}  # parts behind a gap: start and end
        self.lock = threading.Lock()
        self.chase: Optional["asyncio.Task[None]"] = None

    def add(self, start: int, end: int) -> bool:
        """A part was written; False when it replaced bytes that may be hashed already."""
        if start < self.reach:
            return False
        self.beyond[start] = end
        while self.reach in self.beyond:
            self.reach = self.beyond.pop(self.reach)
        if self.chase is None or self.chase.done():
            self.chase = asyncio.create_task(self.follow())
        return True

    async def follow(self) -> None:
        while self.position < self.reach:
            until = min(self.reach, self.position + STEP_BYTES)
            if not await asyncio.to_thread(self.advance, until):
                return

    def advance(self, until: int) -> bool:
        """False when the upload ended or was forgotten meanwhile."""
        try:
            self.hash_on(until)
        except FileNotFoundError:
            return False
        return True

    def hash_on(self, until: int) -> None:
        with self.lock, self.path.open("rb") as source:
            source.seek(self.position)
            while self.position < until:
                piece = source.read(min(PIECE_BYTES, until - self.position))
                if not piece:
                    return
                self.sha1.update(piece)
                self.md5.update(piece)
                self.position += len(piece)

    async def finish(self, size: int) -> Tuple[str, str]:
        """Both digests of the whole file, unless its upload ended or was forgotten meanwhile."""
        if self.chase is not None:
            await asyncio.wait({self.chase})
        await asyncio.to_thread(self.advance, size)
        return self.sha1.hexdigest(), self.md5.hexdigest()

    def stop(self) -> None:
        if self.chase is not None:
            self.chase.cancel()
