# SPDX-License-Identifier: MIT
"""Events: each stands in the queue until it is confirmed,
and goes to every callback URL that is set.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any, List, Mapping

from .scene import Scene
from .store import Store

VERSION = "4.0"
HANDLED_WITHIN_SECONDS = 30  # an event that was pulled comes again after that, unless confirmed
CALLBACK_URL = "callback_url"
BATCH = 16


def raise_event(scene: Scene, kind: str, data: Mapping[str, Any]) -> None:
    content = json.dumps({"version": VERSION, "eventType": kind, "data": data}, ensure_ascii=False)
    scene.store.insert("events", {"content": content, "created": scene.now})
    for url in callback_urls(scene.store):
        send_later(scene.store, url, content)


def send_later(store: Store, url: str, body: str) -> None:
    store.insert("deliveries", {"url": url, "body": body})


def callback_urls(store: Store) -> List[str]:
    """The one set as if in the console, and those of callback templates."""
    found = [store.setting(CALLBACK_URL)]
    for row in store.rows(
        "SELECT details FROM templates WHERE kind = 'callback' ORDER BY definition"
    ):
        details = json.loads(row["details"])
        if details["mode"] == "Common":
            found.append(details.get("url", ""))
    return list(dict.fromkeys(filter(None, found)))


def pull_events(store: Store, now: float) -> List[sqlite3.Row]:
    """Events that nobody has in hand; each gets a new handle."""
    with store.together():
        rows = store.rows(
            "SELECT number FROM events WHERE confirmed = 0 AND hidden_until <= ? ORDER BY number"
            " LIMIT ?",
            now, BATCH)
        for row in rows:
            handle = f"{row['number']}-{store.next_number('handle', 1)}"
            store.update("events", "number", row["number"], {
                "handle": handle, "hidden_until": now + HANDLED_WITHIN_SECONDS})
        marks = ", ".join("?" for _ in rows)
        return store.rows(
            f"SELECT * FROM events WHERE number IN ({marks}) ORDER BY number",
            *(row["number"] for row in rows))


def confirm_event(store: Store, handle: str, now: float) -> bool:
    """Whether the handle is good: the last one of its event, and not too old.
    Twice does no harm.
    """
    return store.change(
        "UPDATE events SET confirmed = 1 WHERE handle = ? AND (confirmed = 1 OR hidden_until > ?)",
        handle, now) > 0


def legacy_callback(
    store: Store, url: str, task: str, file_id: str, failure: str, source_url: str = ""
) -> None:
    """The older form, for one request that names a URL of its own."""
    data = {"ret": -301 if failure else 0, "message": failure, "file_id": file_id}
    if source_url:
        data["source_url"] = source_url
    send_later(store, url, json.dumps({
        "task": task, "status": 10001 if failure else 0, "message": failure, "data": data,
    }, ensure_ascii=False))
