# SPDX-License-Identifier: MIT
"""Orders to work on videos. Each starts a task, except the two old HLS actions,
which are done at once.
"""

from __future__ import annotations

import sqlite3
from typing import Any, List, Mapping, Optional, Tuple

from ..completions import CONVERSIONS
from ..jobs import new_job
from ..library import PAUSED, cut, duration, make_video, whole
from ..procedures import Part, data_key, part
from ..refusal import INVALID, Refusal
from .call import Answer, Call, Handler

WRONG_STATE = 10009
JOBS = ("transcode", "sampleSnapshot", "coverBySnapshot", "snapshotByTimeOffset", "imageSprite")
POSITION_TYPES = ("Time", "Percent")
NOTIFY_MODES = ("Finish", "Change", "None")
LARGEST_JOIN_BYTES = 10 << 30


def source(call: Call, file_id: str) -> sqlite3.Row:
    row = call.media_row(file_id)
    if row["status"] == PAUSED:
        raise Refusal(WRONG_STATE, f"file {file_id} is paused; SetVodPlayStatus lets it play again")
    return row


def check_definition(name: str, definition: int, least: int = 1) -> int:
    if definition < least:
        raise Refusal(INVALID, f"{name}: {definition} is no template")
    return definition


def process_file(call: Call) -> Answer:
    values = call.values
    row = source(call, values["fileId"])
    if not any(job in values for job in JOBS):
        raise Refusal(INVALID, f"nothing to do: give at least one of {', '.join(JOBS)}")
    check_cover(values.get("coverBySnapshot"))
    mode = values.get("notifyMode", "Finish")
    if mode not in NOTIFY_MODES:
        raise Refusal(INVALID, f"notifyMode: {mode!r} is none of {', '.join(NOTIFY_MODES)}")
    drm = values.get("transcode", {}).get("drm", {}).get("definition")
    return {"vodTaskId": new_job(call, "procedure", row["file_id"], {
        "parts": parts_asked_for(values), "notifyMode": mode, "drm": drm})}


def parts_asked_for(values: Mapping[str, Any]) -> List[Part]:
    parts: List[Part] = []
    transcode = values.get("transcode", {})
    for definition in transcode.get("definition", []):
        check_definition("transcode.definition", definition, 0)
        parts.append(part(
            "Transcode", definition=definition, watermark=int("watermark" in transcode)))
    kinds = (("sampleSnapshot", "SampleSnapshot"), ("coverBySnapshot", "CoverBySnapshot"),
             ("snapshotByTimeOffset", "SnapshotByTimeOffset"), ("imageSprite", "ImageSprites"))
    for name, kind in kinds:
        if name in values:
            check_definition(f"{name}.definition", values[name]["definition"])
            parts.append(part(kind, **values[name]))
    return parts


def check_cover(cover: Optional[Mapping[str, Any]]) -> None:
    if cover is not None and cover["positionType"] not in POSITION_TYPES:
        raise Refusal(
            INVALID, f"coverBySnapshot.positionType: neither {' nor '.join(POSITION_TYPES)}")


def convert_vod_file(call: Call) -> Answer:
    row = source(call, call.values["fileId"])
    return {"vodTaskId": new_job(call, "transcode", row["file_id"], {
        "definitions": CONVERSIONS, "notifyUrl": call.values.get("notifyUrl", ""),
        "screenshots": bool(call.values.get("isScreenshot", 0))})}


def moments(
    row: sqlite3.Row, start: Optional[int], end: Optional[int], names: Tuple[str, str]
) -> Tuple[int, int]:
    """Both ends of a cut in seconds; below 0 they count from the end of the video."""
    length = duration(row)
    begins = 0 if start is None else start + length if start < 0 else start
    ends = length if end is None else end + length if end < 0 else end
    if not 0 <= begins < length:
        raise Refusal(INVALID, f"{names[0]}: {start} is not within the video of {length} seconds")
    if not begins < ends <= length:
        raise Refusal(
            INVALID,
            f"{names[1]}: {end} is not between {begins} and {length}, the end of the video")
    return begins, ends


OFFSETS = ("startTimeOffset", "endTimeOffset")


def clip_video(call: Call) -> Answer:
    values = call.values
    row = source(call, values["fileId"])
    start, end = moments(row, values.get(OFFSETS[0]), values.get(OFFSETS[1]), OFFSETS)
    check_name("newFileName", values["newFileName"])
    return {"vodTaskId": new_job(call, "clipVideo", row["file_id"], {
        "name": values["newFileName"], "start": start, "end": end})}


def simple_clip_hls(call: Call) -> Answer:
    values = call.values
    row = source(call, values["srcFileId"])
    check_name("newFileName", values["newFileName"])
    start, end = moments(row, values[OFFSETS[0]], values[OFFSETS[1]], OFFSETS)
    made = make_video(call, [cut(call, row, start, end)], values["newFileName"], "m3u8")
    return {"newFileId": made["file_id"], "newFileUrl": call.media_url(made)}


def check_name(name: str, text: str) -> None:
    if not text.strip():
        raise Refusal(INVALID, f"{name}: an empty name")


def sources(call: Call) -> List[sqlite3.Row]:
    rows = [source(call, each["fileId"]) for each in call.values["srcFileList"]]
    check_name("name", call.values["name"])
    if sum(row["size"] for row in rows) > LARGEST_JOIN_BYTES:
        raise Refusal(INVALID, "srcFileList: more than 10 GB together")
    return rows


def concat_video(call: Call) -> Answer:
    rows, formats = sources(call), list(dict.fromkeys(call.values["dstType"]))
    for each in formats:
        if each not in ("mp4", "m3u8"):
            raise Refusal(INVALID, f"dstType: {each!r} is neither mp4 nor m3u8")
    return {"vodTaskId": new_job(call, "concat", rows[0]["file_id"], {
        "files": [row["file_id"] for row in rows], "name": call.values["name"],
        "formats": formats})}


def simple_concat_hls(call: Call) -> Answer:
    pieces = [whole(call, row) for row in sources(call)]
    made = make_video(call, pieces, call.values["name"], "m3u8")
    return {"fileId": made["file_id"], "fileUrl": call.media_url(made)}


def create_image_sprite(call: Call) -> Answer:
    row = source(call, call.values["fileId"])
    definition = check_definition("definition", call.values["definition"])
    return {"vodTaskId": new_job(call, "imageSprite", row["file_id"], {"definition": definition})}


def create_snapshots(call: Call) -> Answer:
    row, offsets = source(call, call.values["fileId"]), call.values["timeOffset"]
    definition = check_definition("definition", call.values["definition"])
    if any(offset < 0 for offset in offsets):
        raise Refusal(INVALID, "timeOffset: a position before the beginning")
    return {"vodTaskId": new_job(call, "snapshotByTimeOffset", row["file_id"], {
        "definition": definition, "timeOffset": offsets})}


def describe_drm_data_key(call: Call) -> Answer:
    return {"data": {"keyList": [
        {"edk": each, "dk": data_key(each)} for each in call.values["edkList"]]}}


HANDLERS: Mapping[str, Handler] = {
    "ProcessFile": process_file,
    "ConvertVodFile": convert_vod_file,
    "ClipVideo": clip_video,
    "SimpleClipHls": simple_clip_hls,
    "ConcatVideo": concat_video,
    "SimpleConcatHls": simple_concat_hls,
    "CreateImageSprite": create_image_sprite,
    "CreateSnapshotByTimeOffset": create_snapshots,
    "DescribeDrmDataKey": describe_drm_data_key,
}
