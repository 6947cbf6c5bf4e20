# SPDX-License-Identifier: MIT
"""Videos found by name or by recording, and the cold backup of all of them."""

from __future__ import annotations

import sqlite3
from typing import List, Mapping, Tuple

from ..clock import as_text
from ..library import NORMAL, duration, play_set
from ..refusal import Refusal
from .call import NO_SUCH_FILE, Answer, Call, Handler
from .media import LAST_PAGE, moment

PAGE_SIZE, LARGEST_PAGE = 10, 100
BAD_CONTEXT = 70005


def vid_of(row: sqlite3.Row) -> str:
    """Id of the recording a video would come from."""
    return f"1200_{row['sha'][:32]}"


def page_of(call: Call, condition: str, *given: object) -> Tuple[int, List[sqlite3.Row]]:
    """How many videos there are, and those of the page that was asked for."""
    where = f"FROM media WHERE {condition}"
    total = call.store.rows(f"SELECT count(*) AS files {where}", *given)[0]["files"]
    size = min(max(1, call.values.get("pageSize", PAGE_SIZE)), LARGEST_PAGE)
    page = min(max(1, call.values.get("pageNo", 1)), LAST_PAGE)
    rows = call.store.rows(
        f"SELECT * {where} ORDER BY created, file_id LIMIT ? OFFSET ?", *given, size,
        (page - 1) * size)
    return total, rows


def describe_vod_play_info(call: Call) -> Answer:
    """Videos whose name begins with a text."""
    prefix = call.values["fileName"]
    total, rows = page_of(call, "substr(name, 1, ?) = ?", len(prefix), prefix)
    return {"totalCount": total, "fileSet": [
        {"fileId": row["file_id"], "fileName": row["name"], "duration": duration(row),
         "status": str(row["status"]), "imageUrl": row["cover"], "playSet": play_set(call, row)}
        for row in rows
    ]}


def describe_record_play_info(call: Call) -> Answer:
    rows = [row for row in call.store.rows("SELECT * FROM media ORDER BY created, file_id")
            if vid_of(row) == call.values["vid"]]
    return {"fileSet": [
        {"fileId": row["file_id"], "fileName": row["name"], "duration": duration(row),
         "status": str(row["status"]), "image_url": row["cover"], "vid": vid_of(row),
         "playSet": play_set(call, row)}
        for row in rows
    ]}


def backup_get(call: Call) -> Answer:
    values = call.values
    prefix = values.get("prefix", "")
    where, given = "substr(name, 1, ?) = ?", [len(prefix), prefix]
    if "fileId" in values:
        where += f" AND file_id IN ({', '.join('?' for _ in values['fileId'])})"
        given += values["fileId"]
    context = values.get("context", "") or "0"
    if not context.isdecimal() or len(context) > 9:
        raise Refusal(BAD_CONTEXT, f"context: {values['context']!r} was never answered")
    start, size = int(context), values.get("pageSize", PAGE_SIZE)
    counted = call.store.rows(f"SELECT count(*) AS files FROM media WHERE {where}", *given)
    total = counted[0]["files"]
    direction = "DESC" if values.get("orderby", 0) == 1 else "ASC"
    rows = call.store.rows(
        f"SELECT * FROM media WHERE {where} ORDER BY created {direction}, file_id {direction}"
        " LIMIT ? OFFSET ?", *given, size, start)
    following = start + len(rows)
    return {
        "fileCount": total, "context": str(following) if rows and following < total else "",
        "fileSet": [backed_up(call, row) for row in rows],
    }


def backed_up(call: Call, row: sqlite3.Row) -> Answer:
    return {
        "fileId": row["file_id"], "name": row["name"], "size": row["size"], "type": row["type"],
        "duration": duration(row), "status": NORMAL, "createTime": as_text(row["created"]),
        "expireTime": "" if row["expires"] is None else as_text(row["expires"]),
        "url": call.media_url(row),
    }


def backup_edit(call: Call) -> Answer:
    expires = moment("expireTime", call.values["expireTime"])
    changed = 0
    for file_id in call.values["fileId"]:
        changed += call.store.change(
            "UPDATE media SET expires = ?, updated = ? WHERE file_id = ?", expires, call.now,
            file_id)
    if changed == 0:
        raise Refusal(NO_SUCH_FILE, f"there is no file {', '.join(call.values['fileId'])}")
    return {"reqNum": len(call.values["fileId"]), "succNum": changed}


HANDLERS: Mapping[str, Handler] = {
    "DescribeVodPlayInfo": describe_vod_play_info,
    "DescribeRecordPlayInfo": describe_record_play_info,
    "VodBackupGet": backup_get,
    "VodBackupEdit": backup_edit,
}
