# SPDX-License-Identifier: MIT
"""Procedures by name: RunProcedure and the older ProcessFileByProcedure."""

from __future__ import annotations

from typing import Any, List, Mapping

from ..jobs import OVER, jobs_where, new_job
from ..library import Span, cut, make_video
from ..procedures import BAD_ARGUMENT, Part, parts_of
from ..refusal import Refusal
from .call import Answer, Call, Handler
from .processing import OFFSETS, moments, source
from .pulls import PullOrder, order_pull

ALREADY_RUNNING = 50005
DEFAULT_PROCEDURE = "QCVB_SimpleProcessFile({10,20})"


def start(call: Call, file_id: str, procedure: str, after: str = "") -> str:
    parts = parts_of(procedure)
    for job in jobs_where(call, "file_id = ? AND kind = 'procedure' AND stage < ?", file_id, OVER):
        if job.request.get("procedure") == procedure:
            raise Refusal(ALREADY_RUNNING, f"task {job.id} does the same for file {file_id}")
    return new_job(call, "procedure", file_id, {
        "procedure": procedure, "parts": parts, "notifyMode": "Finish", "after": after,
    }, call.task_seconds if after else 0)


def needed(call: Call, name: str) -> Any:
    if name not in call.values:
        raise Refusal(BAD_ARGUMENT, f"{name}: needed for inputType {call.values['inputType']}")
    return call.values[name]


def piece(call: Call, given: Mapping[str, Any]) -> Span:
    if "id" not in given:
        raise Refusal(BAD_ARGUMENT, "the id of a file is missing")
    row = source(call, given["id"])
    begins, ends = moments(row, given.get(OFFSETS[0]), given.get(OFFSETS[1]), OFFSETS)
    return cut(call, row, begins, ends)


def single_file(call: Call) -> str:
    given = needed(call, "file")
    if not any(name in given for name in OFFSETS):
        if "id" not in given:
            raise Refusal(BAD_ARGUMENT, "file.id is missing")
        return str(source(call, given["id"])["file_id"])
    return str(make_video(call, [piece(call, given)], f"cut of {given['id']}", "mp4")["file_id"])


def several_files(call: Call) -> str:
    pieces = [piece(call, each) for each in needed(call, "fileList")]
    return str(make_video(call, pieces, "joined cuts", "mp4")["file_id"])


def run_procedure(call: Call) -> Answer:
    kind, procedure = call.values["inputType"], call.values["procedure"]
    parts: List[Part] = parts_of(procedure)
    if not parts and not procedure:
        raise Refusal(BAD_ARGUMENT, "procedure: an empty name")
    if kind == "SingleFile":
        return {"vodTaskId": start(call, single_file(call), procedure)}
    if kind == "MultiFile":
        return {"vodTaskId": start(call, several_files(call), procedure)}
    if kind == "PullFile":
        given = needed(call, "pull")
        pull = order_pull(call, PullOrder(
            "pull", given["url"], given["fileName"], given.get("fileMd5", ""),
            given.get("classId")))
        return {"vodTaskId": start(call, pull.file_id, procedure, pull.task_id)}
    if kind == "Stream":
        stream = needed(call, "stream")["streamId"]
        raise Refusal(BAD_ARGUMENT, f"stream: there is no recording of {stream!r}")
    raise Refusal(
        BAD_ARGUMENT, f"inputType: {kind!r} is none of SingleFile, MultiFile, Stream, PullFile")


def process_file_by_procedure(call: Call) -> Answer:
    row = source(call, call.values["fileId"])
    procedure = call.values.get("procedure") or DEFAULT_PROCEDURE
    return {"procedureTaskId": start(call, row["file_id"], procedure)}


HANDLERS: Mapping[str, Handler] = {
    "RunProcedure": run_procedure,
    "ProcessFileByProcedure": process_file_by_procedure,
}
