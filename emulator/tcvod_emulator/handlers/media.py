# SPDX-License-Identifier: MIT
"""Stored media: DescribeVodPlayUrls, DescribeVodInfo, ModifyVodInfo, DeleteVodFile."""

from __future__ import annotations

import sqlite3
from typing import Any, Dict, List, Mapping, Tuple

from ..clock import as_text, from_text
from ..events import raise_event
from ..library import duration, play_set, remove_media
from ..refusal import INVALID, Refusal
from .call import NO_SUCH_FILE, Answer, Call, Handler
from .classes import class_called, class_exists, class_name
from .tags import tags_of

CHANGE_FAILED = 1016
PAGE_SIZE = 10
LAST_PAGE = 10**9
PRIORITIES = (0, 1, 2)


def describe_vod_play_urls(call: Call) -> Answer:
    return {"playSet": play_set(call, call.media_row(call.values["fileId"]))}


def describe_vod_info(call: Call) -> Answer:
    values, store = call.values, call.store
    where, given = conditions(call)
    total = store.rows(f"SELECT count(*) AS files FROM media WHERE {where}", *given)[0]["files"]
    if total == 0 and "fileIds" in values:
        raise Refusal(NO_SUCH_FILE, f"there is no file {', '.join(values['fileIds'])}")
    size = values.get("pageSize", PAGE_SIZE)
    page = min(max(1, values.get("pageNo", 1)), LAST_PAGE)
    direction = "DESC" if values.get("orderby", 0) == 1 else "ASC"
    rows = store.rows(
        f"SELECT * FROM media WHERE {where} ORDER BY created {direction}, file_id {direction}"
        " LIMIT ? OFFSET ?",
        *given, size, (page - 1) * size)
    return {"totalCount": total, "fileSet": [listed(call, row) for row in rows]}


def conditions(call: Call) -> Tuple[str, List[Any]]:
    values = call.values
    where, given = ["created BETWEEN ? AND ?"], [
        moment("from", values.get("from", "1970-1-1 00:00:00")),
        moment("to", values.get("to", "2038-1-1 00:00:00")) + 0.999,
    ]
    if "fileIds" in values:
        where.append(f"file_id IN ({', '.join('?' for _ in values['fileIds'])})")
        given += values["fileIds"]
    for name, column in (("classId", "class_id"), ("status", "status")):
        if name in values:
            where.append(f"{column} = ?")
            given.append(values[name])
    return " AND ".join(where), given


def moment(name: str, text: str) -> float:
    try:
        return from_text(text)
    except ValueError:
        raise Refusal(INVALID, f"{name}: {text!r} is no time like 2017-01-31 23:59:59") from None


def listed(call: Call, row: sqlite3.Row) -> Answer:
    return {
        "fileId": row["file_id"], "fileName": row["name"],
        "fileIntro": row["intro"], "description": row["intro"],
        "size": str(row["size"]), "duration": str(duration(row)), "status": str(row["status"]),
        "vid": f"1200_{row['sha'][:32]}",
        "createTime": as_text(row["created"]), "updateTime": as_text(row["updated"]),
        "classId": str(row["class_id"]), "className": class_name(call.store, row["class_id"]),
        "imageUrl": row["cover"], "tags": tags_of(call.store, row["file_id"]),
    }


def modify_vod_info(call: Call) -> Answer:
    values = call.values
    row = call.media_row(values["fileId"])
    changes: Dict[str, Any] = {"updated": call.now}
    if "fileName" in values:
        if not values["fileName"].strip():
            raise Refusal(INVALID, "fileName: an empty name")
        changes["name"] = values["fileName"]
    if "fileIntro" in values:
        changes["intro"] = values["fileIntro"]
    if "classId" in values:
        changes["class_id"] = values["classId"]
    elif "className" in values:
        changes["class_id"] = class_called(call.store, values["className"])
    if "class_id" in changes and (
        changes["class_id"] is None or not class_exists(call.store, changes["class_id"])
    ):
        raise Refusal(CHANGE_FAILED, "there is no such class")
    if "expireTimeStamp" in values:
        changes["expires"] = values["expireTimeStamp"]
    elif "expireTime" in values:
        changes["expires"] = moment("expireTime", values["expireTime"])
    call.store.update("media", "file_id", row["file_id"], changes)
    return {}


def delete_vod_file(call: Call) -> Answer:
    file_id = call.media_row(call.values["fileId"])["file_id"]
    if call.values["priority"] not in PRIORITIES:
        raise Refusal(INVALID, "priority: 0, 1 or 2")
    remove_media(call.store, file_id)
    raise_event(
        call, "FileDeleted", {"status": 0, "message": "", "fileInfo": [{"fileId": file_id}]})
    return {}


HANDLERS: Mapping[str, Handler] = {
    "DescribeVodPlayUrls": describe_vod_play_urls,
    "DescribeVodInfo": describe_vod_info,
    "ModifyVodInfo": modify_vod_info,
    "DeleteVodFile": delete_vod_file,
}
