# SPDX-License-Identifier: MIT
"""What the service remembers: rows in SQLite, bytes in files."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any, Iterator, List, Mapping, Optional

TABLES = """
CREATE TABLE IF NOT EXISTS numbers (name TEXT PRIMARY KEY, last INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS classes (
    id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL, name TEXT NOT NULL,
    created REAL NOT NULL, updated REAL NOT NULL);
CREATE TABLE IF NOT EXISTS media (
    file_id TEXT PRIMARY KEY, sha TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,
    size INTEGER NOT NULL, md5 TEXT NOT NULL, intro TEXT NOT NULL DEFAULT '', class_id INTEGER NOT NULL,
    status INTEGER NOT NULL DEFAULT 2, created REAL NOT NULL, updated REAL NOT NULL, expires REAL);
CREATE INDEX IF NOT EXISTS media_sha ON media (sha);
CREATE TABLE IF NOT EXISTS tags (
    file_id TEXT NOT NULL, tag TEXT NOT NULL, place INTEGER PRIMARY KEY, UNIQUE (file_id, tag));
CREATE TABLE IF NOT EXISTS uploads (
    sha TEXT PRIMARY KEY, size INTEGER NOT NULL, part_size INTEGER NOT NULL, name TEXT NOT NULL,
    type TEXT NOT NULL, class_id INTEGER NOT NULL, tags TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS parts (
    sha TEXT NOT NULL, start INTEGER NOT NULL, size INTEGER NOT NULL, md5 TEXT NOT NULL,
    PRIMARY KEY (sha, start));
CREATE TABLE IF NOT EXISTS tasks (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, file_id TEXT NOT NULL, request TEXT NOT NULL, created REAL NOT NULL);
"""
EMPTIED = ("numbers", "classes", "media", "tags", "uploads", "parts", "tasks")


class Store:
    """`database` is a file or ":memory:"; `folder` holds the bytes of media and of unfinished uploads."""

    def __init__(self, database: str, folder: Path) -> None:
        self.connection = sqlite3.connect(database, isolation_level=None)
        self.connection.row_factory = sqlite3.Row
        self.connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;" + TABLES)
        self.media_folder = folder / "media"
        self.uploads_folder = folder / "uploads"
        self.make_folders()

    def make_folders(self) -> None:
        self.media_folder.mkdir(parents=True, exist_ok=True)
        self.uploads_folder.mkdir(parents=True, exist_ok=True)

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
            self.change(f"UPDATE {table} SET {assignments} WHERE {key} = ?", *changes.values(), value)

    def together(self) -> "Together":
        return Together(self.connection)

    def next_number(self, name: str, first: int) -> int:
        self.change("INSERT OR IGNORE INTO numbers VALUES (?, ?)", name, first - 1)
        self.change("UPDATE numbers SET last = last + 1 WHERE name = ?", name)
        return int(self.rows("SELECT last FROM numbers WHERE name = ?", name)[0]["last"])

    def empty(self) -> None:
        with self.together():
            for table in EMPTIED:
                self.change(f"DELETE FROM {table}")
        for folder in (self.media_folder, self.uploads_folder):
            shutil.rmtree(folder, ignore_errors=True)
        self.make_folders()

    def media_file(self, file_id: str) -> Path:
        return self.media_folder / file_id

    def upload_file(self, sha: str) -> Path:
        return self.uploads_folder / sha

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
