# SPDX-License-Identifier: MIT
"""What a handler is given and what it hands back."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any, Awaitable, Callable, Dict, Mapping, Union
from urllib.parse import quote

from tcvodgen.spec import Action, Service

from ..refusal import Refusal
from ..store import Store

NO_SUCH_FILE = 10008

Answer = Dict[str, Any]  # without code and message where they are 0 and ""


@dataclass(frozen=True)
class Call:
    service: Service
    action: Action
    values: Mapping[str, Any]  # checked against the spec; absent parameters are absent
    body: bytes
    store: Store
    now: float
    base_url: str  # of this emulator, by the scheme the request came in

    def media_row(self, file_id: str) -> sqlite3.Row:
        row = self.store.row("SELECT * FROM media WHERE file_id = ?", file_id)
        if row is None:
            raise Refusal(NO_SUCH_FILE, f"there is no file {file_id!r}")
        return row

    def media_url(self, row: sqlite3.Row) -> str:
        return f"{self.base_url}/media/{row['file_id']}/{quote(row['name'], safe='')}.{quote(row['type'], safe='')}"


Handler = Callable[[Call], Union[Answer, Awaitable[Answer]]]
