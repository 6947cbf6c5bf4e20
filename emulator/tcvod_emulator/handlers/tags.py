# SPDX-License-Identifier: MIT
"""Tags of media: CreateVodTags, DeleteVodTags."""

from __future__ import annotations

from typing import List, Mapping

from ..refusal import INVALID, Refusal
from ..store import Store
from .call import Answer, Call, Handler


def tags_of(store: Store, file_id: str) -> List[str]:
    return [
        row["tag"]
        for row in store.rows("SELECT tag FROM tags WHERE file_id = ? ORDER BY place", file_id)
    ]


def named_tags(call: Call) -> List[str]:
    call.media_row(call.values["fileId"])
    if not all(call.values["tags"]):
        raise Refusal(INVALID, "tags: an empty tag")
    return list(call.values["tags"])


def create_vod_tags(call: Call) -> Answer:
    tags, file_id = named_tags(call), call.values["fileId"]
    with call.store.together():
        for tag in tags:
            call.store.change(
                "INSERT OR IGNORE INTO tags (file_id, tag) VALUES (?, ?)", file_id, tag)
        call.store.update("media", "file_id", file_id, {"updated": call.now})
    return {}


def delete_vod_tags(call: Call) -> Answer:
    tags, file_id = named_tags(call), call.values["fileId"]
    with call.store.together():
        for tag in tags:
            call.store.change("DELETE FROM tags WHERE file_id = ? AND tag = ?", file_id, tag)
        call.store.update("media", "file_id", file_id, {"updated": call.now})
    return {}


HANDLERS: Mapping[str, Handler] = {
    "CreateVodTags": create_vod_tags,
    "DeleteVodTags": delete_vod_tags,
}
