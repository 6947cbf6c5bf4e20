# SPDX-License-Identifier: MIT
"""The tables of what the service remembers."""

from __future__ import annotations

TABLES = """
CREATE TABLE IF NOT EXISTS numbers (name TEXT PRIMARY KEY, last INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS classes (
    id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL, name TEXT NOT NULL,
    created REAL NOT NULL, updated REAL NOT NULL);
CREATE TABLE IF NOT EXISTS media (
    file_id TEXT PRIMARY KEY, sha TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,
    size INTEGER NOT NULL, md5 TEXT NOT NULL, intro TEXT NOT NULL DEFAULT '',
    class_id INTEGER NOT NULL, status INTEGER NOT NULL DEFAULT 2, cover TEXT NOT NULL DEFAULT '',
    created REAL NOT NULL, updated REAL NOT NULL, expires REAL);
CREATE INDEX IF NOT EXISTS media_sha ON media (sha);
CREATE TABLE IF NOT EXISTS tags (
    file_id TEXT NOT NULL, tag TEXT NOT NULL, place INTEGER PRIMARY KEY, UNIQUE (file_id, tag));
CREATE TABLE IF NOT EXISTS marks (
    file_id TEXT NOT NULL, time_offset INTEGER NOT NULL, content TEXT NOT NULL,
    PRIMARY KEY (file_id, time_offset));
CREATE TABLE IF NOT EXISTS outputs (
    file_id TEXT NOT NULL, kind TEXT NOT NULL, definition INTEGER NOT NULL, details TEXT NOT NULL,
    PRIMARY KEY (file_id, kind, definition));
CREATE TABLE IF NOT EXISTS uploads (
    sha TEXT PRIMARY KEY, size INTEGER NOT NULL, part_size INTEGER NOT NULL, name TEXT NOT NULL,
    type TEXT NOT NULL, class_id INTEGER NOT NULL, tags TEXT NOT NULL,
    wishes TEXT NOT NULL DEFAULT '{}');
CREATE TABLE IF NOT EXISTS parts (
    sha TEXT NOT NULL, start INTEGER NOT NULL, size INTEGER NOT NULL, md5 TEXT NOT NULL,
    PRIMARY KEY (sha, start));
CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY, request TEXT NOT NULL, file_id TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY, number INTEGER NOT NULL, kind TEXT NOT NULL, file_id TEXT NOT NULL,
    request TEXT NOT NULL, priority INTEGER NOT NULL DEFAULT 0, stage INTEGER NOT NULL DEFAULT 0,
    created REAL NOT NULL, begins REAL NOT NULL, ends REAL NOT NULL,
    result TEXT NOT NULL DEFAULT '{}');
CREATE INDEX IF NOT EXISTS jobs_stage ON jobs (stage);
CREATE TABLE IF NOT EXISTS events (
    number INTEGER PRIMARY KEY, content TEXT NOT NULL, created REAL NOT NULL,
    handle TEXT NOT NULL DEFAULT '', hidden_until REAL NOT NULL DEFAULT 0,
    confirmed INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS deliveries (
    number INTEGER PRIMARY KEY, url TEXT NOT NULL, body TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS templates (
    kind TEXT NOT NULL, definition INTEGER NOT NULL, details TEXT NOT NULL,
    created REAL NOT NULL, updated REAL NOT NULL, PRIMARY KEY (kind, definition));
CREATE TABLE IF NOT EXISTS plays (
    file_id TEXT NOT NULL, day TEXT NOT NULL, times INTEGER NOT NULL, bytes INTEGER NOT NULL,
    PRIMARY KEY (file_id, day));
"""
ADDED_LATER = (
    ("media", "cover", "TEXT NOT NULL DEFAULT ''"),
    ("uploads", "wishes", "TEXT NOT NULL DEFAULT '{}'"),
)
EMPTIED = (
    "numbers", "settings", "classes", "media", "tags", "marks", "outputs", "uploads",
    "parts", "sessions",
    "jobs", "events", "deliveries", "templates", "plays",
)
