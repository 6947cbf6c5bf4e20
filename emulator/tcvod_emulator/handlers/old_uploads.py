# SPDX-License-Identifier: MIT
"""The first way to upload, each part telling where the next begins: MultipartUploadVodFile."""

from __future__ import annotations

import json
from typing import Mapping

from ..library import DEFAULT_CLASS, add_media, new_file_id
from ..refusal import Refusal
from .call import Answer, Call, Handler
from .classes import class_exists
from .uploads import file_with, follow_up, forget, uploaded, wishes, write_part

SHA_MISMATCH = -29200
BAD_CLASS = -25983
BAD_DATA_SIZE = -25982
BEYOND_END = -25977
RESTART = -3002
INCOMPLETE, COMPLETE = 0, 1


def refused(code: int, message: str) -> Refusal:
    return Refusal(code, message, False)


async def multipart_upload(call: Call) -> Answer:
    values, store = call.values, call.store
    sha, start, size = values["fileSha"].lower(), values["offset"], values["dataSize"]
    stored = file_with(store, sha)
    if stored is not None:
        return {"flag": COMPLETE, "fileId": stored["file_id"]}
    if size != len(call.body):
        raise refused(BAD_DATA_SIZE, f"dataSize: {size}, but the body has {len(call.body)} bytes")
    if start + size > values["fileSize"]:
        raise refused(
            BEYOND_END,
            f"offset: the part ends at {start + size}, the file at {values['fileSize']}")
    class_id = values.get("classId", DEFAULT_CLASS)
    if not class_exists(store, class_id):
        raise refused(BAD_CLASS, f"classId: there is no class {class_id}")
    expected = begin_or_go_on(call, sha)
    if start != expected:
        return {"flag": INCOMPLETE, "offset": str(expected)}
    write_part(store, sha, start, call.body)
    store.insert("parts", {"sha": sha, "start": start, "size": size, "md5": ""})
    if start + size < values["fileSize"]:
        return {"flag": INCOMPLETE, "offset": str(start + size)}
    return await complete(call, sha)


def begin_or_go_on(call: Call, sha: str) -> int:
    """Where the next part begins."""
    values, store = call.values, call.store
    begun = store.row("SELECT * FROM uploads WHERE sha = ?", sha)
    if values["offset"] == 0:
        with store.together():
            forget(store, sha)
            store.insert("uploads", {
                "sha": sha, "size": values["fileSize"], "part_size": values["dataSize"],
                "name": values["fileName"], "type": values["fileType"],
                "class_id": values.get("classId", DEFAULT_CLASS),
                "tags": json.dumps(values.get("tags", [])), "wishes": json.dumps(wishes(values))})
        return 0
    if begun is None or begun["size"] != values["fileSize"]:
        raise refused(RESTART, "no upload of this file is under way: begin with offset 0")
    parts = store.rows("SELECT coalesce(sum(size), 0) AS bytes FROM parts WHERE sha = ?", sha)
    return int(parts[0]["bytes"])


async def complete(call: Call, sha: str) -> Answer:
    store = call.store
    upload = store.rows("SELECT * FROM uploads WHERE sha = ?", sha)[0]
    found = await store.hashing(sha).finish(upload["size"])
    stored = file_with(store, sha)
    if stored is not None:
        return {"flag": COMPLETE, "fileId": stored["file_id"]}
    if found[0] != sha:
        forget(store, sha)
        raise refused(SHA_MISMATCH, f"the file's SHA-1 is {found[0]}, fileSha says {sha}")
    with store.together():
        row = add_media(
            call, new_file_id(store), store.upload_file(sha), found, upload["name"], upload["type"],
            upload["class_id"], json.loads(upload["tags"]))
        forget(store, sha)
        uploaded(call, row, **follow_up(call, row, json.loads(upload["wishes"])))
    return {"flag": COMPLETE, "fileId": row["file_id"]}


HANDLERS: Mapping[str, Handler] = {
    "MultipartUploadVodFile": multipart_upload,
}
