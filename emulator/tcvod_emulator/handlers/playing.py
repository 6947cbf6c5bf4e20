# SPDX-License-Identifier: MIT
"""Small changes of videos: whether they play, their class, their cover;
and snapshots of the old kind.
"""

from __future__ import annotations

import sqlite3
from typing import Mapping

from ..library import HEIGHT, NORMAL, PAUSED, WIDTH, outputs
from ..refusal import INVALID, Refusal
from .call import Answer, Call, Handler
from .classes import class_exists

STATES = {0: PAUSED, 1: NORMAL}
SNAPSHOT_URL = 1
CHANGE_FAILED = 1016


def set_state(call: Call, row: sqlite3.Row, play_status: int) -> None:
    changes = {"status": STATES[play_status], "updated": call.now}
    call.store.update("media", "file_id", row["file_id"], changes)


def check_state(name: str, play_status: int) -> None:
    if play_status not in STATES:
        raise Refusal(
            INVALID, f"{name}: 0 pauses a video, 1 lets it play; {play_status} is neither")


def set_vod_play_status(call: Call) -> Answer:
    row = call.media_row(call.values["fileId"])
    check_state("playStatus", call.values["playStatus"])
    set_state(call, row, call.values["playStatus"])
    return {}


def multi_set_vod_play_status(call: Call) -> Answer:
    """All of them, or none when one is wrong."""
    wanted = [
        (call.media_row(each["fileId"]), each["playStatus"]) for each in call.values["pullset"]
    ]
    for number, (_, play_status) in enumerate(wanted):
        check_state(f"pullset.{number}.playStatus", play_status)
    with call.store.together():
        for row, play_status in wanted:
            set_state(call, row, play_status)
    return {}


def modify_vod_class(call: Call) -> Answer:
    row, class_id = call.media_row(call.values["fileId"]), call.values["classId"]
    if not class_exists(call.store, class_id):
        raise Refusal(CHANGE_FAILED, f"classId: there is no class {class_id}")
    call.store.update(
        "media", "file_id", row["file_id"], {"class_id": class_id, "updated": call.now})
    return {}


def describe_vod_cover(call: Call) -> Answer:
    row = call.media_row(call.values["fileId"])
    if call.values["type"] != SNAPSHOT_URL:
        raise Refusal(INVALID, f"type: only {SNAPSHOT_URL}, the URL of a snapshot, is taken")
    if not call.values["para"].startswith(("http://", "https://")):
        raise Refusal(INVALID, "para: a URL is expected")
    changes = {"cover": call.values["para"], "updated": call.now}
    call.store.update("media", "file_id", row["file_id"], changes)
    return {}


def describe_auto_screen_shot(call: Call) -> Answer:
    row = call.media_row(call.values["fileId"])
    urls = [
        url for made in outputs(call.store, row["file_id"], "samples") for url in made["imageUrls"]
    ]
    return {"imageurls": [
        {"id": number, "url": url, "vheight": HEIGHT, "vwidth": WIDTH}
        for number, url in enumerate(urls, 1)
    ]}


HANDLERS: Mapping[str, Handler] = {
    "SetVodPlayStatus": set_vod_play_status,
    "MultiSetVodPlayStatus": multi_set_vod_play_status,
    "ModifyVodClass": modify_vod_class,
    "DescribeVodCover": describe_vod_cover,
    "DescribeAutoScreenShot": describe_auto_screen_shot,
}
