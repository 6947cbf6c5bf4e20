# SPDX-License-Identifier: MIT
"""Where something happens: the memory, the moment and the addresses."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from urllib.parse import quote

from .refusal import Refusal
from .store import Store

NO_SUCH_FILE = 10008
HERE = "tcvod-emulator-here:/"  # what URLs of this emulator begin with until they go out


def at(path: str) -> str:
    """A URL of this emulator, whose address may be another one after a restart."""
    return HERE + path


def with_addresses(body: bytes, base_url: str) -> bytes:
    """JSON as it goes out: with the address by which the emulator is reached now."""
    return body.replace(f'"{HERE}'.encode(), f'"{base_url}/'.encode())


@dataclass(frozen=True)
class Scene:
    store: Store
    now: float
    task_seconds: float  # from the start of a task to its end

    def media_row(self, file_id: str) -> sqlite3.Row:
        row = self.store.row("SELECT * FROM media WHERE file_id = ?", file_id)
        if row is None:
            raise Refusal(NO_SUCH_FILE, f"there is no file {file_id!r}")
        return row

    def media_url(self, row: sqlite3.Row) -> str:
        return self.url_of(row["file_id"], f"{row['name']}.{row['type']}")

    def url_of(self, file_id: str, name: str) -> str:
        return at(f"media/{file_id}/{quote(name, safe='')}")
