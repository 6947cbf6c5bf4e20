# SPDX-License-Identifier: MIT
"""Tasks of the service: each waits, runs and ends as time passes."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any, List, Mapping, Optional

from .refusal import Refusal
from .scene import Scene
from .store import Store

NO_SUCH_TASK = 70014
KEPT_SECONDS = 3 * 86400  # the service forgets tasks after three days
WAITING_SHARE = 1 / 3  # of the whole time of a task

WAITING, RUNNING, OVER = 0, 1, 2
STATUS = ("WAITING", "PROCESSING", "FINISH")
COLUMNS = ("id", "number", "kind", "file_id", "priority", "stage", "created", "begins", "ends")


@dataclass(frozen=True)
class Job:
    id: str
    number: int
    kind: str  # as GetTaskInfo calls it
    file_id: str
    priority: int
    stage: int
    created: float
    begins: float
    ends: float
    request: Mapping[str, Any]
    result: Mapping[str, Any]

    @property
    def status(self) -> str:
        return STATUS[self.stage]


def job_of(row: sqlite3.Row) -> Job:
    columns = {name: row[name] for name in COLUMNS}
    return Job(**columns, request=json.loads(row["request"]), result=json.loads(row["result"]))


def new_job(
    scene: Scene, kind: str, file_id: str, request: Mapping[str, Any], delay: float = 0
) -> str:
    """`delay` is for a task that begins only after another one."""
    number = scene.store.next_number("task", 1)
    job_id = f"{kind}-{number:08d}"
    start = scene.now + delay
    scene.store.insert("jobs", {
        "id": job_id, "number": number, "kind": kind, "file_id": file_id,
        "request": json.dumps(request, ensure_ascii=False), "created": scene.now,
        "begins": start + scene.task_seconds * WAITING_SHARE, "ends": start + scene.task_seconds,
    })
    return job_id


def find_job(scene: Scene, job_id: str) -> Optional[Job]:
    oldest = scene.now - KEPT_SECONDS
    row = scene.store.row("SELECT * FROM jobs WHERE id = ? AND created >= ?", job_id, oldest)
    return None if row is None else job_of(row)


def job_named(scene: Scene, job_id: str) -> Job:
    job = find_job(scene, job_id)
    if job is None:
        raise Refusal(NO_SUCH_TASK, f"there is no task {job_id!r}, or it is older than three days")
    return job


def jobs_where(scene: Scene, condition: str, *given: Any) -> List[Job]:
    rows = scene.store.rows(
        f"SELECT * FROM jobs WHERE created >= ? AND {condition}", scene.now - KEPT_SECONDS, *given)
    return [job_of(row) for row in rows]


def restart(scene: Scene, job: Job) -> None:
    scene.store.update("jobs", "id", job.id, {
        "stage": WAITING, "result": "{}", "begins": scene.now + scene.task_seconds * WAITING_SHARE,
        "ends": scene.now + scene.task_seconds,
    })


def advance(store: Store, job: Job, stage: int) -> None:
    store.update("jobs", "id", job.id, {"stage": stage})


def finish(store: Store, job: Job, result: Mapping[str, Any]) -> None:
    store.update("jobs", "id", job.id, {
        "stage": OVER, "result": json.dumps(result, ensure_ascii=False)})
