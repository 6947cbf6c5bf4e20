# SPDX-License-Identifier: MIT
"""Files in one request, in practice covers: SmallFileUpload."""

from __future__ import annotations

from typing import Mapping

from ..library import new_file_id
from ..refusal import UPLOAD_BODY, UPLOAD_PARAMETER, Refusal
from ..scene import at
from .call import NO_SUCH_FILE, Answer, Call, Handler

COVER = 1


def refused(code: int, message: str, retryable: bool = False) -> Refusal:
    return Refusal(code, message, retryable)


def small_file_upload(call: Call) -> Answer:
    values, store = call.values, call.store
    if values["fileSize"] != values["dataSize"]:
        raise refused(
            UPLOAD_PARAMETER, "fileSize, dataSize: a small file comes whole, so they are equal")
    if len(call.body) != values["dataSize"]:
        raise refused(
            UPLOAD_BODY, f"the body has {len(call.body)} bytes, dataSize says {values['dataSize']}",
            True)
    sha = call.body.digest("sha1")
    if sha != values["fileSha"]:
        raise refused(
            UPLOAD_BODY, f"the body's SHA-1 is {sha}, fileSha says {values['fileSha']}", True)
    if values["extra"]["usage"] != COVER:
        raise refused(
            UPLOAD_PARAMETER, f"extra.usage: {values['extra']['usage']}, but {COVER} is expected")
    of_video = values["extra"].get("fileId")
    found = store.row("SELECT 1 FROM media WHERE file_id = ?", of_video)
    if of_video is not None and found is None:
        raise refused(NO_SUCH_FILE, f"extra.fileId: there is no file {of_video!r}")
    return keep(call, of_video)


def keep(call: Call, of_video: "str | None") -> Answer:
    values, store = call.values, call.store
    extension = "".join(filter(str.isalnum, values["fileType"])) or "jpg"
    session = f"picture-{values['fileSha']}"
    with store.together():
        known = store.row("SELECT file_id FROM sessions WHERE id = ?", session)
        picture_id = new_file_id(store) if known is None else str(known["file_id"])
        if known is None:
            store.insert("sessions", {"id": session, "request": "{}", "file_id": picture_id})
        store.place_file(session, f"picture.{extension}").write_bytes(bytes(call.body))
        url = at(f"places/{session}/picture.{extension}")
        if of_video is not None:
            store.update("media", "file_id", of_video, {"cover": url, "updated": call.now})
    return {"canRetry": 0, "url": url, "fileId": picture_id}


HANDLERS: Mapping[str, Handler] = {
    "SmallFileUpload": small_file_upload,
}
