# SPDX-License-Identifier: MIT
"""Stored media: DescribeVodPlayUrls, GetVideoInfo, DescribeVodInfo, ModifyVodInfo, DeleteVodFile."""

from __future__ import annotations

import sqlite3
from typing import Any, Callable, Dict, List, Mapping, Tuple

from ..clock import as_text, from_text
from ..refusal import INVALID, Refusal
from .call import NO_SUCH_FILE, Answer, Call, Handler
from .classes import class_called, class_exists, class_name
from .tags import tags_of

CHANGE_FAILED = 1016
ORIGINAL = 0  # definition of the file as it was uploaded
NEVER = 4294967295
PAGE_SIZE = 10
LAST_PAGE = 10**9
PRIORITIES = (0, 1, 2)

# Bytes are stored, not looked into: every video passes for one of this shape.
BITRATE, HEIGHT, WIDTH, FPS = 2332000, 576, 1024, 25
AUDIO_BITRATE, SAMPLING_RATE = 64000, 44100


def duration(row: sqlite3.Row) -> int:
    return max(1, int(row["size"]) * 8 // (BITRATE + AUDIO_BITRATE))


def describe_vod_play_urls(call: Call) -> Answer:
    row = call.media_row(call.values["fileId"])
    original = {"url": call.media_url(row), "definition": ORIGINAL,
                "vbitrate": BITRATE, "vheight": HEIGHT, "vwidth": WIDTH}
    return {"playSet": [original]}


def basic_info(call: Call, row: sqlite3.Row) -> Answer:
    return {
        "name": row["name"], "size": row["size"], "duration": duration(row), "description": row["intro"],
        "status": "normal", "createTime": int(row["created"]), "updateTime": int(row["updated"]),
        "expireTime": NEVER if row["expires"] is None else int(row["expires"]),
        "classificationId": row["class_id"], "classificationName": class_name(call.store, row["class_id"]),
        "playerId": 0, "coverUrl": "", "type": row["type"], "sourceVideoUrl": call.media_url(row),
        "tags": tags_of(call.store, row["file_id"]),
    }


def streams(row: sqlite3.Row) -> Answer:
    return {
        "size": row["size"], "container": row["type"], "bitrate": BITRATE + AUDIO_BITRATE,
        "height": HEIGHT, "width": WIDTH, "md5": row["md5"], "duration": duration(row),
        "videoStreamList": [
            {"bitrate": BITRATE, "height": HEIGHT, "width": WIDTH, "codec": "h264", "fps": FPS}],
        "audioStreamList": [{"bitrate": AUDIO_BITRATE, "samplingRate": SAMPLING_RATE, "codec": "aac"}],
    }


def meta_data(_: Call, row: sqlite3.Row) -> Answer:
    exact = row["size"] * 8 / (BITRATE + AUDIO_BITRATE)
    return {**streams(row), "floatDuration": exact, "rotate": 0, "totalSize": row["size"]}


def transcode_info(call: Call, row: sqlite3.Row) -> Answer:
    return {"transcodeList": [{"url": call.media_url(row), "definition": ORIGINAL, **streams(row)}]}


GROUPS: Mapping[str, Callable[[Call, sqlite3.Row], Answer]] = {
    "basicInfo": basic_info,
    "metaData": meta_data,
    "transcodeInfo": transcode_info,
}


def get_video_info(call: Call) -> Answer:
    """Groups that only processing makes, such as imageSpriteInfo, are absent as long as nothing made them."""
    row = call.media_row(call.values["fileId"])
    known = {field.name for field in call.action.response if field.name not in envelope(call)}
    wanted = call.values.get("infoFilter") or list(known)
    for name in wanted:
        if name not in known:
            raise Refusal(INVALID, f"infoFilter: {name!r} is none of {', '.join(sorted(known))}")
    return {name: group(call, row) for name, group in GROUPS.items() if name in wanted}


def envelope(call: Call) -> Tuple[str, ...]:
    return tuple(field.name for field in call.service.envelope)


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
        f"SELECT * FROM media WHERE {where} ORDER BY created {direction}, file_id {direction} LIMIT ? OFFSET ?",
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
        "imageUrl": "", "tags": tags_of(call.store, row["file_id"]),
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
    if "class_id" in changes and (changes["class_id"] is None or not class_exists(call.store, changes["class_id"])):
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
    with call.store.together():
        call.store.change("DELETE FROM tags WHERE file_id = ?", file_id)
        call.store.change("DELETE FROM media WHERE file_id = ?", file_id)
    call.store.media_file(file_id).unlink(missing_ok=True)
    return {}


HANDLERS: Mapping[str, Handler] = {
    "DescribeVodPlayUrls": describe_vod_play_urls,
    "GetVideoInfo": get_video_info,
    "DescribeVodInfo": describe_vod_info,
    "ModifyVodInfo": modify_vod_info,
    "DeleteVodFile": delete_vod_file,
}
