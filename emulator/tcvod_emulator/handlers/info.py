# SPDX-License-Identifier: MIT
"""All about a video: GetVideoInfo."""

from __future__ import annotations

import sqlite3
from typing import Callable, Mapping, Optional, Tuple

from ..library import duration, meta_data, outputs, renditions
from ..refusal import INVALID, Refusal
from .call import Answer, Call, Handler
from .classes import class_name
from .marks import marks_of
from .tags import tags_of

NEVER = 4294967295


def basic_info(call: Call, row: sqlite3.Row) -> Answer:
    return {
        "name": row["name"], "size": row["size"], "duration": duration(row),
        "description": row["intro"], "status": "normal",
        "createTime": int(row["created"]), "updateTime": int(row["updated"]),
        "expireTime": NEVER if row["expires"] is None else int(row["expires"]),
        "classificationId": row["class_id"],
        "classificationName": class_name(call.store, row["class_id"]),
        "playerId": 0, "coverUrl": row["cover"], "type": row["type"],
        "sourceVideoUrl": call.media_url(row), "tags": tags_of(call.store, row["file_id"]),
    }


def meta_group(_: Call, row: sqlite3.Row) -> Answer:
    return meta_data(row)


def drm(call: Call, row: sqlite3.Row) -> Optional[Answer]:
    made = outputs(call.store, row["file_id"], "drm")
    return made[-1] if made else None


def transcode_info(call: Call, row: sqlite3.Row) -> Answer:
    return {"transcodeList": renditions(call, row)}


def made(kind: str, name: str) -> "Group":
    """The group of what tasks of one kind made; absent as long as there is nothing."""

    def group(call: Call, row: sqlite3.Row) -> Optional[Answer]:
        found = outputs(call.store, row["file_id"], kind)
        return {name: found} if found else None

    return group


def key_frame_info(call: Call, row: sqlite3.Row) -> Optional[Answer]:
    marks = marks_of(call.store, row["file_id"])
    return {"keyFrameDescList": marks} if marks else None


Group = Callable[[Call, sqlite3.Row], Optional[Answer]]
GROUPS: Mapping[str, Group] = {
    "basicInfo": basic_info,
    "metaData": meta_group,
    "drm": drm,
    "transcodeInfo": transcode_info,
    "imageSpriteInfo": made("sprites", "imageSpriteList"),
    "snapshotByTimeOffsetInfo": made("snapshots", "snapshotByTimeOffsetList"),
    "sampleSnapshotInfo": made("samples", "sampleSnapshotList"),
    "keyFrameDescInfo": key_frame_info,
}


def get_video_info(call: Call) -> Answer:
    row = call.media_row(call.values["fileId"])
    known = {field.name for field in call.action.response if field.name not in envelope(call)}
    wanted = call.values.get("infoFilter") or list(known)
    for name in wanted:
        if name not in known:
            raise Refusal(INVALID, f"infoFilter: {name!r} is none of {', '.join(sorted(known))}")
    groups = {name: group(call, row) for name, group in GROUPS.items() if name in wanted}
    return {name: group for name, group in groups.items() if group is not None}


def envelope(call: Call) -> Tuple[str, ...]:
    return tuple(field.name for field in call.service.envelope)


HANDLERS: Mapping[str, Handler] = {
    "GetVideoInfo": get_video_info,
}
