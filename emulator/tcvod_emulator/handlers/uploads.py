# SPDX-License-Identifier: MIT
"""Uploads in parts: InitUpload, UploadPart, FinishUpload."""

from __future__ import annotations

import json
import os
import sqlite3
from itertools import islice
from pathlib import Path
from typing import Any, Dict, Mapping, Optional

from ..completions import CONVERSIONS
from ..events import raise_event
from ..jobs import new_job
from ..library import (
    DEFAULT_CLASS, add_media, duration, meta_data, new_file_id)
from ..refusal import UPLOAD_BODY, UPLOAD_PARAMETER, UPLOAD_STATE_LOST, Refusal
from ..store import Store
from ..wire import Body
from .call import Answer, Call, Handler
from .classes import class_exists

PART_SIZES = (524288, 1048576)
SHOWN_OFFSETS = 8
WISHES = ("isTranscode", "isScreenshot", "notifyUrl")


def refused(code: int, message: str, retryable: bool = False) -> Refusal:
    return Refusal(code, message, retryable)


def file_with(store: Store, sha: str) -> Optional[sqlite3.Row]:
    return store.row("SELECT * FROM media WHERE sha = ? ORDER BY file_id LIMIT 1", sha)


def init_upload(call: Call) -> Answer:
    values, store = call.values, call.store
    check_init(call)
    sha, size = values["fileSha"], values["fileSize"]
    stored = file_with(store, sha)
    if stored is not None:
        return {
            "code": 2, "message": "the file is stored already", "canRetry": 0,
            "fileId": stored["file_id"], "url": call.media_url(stored),
        }
    pending = store.row("SELECT * FROM uploads WHERE sha = ?", sha)
    parts = store.rows("SELECT * FROM parts WHERE sha = ? ORDER BY start", sha)
    resumed = pending is not None and pending["size"] == size and bool(parts)
    part_size = pending["part_size"] if pending is not None and resumed else values["dataSize"]
    with store.together():
        if not resumed:
            forget(store, sha)
        store.change("DELETE FROM uploads WHERE sha = ?", sha)
        store.insert("uploads", {
            "sha": sha, "size": size, "part_size": part_size,
            "name": values["fileName"], "type": values["fileType"],
            "class_id": values.get("classId", DEFAULT_CLASS),
            "tags": json.dumps(values.get("tags", [])), "wishes": json.dumps(wishes(values)),
        })
    if not resumed:
        return {"canRetry": 0}
    listed = [{"offset": p["start"], "dataSize": p["size"], "dataMd5": p["md5"]} for p in parts]
    return {"code": 1, "message": "part of the file is here", "canRetry": 0,
            "dataSize": part_size, "listParts": listed}


def check_init(call: Call) -> None:
    part_size = call.values["dataSize"]
    if part_size not in PART_SIZES:
        raise refused(
            UPLOAD_PARAMETER,
            f"dataSize: {part_size} is neither {PART_SIZES[0]} nor {PART_SIZES[1]}")
    if call.values["fileSize"] < 1:
        raise refused(UPLOAD_PARAMETER, "fileSize: an empty file cannot be uploaded")
    class_id = call.values.get("classId", DEFAULT_CLASS)
    if not class_exists(call.store, class_id):
        raise refused(UPLOAD_PARAMETER, f"classId: there is no class {class_id}")


def forget(store: Store, sha: str) -> None:
    store.change("DELETE FROM uploads WHERE sha = ?", sha)
    store.change("DELETE FROM parts WHERE sha = ?", sha)
    store.forget_hashing(sha)
    store.upload_file(sha).unlink(missing_ok=True)


def upload_begun(store: Store, sha: str) -> sqlite3.Row:
    row = store.row("SELECT * FROM uploads WHERE sha = ?", sha)
    if row is None:
        raise refused(UPLOAD_STATE_LOST, f"no upload of {sha} is under way: InitUpload comes first")
    return row


def upload_part(call: Call) -> Answer:
    values, store = call.values, call.store
    upload = upload_begun(store, values["fileSha"])
    start, size = values["offset"], values["dataSize"]
    check_place(upload, start, size)
    if len(call.body) != size:
        raise refused(
            UPLOAD_BODY, f"the body has {len(call.body)} bytes, dataSize says {size}", True)
    md5 = call.body.digest("md5")
    if md5 != values["dataMd5"]:
        raise refused(
            UPLOAD_BODY, f"the body's MD5 is {md5}, dataMd5 says {values['dataMd5']}", True)
    write_part(store, upload["sha"], start, call.body)
    store.change(
        "INSERT OR REPLACE INTO parts (sha, start, size, md5) VALUES (?, ?, ?, ?)",
        upload["sha"], start, size, md5)
    return {"canRetry": 0}


def check_place(upload: sqlite3.Row, start: int, size: int) -> None:
    part_size, file_size = upload["part_size"], upload["size"]
    if start % part_size != 0:
        raise refused(
            UPLOAD_PARAMETER, f"offset: {start} is no multiple of the part size {part_size}")
    if start >= file_size:
        raise refused(
            UPLOAD_PARAMETER, f"offset: {start} is behind the end of the file, {file_size} bytes")
    expected = min(part_size, file_size - start)
    if size != expected:
        raise refused(
            UPLOAD_PARAMETER, f"dataSize: {size}, but the part at {start} has {expected} bytes")


def write_part(store: Store, sha: str, start: int, body: Body) -> None:
    write_at(store.upload_file(sha), start, body)
    if not store.hashing(sha).add(start, start + len(body)):
        store.forget_hashing(sha)


def created(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_CREAT, 0o644)


def write_at(path: Path, start: int, body: Body) -> None:
    """Zeros behind the end become a hole, so that huge test files cost neither time nor space."""
    with open(path, "r+b", opener=created) as target:
        if start >= os.fstat(target.fileno()).st_size and body.is_all_zeros():
            target.truncate(start + len(body))
            return
        target.seek(start)
        target.writelines(body.pieces)


async def finish_upload(call: Call) -> Answer:
    store, sha = call.store, call.values["fileSha"]
    stored = file_with(store, sha)
    if stored is None:
        upload = upload_begun(store, sha)
        check_complete(store, upload)
        found_sha, md5 = await store.hashing(sha).finish(upload["size"])
        stored = file_with(store, sha) or keep(call, upload_begun(store, sha), found_sha, md5)
    return {"canRetry": 0, "fileId": stored["file_id"], "url": call.media_url(stored)}


def check_complete(store: Store, upload: sqlite3.Row) -> None:
    here = {
        row["start"] for row in store.rows("SELECT start FROM parts WHERE sha = ?", upload["sha"])
    }
    part_size = upload["part_size"]
    missing = -(-upload["size"] // part_size) - len(here)
    if missing > 0:
        starts = (start for start in range(0, upload["size"], part_size) if start not in here)
        shown = ", ".join(str(start) for start in islice(starts, SHOWN_OFFSETS))
        more = " …" if missing > SHOWN_OFFSETS else ""
        raise refused(UPLOAD_PARAMETER, f"{missing} parts are missing, at offset {shown}{more}")


def keep(call: Call, upload: sqlite3.Row, found_sha: str, md5: str) -> sqlite3.Row:
    store, sha = call.store, upload["sha"]
    if found_sha != sha:
        with store.together():
            forget(store, sha)
        raise refused(
            UPLOAD_PARAMETER,
            f"the file's SHA-1 is {found_sha}, fileSha says {sha}; start again with InitUpload")
    with store.together():
        row = add_media(
            call, new_file_id(store), store.upload_file(sha), (found_sha, md5), upload["name"],
            upload["type"], upload["class_id"], json.loads(upload["tags"]))
        uploaded(call, row, **follow_up(call, row, json.loads(upload["wishes"])))
        forget(store, sha)
    return row


def wishes(values: Mapping[str, Any]) -> Dict[str, Any]:
    """What is to happen when the file is there."""
    return {name: values[name] for name in WISHES if values.get(name)}


def follow_up(call: Call, row: sqlite3.Row, wished: Mapping[str, Any]) -> Dict[str, str]:
    """Starts what was wished for; what the event of the upload tells about it."""
    if not wished.get("isTranscode"):
        return {}
    return {"transcodeTaskId": new_job(call, "transcode", row["file_id"], {
        "definitions": CONVERSIONS, "screenshots": bool(wished.get("isScreenshot")),
        "notifyUrl": wished.get("notifyUrl", "")})}


def uploaded(call: Call, row: sqlite3.Row, source: str = "ServerUpload", **more: str) -> None:
    raise_event(call, "NewFileUpload", {
        "fileId": row["file_id"], "fileName": row["name"], "fileUrl": call.media_url(row),
        "coverUrl": row["cover"], "sourceType": source, "sourceContext": "", "status": 0,
        "message": "",
        "duration": duration(row), "fileSize": row["size"], "metaData": meta_data(row), **more})


HANDLERS: Mapping[str, Handler] = {
    "InitUpload": init_upload,
    "UploadPart": upload_part,
    "FinishUpload": finish_upload,
}
