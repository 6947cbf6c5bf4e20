# SPDX-License-Identifier: MIT
"""Keeps things moving: tasks begin and end, files are fetched, events are handed over."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import traceback
from collections import deque
from dataclasses import dataclass
from typing import Coroutine, Deque, Dict, Mapping, Optional

from .clock import Clock
from .completions import BEGINNINGS, ENDINGS, pulled
from .jobs import OVER, RUNNING, WAITING, Job, advance, find_job, job_of
from .outward import fetch, hand_over, is_loopback
from .scene import Scene, with_addresses
from .store import Store

LOOK_SECONDS = 0.1
TRIES = 3  # of an event at a callback URL that does not answer
DELIVERIES_KEPT = 500


@dataclass(frozen=True)
class Delivery:
    """An event that went to a callback URL, or was given up."""

    time: float
    url: str
    body: str
    tries: int
    outcome: str


class Workshop:
    def __init__(
        self, store: Store, clock: Clock, base_urls: Mapping[str, str], task_seconds: float
    ) -> None:
        self.store = store
        self.clock = clock
        self.base_urls = base_urls
        self.task_seconds = task_seconds
        self.delivered: Deque[Delivery] = deque(maxlen=DELIVERIES_KEPT)
        self.under_way: Dict[str, "asyncio.Task[None]"] = {}
        self.loop: Optional["asyncio.Task[None]"] = None

    def scene(self) -> Scene:
        return Scene(self.store, self.clock.now(), self.task_seconds)

    def start(self) -> None:
        self.loop = asyncio.create_task(self.run())

    async def stop(self) -> None:
        if self.loop is not None:
            self.loop.cancel()
        await self.drop()

    async def drop(self) -> None:
        """Gives up what is under way."""
        tasks = list(self.under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.delivered.clear()

    async def run(self) -> None:
        while True:
            try:
                self.settle()
            except Exception:  # a defect of the emulator must not stop time
                traceback.print_exc(file=sys.stderr)
            await asyncio.sleep(LOOK_SECONDS)

    async def idle(self) -> None:
        """Brings everything that is due to its end."""
        self.settle()
        while self.under_way:
            await asyncio.gather(*self.under_way.values(), return_exceptions=True)
            self.settle()

    def settle(self) -> None:
        now = self.clock.now()
        for row in self.store.rows(
            "SELECT * FROM jobs WHERE stage = ? AND begins <= ?", WAITING, now
        ):
            self.begin(job_of(row))
        due = "SELECT * FROM jobs WHERE stage = ? AND ends <= ? ORDER BY ends, number"
        for row in self.store.rows(due, RUNNING, now):
            self.end(job_of(row))
        for row in self.store.rows("SELECT * FROM deliveries ORDER BY number"):
            self.at_work(f"delivery {row['number']}", self.deliver(row))

    def blocked(self, job: Job) -> bool:
        other = find_job(self.scene(), job.request.get("after", ""))
        return other is not None and other.stage != OVER

    def begin(self, job: Job) -> None:
        if self.blocked(job):
            return
        advance(self.store, job, RUNNING)
        if job.kind in BEGINNINGS:
            BEGINNINGS[job.kind](self.scene(), job)

    def end(self, job: Job) -> None:
        if job.kind == "pull":
            self.at_work(job.id, self.pull(job))
        else:
            with self.store.together():
                ENDINGS[job.kind](self.scene(), job)

    def at_work(self, name: str, work: Coroutine[None, None, None]) -> None:
        if name in self.under_way:
            work.close()
            return
        task = asyncio.create_task(work)
        self.under_way[name] = task
        task.add_done_callback(lambda _: self.under_way.pop(name, None))

    async def pull(self, job: Job) -> None:
        path = self.store.upload_file(job.id)
        fetched = await fetch(job.request["url"], path, job.request.get("fileMd5"))
        with self.store.together():
            pulled(self.scene(), job, fetched)

    async def deliver(self, row: sqlite3.Row) -> None:
        tries = row["tries"] + 1
        body = with_addresses(row["body"].encode("utf-8"), self.base_urls["http"])
        allowed = is_loopback(row["url"])
        answered = allowed and await hand_over(row["url"], body)
        if answered or not allowed or tries >= TRIES:
            self.store.change("DELETE FROM deliveries WHERE number = ?", row["number"])
            outcome = "answered" if answered else "no answer" if allowed else "not a loopback address"
            self.delivered.append(
                Delivery(self.clock.now(), row["url"], body.decode("utf-8"), tries, outcome))
        else:
            self.store.update("deliveries", "number", row["number"], {"tries": tries})
