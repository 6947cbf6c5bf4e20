# SPDX-License-Identifier: MIT
"""Questions about tasks, and orders to them."""

from __future__ import annotations

import re
from typing import List, Mapping, Tuple

from ..jobs import (
    NO_SUCH_TASK, OVER, RUNNING, STATUS, WAITING, Job, find_job, job_named, jobs_where, restart)
from ..refusal import INVALID, Refusal
from .call import Answer, Call, Handler

STILL_RUNNING = 70034
COUNT = 10
LAST_MOMENT = 2**62
ACTION_STATUS = {"Processing": "stage < 2", "Finish": "stage = 2"}
RANKS = {1: 0, 0: 1, 2: 2}  # of priorities: high, medium, low
STATE_WORDS = ("Queuing", "Processing", "Finished")


def times(job: Job) -> Answer:
    told: Answer = {"createTime": int(job.created)}
    if job.stage != WAITING:
        told["beginProcessTime"] = int(job.begins)
    if job.stage == OVER:
        told["finishTime"] = int(job.ends)
    return told


def get_task_info(call: Call) -> Answer:
    job = job_named(call, call.values["vodTaskId"])
    told: Answer = {"type": job.kind, "status": job.status, **times(job)}
    if job.result:
        told["data"] = job.result
    return told


def get_procedure_info(call: Call) -> Answer:
    job = job_named(call, call.values["vodTaskId"])
    if job.kind != "procedure":
        raise Refusal(NO_SUCH_TASK, f"task {job.id} is no procedure; GetTaskInfo tells about it")
    known = {field.name for field in call.action.response}
    told = {name: value for name, value in job.result.items() if name in known}
    return {**told, "status": job.status, "fileId": job.file_id}


def stages_of(status: str) -> int:
    """FINISHED is what older texts say for FINISH."""
    word = "FINISH" if status == "FINISHED" else status
    if word not in STATUS:
        raise Refusal(INVALID, f"status: {status!r} is none of {', '.join(STATUS)}")
    return STATUS.index(word)


def get_task_list(call: Call) -> Answer:
    values = call.values
    stage, start = stages_of(values["status"]), values.get("next", "") or "0"
    if not re.fullmatch(r"[0-9]{1,18}", start):
        raise Refusal(INVALID, f"next: {start!r} was never answered")
    condition, given = "stage = ? AND number > ?", [stage, int(start)]
    if "fileId" in values:
        condition, given = condition + " AND file_id = ?", [*given, values["fileId"]]
    most = values.get("maxCount", COUNT)
    jobs = jobs_where(call, condition + " ORDER BY number LIMIT ?", *given, most + 1)
    following = str(jobs[most - 1].number) if len(jobs) > most else ""
    return {"data": {"status": STATUS[stage], "next": following, "taskList": [
        {"vodTaskId": job.id, "type": job.kind, **times(job)} for job in jobs[:most]]}}


def get_task_list_by_file_id(call: Call) -> Answer:
    values = call.values
    call.media_row(values["fileId"])
    order, wanted = values.get("order", "asc"), values.get("status", "")
    if order not in ("asc", "desc"):
        raise Refusal(INVALID, f"order: {order!r} is neither asc nor desc")
    if wanted and wanted not in ACTION_STATUS:
        raise Refusal(INVALID, f"status: {wanted!r} is neither {' nor '.join(ACTION_STATUS)}")
    after, before = values.get("startTime", 0), values.get("endTime", LAST_MOMENT)
    if "next" in values:
        after, before = (values["next"], before) if order == "asc" else (after, values["next"])
    condition = "file_id = ? AND created >= ? AND created < ? AND " + ACTION_STATUS.get(wanted, "1")
    jobs = jobs_where(
        call, f"{condition} ORDER BY created {order}, number {order} LIMIT ?",
        values["fileId"], after, before + 1, values.get("size", COUNT))
    return {"vodTaskList": [
        {"vodTaskId": job.id, "type": job.kind, "status": job.status,
         "createTime": int(job.created),
         "updateTime": int((job.created, job.begins, job.ends)[job.stage])}
        for job in jobs
    ]}


def get_vod_task_status(call: Call) -> Answer:
    found = [(task_id, find_job(call, task_id)) for task_id in call.values["taskId"]]
    return {"taskList": [
        {"taskId": task_id, "status": "NotFound" if job is None else STATE_WORDS[job.stage]}
        for task_id, job in found
    ]}


def place(job: Job) -> Tuple[int, float, int]:
    """Where a task stands in the queue: the urgent ones first, then the older ones."""
    return RANKS.get(job.priority, RANKS[0]), job.begins, job.number


def get_task_count_in_queue(call: Call) -> Answer:
    """All that wait; with a task's id those that come before it."""
    waiting: List[Job] = jobs_where(call, "stage = ?", WAITING)
    task_id = call.values.get("taskId")
    if task_id is None:
        return {"num": len(waiting)}
    job = job_named(call, task_id)
    before = [each for each in waiting if place(each) < place(job)]
    return {"num": len(before) if job.stage == WAITING else 0}


def task_status_stat(call: Call) -> Answer:
    wanted = call.values.get("status")
    stages = (WAITING, RUNNING, OVER) if wanted is None else (stages_of(wanted),)
    return {"data": [
        {"status": STATUS[stage], "totalCount": len(jobs_where(call, "stage = ?", stage))}
        for stage in stages
    ]}


def redo_task(call: Call) -> Answer:
    job = job_named(call, call.values["vodTaskId"])
    if job.stage != OVER:
        raise Refusal(STILL_RUNNING, f"task {job.id} is not over yet")
    if job.kind == "pull" and call.store.row("SELECT 1 FROM media WHERE file_id = ?", job.file_id):
        raise Refusal(INVALID, f"task {job.id} fetched its file already")
    restart(call, job)
    return {}


def set_waiting_task(call: Call) -> Answer:
    job = job_named(call, call.values["vodTaskId"])
    if job.stage != WAITING:
        raise Refusal(INVALID, f"task {job.id} waits no longer")
    if call.values["priority"] not in RANKS:
        raise Refusal(INVALID, "priority: 0, 1 or 2")
    call.store.update("jobs", "id", job.id, {"priority": call.values["priority"]})
    return {}


HANDLERS: Mapping[str, Handler] = {
    "GetTaskInfo": get_task_info,
    "GetProcedureInfo": get_procedure_info,
    "GetTaskList": get_task_list,
    "GetTaskListByFileId": get_task_list_by_file_id,
    "GetVodTaskStatus": get_vod_task_status,
    "GetTaskCountInQueue": get_task_count_in_queue,
    "TaskStatusStat": task_status_stat,
    "RedoTask": redo_task,
    "SetWaitingTask": set_waiting_task,
}
