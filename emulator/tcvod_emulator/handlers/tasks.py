# SPDX-License-Identifier: MIT
"""Asynchronous processing: ProcessFile."""

from __future__ import annotations

import json
from typing import Any, Mapping, Optional

from ..refusal import INVALID, Refusal
from .call import Answer, Call, Handler

FIRST_TASK = 1
JOBS = ("transcode", "sampleSnapshot", "coverBySnapshot", "snapshotByTimeOffset", "imageSprite")
POSITION_TYPES = ("Time", "Percent")


def new_task(call: Call, kind: str, file_id: str) -> str:
    number = call.store.next_number("task", FIRST_TASK)
    task_id = f"{file_id}-{kind.lower()}-{number:08d}"
    call.store.insert("tasks", {
        "id": task_id, "kind": kind, "file_id": file_id,
        "request": json.dumps(call.values, ensure_ascii=False), "created": call.now,
    })
    return task_id


def process_file(call: Call) -> Answer:
    row = call.media_row(call.values["fileId"])
    if not any(job in call.values for job in JOBS):
        raise Refusal(INVALID, f"nothing to do: give at least one of {', '.join(JOBS)}")
    check_cover(call.values.get("coverBySnapshot"))
    return {"vodTaskId": new_task(call, "ProcessFile", row["file_id"])}


def check_cover(cover: Optional[Mapping[str, Any]]) -> None:
    if cover is not None and cover.get("positionType") not in POSITION_TYPES:
        raise Refusal(INVALID, f"coverBySnapshot.positionType: neither {' nor '.join(POSITION_TYPES)}")


HANDLERS: Mapping[str, Handler] = {
    "ProcessFile": process_file,
}
