# SPDX-License-Identifier: MIT
"""What the service remembers: rows in SQLite, bytes in files."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Optional

from .hashing import Hashing
from .schema import ADDED_LATER, EMPTIED, TABLES


class Store:
    """`database` is a file or ":memory:";
    `folder` holds the bytes of media and of unfinished uploads.
    """

    def __init__(self, database: str, folder: Path) -> None:
        self.connection = sqlite3.connect(database, isolation_level=None)
        self.connection.row_factory = sqlite3.Row
        self.connection.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;" + TABLES)
        self.add_columns()
        self.media_folder = folder / "media"
        self.places_folder = folder / "places"
        self.uploads_folder = folder / "uploads"
        self.make_folders()
        self.hashings: Dict[str, Hashing] = {}  # of uploads under way

    def add_columns(self) -> None:
        """What a data folder of an earlier version lacks."""
        for table, column, kind in ADDED_LATER:
            here = [row["name"] for row in self.rows(f"PRAGMA table_info({table})")]
            if column not in here:
                self.change(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")

    def folders(self) -> List[Path]:
        return [self.media_folder, self.uploads_folder, self.places_folder]

    def make_folders(self) -> None:
        for folder in self.folders():
            folder.mkdir(parents=True, exist_ok=True)

    def close(self) -> None:
        self.connection.close()

    def rows(self, query: str, *values: Any) -> List[sqlite3.Row]:
        return self.connection.execute(query, values).fetchall()

    def row(self, query: str, *values: Any) -> Optional[sqlite3.Row]:
        found: Optional[sqlite3.Row] = self.connection.execute(query, values).fetchone()
        return found

    def change(self, query: str, *values: Any) -> int:
        return self.connection.execute(query, values).rowcount

    def insert(self, table: str, values: Mapping[str, Any]) -> None:
        marks = ", ".join("?" for _ in values)
        self.change(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", *values.values())

    def update(self, table: str, key: str, value: Any, changes: Mapping[str, Any]) -> None:
        if changes:
            assignments = ", ".join(f"{column} = ?" for column in changes)
            self.change(
                f"UPDATE {table} SET {assignments} WHERE {key} = ?", *changes.values(), value)

    def together(self) -> "Together":
        return Together(self.connection)

    def next_number(self, name: str, first: int) -> int:
        self.change("INSERT OR IGNORE INTO numbers VALUES (?, ?)", name, first - 1)
        self.change("UPDATE numbers SET last = last + 1 WHERE name = ?", name)
        return int(self.rows("SELECT last FROM numbers WHERE name = ?", name)[0]["last"])

    def hashing(self, sha: str) -> Hashing:
        return self.hashings.setdefault(sha, Hashing(self.upload_file(sha)))

    def forget_hashing(self, sha: str) -> None:
        hashing = self.hashings.pop(sha, None)
        if hashing is not None:
            hashing.stop()

    def empty(self) -> None:
        for sha in list(self.hashings):
            self.forget_hashing(sha)
        with self.together():
            for table in EMPTIED:
                self.change(f"DELETE FROM {table}")
        for folder in self.folders():
            shutil.rmtree(folder, ignore_errors=True)
        self.make_folders()

    def media_file(self, file_id: str) -> Path:
        return self.media_folder / file_id

    def upload_file(self, sha: str) -> Path:
        return self.uploads_folder / sha

    def place_file(self, session: str, name: str) -> Path:
        return self.places_folder / f"{session}.{name}"

    def setting(self, name: str) -> str:
        row = self.row("SELECT value FROM settings WHERE name = ?", name)
        return "" if row is None else str(row["value"])

    def set(self, name: str, value: str) -> None:
        self.change("INSERT OR REPLACE INTO settings VALUES (?, ?)", name, value)

    def pieces(self, path: Path) -> Iterator[bytes]:
        with path.open("rb") as source:
            while piece := source.read(1 << 20):
                yield piece


class Together:
    """All changes inside take effect, or none."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def __enter__(self) -> None:
        self.connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.connection.execute("COMMIT" if kind is None else "ROLLBACK")
