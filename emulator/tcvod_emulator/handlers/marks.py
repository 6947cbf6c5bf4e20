# SPDX-License-Identifier: MIT
"""Marks with a text at moments of a video: AddKeyFrameDesc, DeleteKeyFrameDesc."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping

from ..refusal import INVALID, Refusal
from ..store import Store
from .call import Answer, Call, Handler

MOST = 100


def marks_of(store: Store, file_id: str) -> List[Dict[str, Any]]:
    rows = store.rows("SELECT * FROM marks WHERE file_id = ? ORDER BY time_offset", file_id)
    return [{"timeOffset": row["time_offset"], "content": row["content"]} for row in rows]


def add_key_frame_desc(call: Call) -> Answer:
    file_id, given, store = call.values["fileId"], call.values["keyFrameDesc"], call.store
    call.media_row(file_id)
    for mark in given:
        if mark["timeOffset"] < 0 or not mark["content"]:
            raise Refusal(INVALID, "keyFrameDesc: a mark has a position from 0 and a text")
    places = {mark["timeOffset"] for mark in given}
    places.update(mark["timeOffset"] for mark in marks_of(store, file_id))
    if len(places) > MOST:
        raise Refusal(
            INVALID, f"keyFrameDesc: a video has at most {MOST} marks, this makes {len(places)}")
    with store.together():
        for mark in given:
            store.change(
                "INSERT OR REPLACE INTO marks VALUES (?, ?, ?)",
                file_id, mark["timeOffset"], mark["content"])
    return {}


def delete_key_frame_desc(call: Call) -> Answer:
    file_id, given = call.values["fileId"], call.values["keyFrameDescTimeOffset"]
    call.media_row(file_id)
    for text in given:
        if not text.isdecimal() or len(text) > 18:
            raise Refusal(INVALID, f"keyFrameDescTimeOffset: {text!r} is no number of milliseconds")
    with call.store.together():
        for text in given:
            call.store.change(
                "DELETE FROM marks WHERE file_id = ? AND time_offset = ?", file_id, int(text))
    return {}


HANDLERS: Mapping[str, Handler] = {
    "AddKeyFrameDesc": add_key_frame_desc,
    "DeleteKeyFrameDesc": delete_key_frame_desc,
}
