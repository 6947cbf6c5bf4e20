# SPDX-License-Identifier: MIT
"""Where something happens: the memory, the moment and the addresses."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from urllib.parse import quote

from .refusal import Refusal
from .store import Store

NO_SUCH_FILE = 10008


@dataclass(frozen=True)
class Scene:
    store: Store
    now: float
    base_url: str  # of this emulator, by the scheme the request came in
    task_seconds: float  # from the start of a task to its end

    def media_row(self, file_id: str) -> sqlite3.Row:
        row = self.store.row("SELECT * FROM media WHERE file_id = ?", file_id)
        if row is None:
            raise Refusal(NO_SUCH_FILE, f"there is no file {file_id!r}")
        return row

    def media_url(self, row: sqlite3.Row) -> str:
        return self.url_of(row["file_id"], f"{row['name']}.{row['type']}")

    def url_of(self, file_id: str, name: str) -> str:
        return f"{self.base_url}/media/{file_id}/{quote(name, safe='')}"
