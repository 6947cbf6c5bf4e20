# SPDX-License-Identifier: MIT
"""What the emulator remembers, as JSON for its page and for whoever asks under /_emulator."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict
from typing import Any, Dict, List, Mapping, Sequence

from aiohttp import web

from .delivery import JSON, encode
from .emulator import Emulator
from .events import CALLBACK_URL
from .handlers.classes import class_name, class_tree
from .jobs import jobs_where
from .library import duration, outputs
from .scene import with_addresses

NEWEST = 500


class Overview:
    def __init__(self, emulator: Emulator, paths: Sequence[str]) -> None:
        self.emulator = emulator
        self.paths = list(paths)

    def routes(self) -> List[web.RouteDef]:
        return [
            web.get("/_emulator/info", self.info),
            web.get("/_emulator/media", self.media),
            web.get("/_emulator/classes", self.classes),
            web.get("/_emulator/tasks", self.tasks),
            web.get("/_emulator/events", self.events),
        ]

    def answer(self, told: Any, base_url: str = "") -> web.Response:
        """Without a base URL, those of this emulator lead to where the question went."""
        headers = {"Content-Type": JSON, "Cache-Control": "no-store"}
        return web.Response(body=with_addresses(encode(told), base_url), headers=headers)

    def count(self, table: str) -> int:
        return int(self.emulator.store.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"])

    async def info(self, _: web.Request) -> web.Response:
        emulator = self.emulator
        return self.answer({
            "service": emulator.service.title, "addresses": emulator.base_urls,
            "paths": self.paths, "secret_ids": list(emulator.credentials),
            "now": emulator.clock.now(), "offset_seconds": emulator.clock.offset_seconds,
            "checks": emulator.gate.check_names, "log_clearings": emulator.log.clearings,
            "counts": {
                "media": self.count("media"), "classes": self.count("classes") + 1,
                "tasks": self.count("jobs"), "events": self.count("events"),
                "requests": emulator.log.count,
            },
        })

    async def media(self, _: web.Request) -> web.Response:
        store = self.emulator.store
        rows = store.rows("SELECT * FROM media ORDER BY created DESC, file_id DESC LIMIT ?", NEWEST)
        return self.answer([self.medium(row) for row in rows])

    def medium(self, row: sqlite3.Row) -> Mapping[str, Any]:
        store, file_id = self.emulator.store, row["file_id"]
        tags = store.rows("SELECT tag FROM tags WHERE file_id = ? ORDER BY place", file_id)
        plays = store.rows(
            "SELECT coalesce(sum(times), 0) AS n FROM plays WHERE file_id = ?", file_id)
        return {
            "file_id": file_id, "name": row["name"], "type": row["type"], "size": row["size"],
            "sha1": row["sha"], "md5": row["md5"], "class_id": row["class_id"],
            "class_name": class_name(store, row["class_id"]), "created": row["created"],
            "duration_seconds": duration(row), "tags": [each["tag"] for each in tags],
            "url": self.emulator.workshop.scene().media_url(row), "cover": row["cover"],
            "plays": plays[0]["n"], "status": row["status"],
            "renditions": [
                {"definition": each["definition"], "url": each["url"]}
                for each in outputs(store, file_id, "transcode")],
        }

    async def classes(self, _: web.Request) -> web.Response:
        return self.answer(class_tree(self.emulator.store))

    async def tasks(self, _: web.Request) -> web.Response:
        jobs = jobs_where(
            self.emulator.workshop.scene(), "1 ORDER BY number DESC LIMIT ?", NEWEST)
        return self.answer([{**asdict(job), "status": job.status} for job in jobs])

    async def events(self, request: web.Request) -> web.Response:
        store, workshop = self.emulator.store, self.emulator.workshop
        queue = store.rows("SELECT * FROM events ORDER BY number DESC LIMIT ?", NEWEST)
        pending = store.rows("SELECT * FROM deliveries ORDER BY number DESC LIMIT ?", NEWEST)
        return self.answer({
            "callback_url": store.setting(CALLBACK_URL),
            "queue": [self.event(row) for row in queue],
            "callbacks": [
                {"time": None, "url": row["url"], "tries": row["tries"], "outcome": "under way",
                 "content": json.loads(row["body"])}
                for row in pending
            ] + [
                {"time": each.time, "url": each.url, "tries": each.tries, "outcome": each.outcome,
                 "content": json.loads(each.body)}
                for each in reversed(workshop.delivered)
            ],
        }, self.emulator.base_urls[request.scheme])

    def event(self, row: sqlite3.Row) -> Dict[str, Any]:
        taken = row["hidden_until"] > self.emulator.clock.now()
        state = "confirmed" if row["confirmed"] else "handed out" if taken else "waiting"
        content = json.loads(row["content"])
        return {
            "number": row["number"], "type": content["eventType"], "created": row["created"],
            "state": state, "content": content,
        }
