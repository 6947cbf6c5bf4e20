# SPDX-License-Identifier: MIT
"""What a task leaves behind when it ends: new videos, what was made of a video, and an event."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple

from . import library
from .events import legacy_callback, raise_event
from .jobs import Job, finish, new_job
from .procedures import encrypt, process
from .refusal import Refusal
from .scene import Scene

SOURCE_FAULTY = 30009
JOIN_FAILED = -1
SAMPLES = 10  # template of snapshots at regular intervals
CONVERSIONS = (10, 20)  # what a video is transcoded to where the request does not say

Result = Dict[str, Any]


class Fetched:
    """What came of a URL: a file with its digests, or a reason why there is none."""

    def __init__(self, path: Path, found: Tuple[str, str] = ("", ""), failure: str = "") -> None:
        self.path = path
        self.found = found
        self.failure = failure


def source_of(scene: Scene, file_id: str) -> Optional[sqlite3.Row]:
    """The video a task is about; None when it was deleted meanwhile."""
    try:
        return scene.media_row(file_id)
    except Refusal:
        return None


def outcome(row: Optional[sqlite3.Row]) -> Result:
    if row is None:
        return {"status": SOURCE_FAULTY, "message": "the video is not there"}
    return {"status": 0, "message": ""}


def transcoded(scene: Scene, job: Job) -> None:
    row = source_of(scene, job.file_id)
    data: Result = {**outcome(row), "vodTaskId": job.id, "fileId": job.file_id}
    if row is not None:
        for definition in job.request["definitions"]:
            library.keep_output(
                scene.store, job.file_id, "transcode", library.rendition(scene, row, definition))
        if job.request.get("screenshots"):
            process(scene, row, "SampleSnapshot", {"definition": SAMPLES})
        data.update(
            fileName=row["name"], duration=library.duration(row), coverUrl=row["cover"],
            playSet=library.play_set(scene, row))
    if job.request.get("notifyUrl"):
        legacy_callback(
            scene.store, job.request["notifyUrl"], "transcode", job.file_id, data["message"])
    close(scene, job, "TranscodeComplete", data)


def made_file(scene: Scene, row: sqlite3.Row) -> Result:
    return {"fileType": row["type"], "status": 0, "message": "", "fileId": row["file_id"],
            "fileUrl": scene.media_url(row)}


def clipped(scene: Scene, job: Job) -> None:
    row = source_of(scene, job.file_id)
    data: Result = {"vodTaskId": job.id, "srcFileId": job.file_id}
    if row is None:
        data["fileInfo"] = {"fileType": "mp4", **outcome(row)}
    else:
        request = job.request
        piece = library.cut(scene, row, request["start"], request["end"])
        data["fileInfo"] = made_file(
            scene, library.make_video(scene, [piece], request["name"], "mp4"))
    close(scene, job, "ClipComplete", data)


def joined(scene: Scene, job: Job) -> None:
    found = [source_of(scene, file_id) for file_id in job.request["files"]]
    rows = [row for row in found if row is not None]
    files: List[Result] = []
    for extension in job.request["formats"]:
        if len(rows) < len(found):
            files.append({
                "fileType": extension, "status": JOIN_FAILED, "message": "a video was deleted"})
            continue
        pieces = [library.whole(scene, row) for row in rows]
        files.append(made_file(scene, library.make_video(
            scene, pieces, job.request["name"], extension)))
    close(scene, job, "ConcatComplete", {"vodTaskId": job.id, "fileInfo": files})


def sprites_made(scene: Scene, job: Job) -> None:
    row = source_of(scene, job.file_id)
    definition = job.request["definition"]
    data = {**outcome(row), "vodTaskId": job.id, "fileId": job.file_id, "definition": definition}
    if row is not None:
        made = process(scene, row, "ImageSprites", {"definition": definition})
        data.update(
            totalCount=made["totalCount"], imageSpriteUrl=made["urlList"],
            webVttUrl=made["webVttUrl"])
    close(scene, job, "CreateImageSpriteComplete", data)


def snapshots_taken(scene: Scene, job: Job) -> None:
    row = source_of(scene, job.file_id)
    request = {name: job.request[name] for name in ("definition", "timeOffset")}
    if row is None:
        pictures = [{"status": SOURCE_FAULTY, "timeOffset": each} for each in request["timeOffset"]]
    else:
        made = process(scene, row, "SnapshotByTimeOffset", request)
        pictures = [{"status": 0, **each} for each in made["imgInfo"]]
    close(scene, job, "CreateSnapshotByTimeOffsetComplete", {
        "vodTaskId": job.id, "fileId": job.file_id, "definition": request["definition"],
        "picInfo": pictures})


def close(scene: Scene, job: Job, event: str, data: Mapping[str, Any]) -> None:
    finish(scene.store, job, data)
    raise_event(scene, event, data)


def pulled(scene: Scene, job: Job, fetched: Fetched) -> None:
    request = job.request
    data: Result = {"status": 0, "message": "", "vodTaskId": job.id, "fileId": job.file_id}
    if fetched.failure:
        data.update(status=SOURCE_FAULTY, message=fetched.failure)
    else:
        row = library.add_media(
            scene, job.file_id, fetched.path, fetched.found, request["name"], request["type"],
            request["classId"], request["tags"])
        data["fileUrl"] = scene.media_url(row)
        if request["transcodes"]:
            data["transcodeTaskId"] = new_job(
                scene, "transcode", job.file_id,
                {"definitions": CONVERSIONS, "screenshots": request["screenshots"]})
    if request.get("notifyUrl"):
        legacy_callback(
            scene.store, request["notifyUrl"], "file_upload", job.file_id, data["message"],
            request["url"])
    close(scene, job, "PullComplete", data)


def procedure_state(scene: Scene, job: Job, status: str, parts: Sequence[Result]) -> Result:
    row = source_of(scene, job.file_id)
    state: Result = {
        "vodTaskId": job.id, "status": status, "errCode": 0, "message": "", "fileId": job.file_id}
    if row is None:
        state.update(errCode=SOURCE_FAULTY, message="the video is not there")
    else:
        state["metaData"] = library.meta_data(row)
        keys = library.outputs(scene.store, job.file_id, "drm")
        if keys and status == "FINISH":
            state["drm"] = keys[-1]
    state["processTaskList"] = list(parts)
    return state


def procedure_begun(scene: Scene, job: Job) -> None:
    if job.request["notifyMode"] == "Change":
        parts = [{"taskType": part["taskType"], "status": "PROCESSING", "errCode": 0, "message": "",
                  "input": part["input"]} for part in job.request["parts"]]
        raise_event(
            scene, "ProcedureStateChanged", procedure_state(scene, job, "PROCESSING", parts))


def procedure_done(scene: Scene, job: Job) -> None:
    row = source_of(scene, job.file_id)
    if row is not None:
        encrypt(scene, row, job.request.get("drm"))
    parts: List[Result] = []
    for part in job.request["parts"]:
        told = {"taskType": part["taskType"], "input": part["input"]}
        if row is None:
            failed = outcome(row)
            parts.append({
                **told, "status": "FAIL", "errCode": failed["status"],
                "message": failed["message"]})
        else:
            made = process(scene, row, part["taskType"], part["input"])
            parts.append({**told, "status": "SUCCESS", "errCode": 0, "message": "", "output": made})
    state = procedure_state(scene, job, "FINISH", parts)
    finish(scene.store, job, state)
    if job.request["notifyMode"] != "None":
        raise_event(scene, "ProcedureStateChanged", state)


BEGINNINGS: Mapping[str, Callable[[Scene, Job], None]] = {"procedure": procedure_begun}
ENDINGS: Mapping[str, Callable[[Scene, Job], None]] = {
    "transcode": transcoded,
    "clipVideo": clipped,
    "concat": joined,
    "imageSprite": sprites_made,
    "snapshotByTimeOffset": snapshots_taken,
    "procedure": procedure_done,
}
