# SPDX-License-Identifier: MIT
"""Uploads by way of object storage:
ApplyUpload hands out places, CommitUpload makes a video of what came there.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from typing import Mapping

from ..library import DEFAULT_CLASS, add_media, digests, new_file_id
from ..refusal import INVALID, Refusal
from ..scene import at
from .call import Answer, Call, Handler
from .classes import class_exists
from .procedure import start
from .uploads import uploaded

BAD_SESSION = 31001
NOTHING_THERE = 32001
BUCKET, STORAGE_REGION, APPLICATION = "tcvod", "gz", 10022853


def check_extension(name: str, text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9]{1,8}", text):
        raise Refusal(INVALID, f"{name}: {text!r} is not like mp4")
    return text


def apply_upload(call: Call) -> Answer:
    values = call.values
    check_extension("videoType", values["videoType"])
    class_id = values.get("classId", DEFAULT_CLASS)
    if not class_exists(call.store, class_id):
        raise Refusal(INVALID, f"classId: there is no class {class_id}")
    key = secrets.token_hex(16)
    call.store.insert(
        "sessions", {"id": key, "request": json.dumps(dict(values), ensure_ascii=False)})
    told: Answer = {
        "video": {"storagePath": f"/places/{key}/video.{values['videoType']}"},
        "storageAppId": APPLICATION, "storageBucket": BUCKET, "storageRegion": STORAGE_REGION,
        "vodSessionKey": key,
    }
    if "coverType" in values:
        kind = check_extension("coverType", values["coverType"])
        told["cover"] = {"storagePath": f"/places/{key}/cover.{kind}"}
    return told


async def commit_upload(call: Call) -> Answer:
    key, store = call.values["vodSessionKey"], call.store
    session = store.row("SELECT * FROM sessions WHERE id = ? AND request <> '{}'", key)
    if session is None:
        raise Refusal(BAD_SESSION, "vodSessionKey: ApplyUpload never answered this")
    if not session["file_id"]:
        await make_media(call, key, json.loads(session["request"]))
    session = store.rows("SELECT * FROM sessions WHERE id = ?", key)[0]
    row = call.media_row(session["file_id"])
    told: Answer = {"video": {"url": call.media_url(row)}, "fileId": row["file_id"]}
    if row["cover"]:
        told["cover"] = {"url": row["cover"]}
    return told


async def make_media(call: Call, key: str, request: Mapping[str, str]) -> None:
    store = call.store
    path = store.place_file(key, f"video.{request['videoType']}")
    if not path.is_file() or path.stat().st_size == 0:
        raise Refusal(NOTHING_THERE, "no media file was sent with PUT to video.storagePath yet")
    found = await asyncio.to_thread(digests, store, path)
    if not path.is_file():
        return
    with store.together():
        row = add_media(
            call, new_file_id(store), path, found, request.get("videoName", "untitled"),
            request["videoType"], int(request.get("classId", DEFAULT_CLASS)))
        store.update("sessions", "id", key, {"file_id": row["file_id"]})
        cover = f"cover.{request.get('coverType', '')}"
        if store.place_file(key, cover).is_file():
            store.update("media", "file_id", row["file_id"], {
                "cover": at(f"places/{key}/{cover}")})
        row = call.media_row(row["file_id"])
        more = {}
        if request.get("procedure"):
            more["procedureTaskId"] = start(call, row["file_id"], request["procedure"])
        uploaded(call, row, **more)


HANDLERS: Mapping[str, Handler] = {
    "ApplyUpload": apply_upload,
    "CommitUpload": commit_upload,
}
