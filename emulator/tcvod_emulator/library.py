# SPDX-License-Identifier: MIT
"""Media and what was made of them.
Bytes are stored, not looked into: every video passes for one of one shape.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from pathlib import Path
from typing import Any, Dict, Iterable, List, Tuple

from .scene import Scene
from .store import Store

FIRST_FILE_ID = 7447398154000000001
DEFAULT_CLASS = 0  # built in, holds every file that is in no other
ORIGINAL = 0  # definition of the file as it was uploaded
NORMAL, PAUSED = 2, 3

BITRATE, HEIGHT, WIDTH, FPS = 2332000, 576, 1024, 25
AUDIO_BITRATE, SAMPLING_RATE = 64000, 44100
SHAPES = {10: (256000, 320), 20: (512000, 640), 30: (1024000, 1280), 40: (2500000, 1920),
          46: (256000, 320), 47: (512000, 640), 48: (1024000, 1280), 49: (2500000, 1920),
          70: (3072000, 2560), 80: (6144000, 3840)}  # by the last two digits of a preset
HUNDREDS = {1: "flv", 2: "m3u8", 3: "flv", 6: "m3u8", 7: "flv", 100: "flv", 1002: "m3u8"}
STREAMS_AS_HLS = (6, 876, 10000)

PIECE_BYTES = 1 << 20

Facts = Dict[str, Any]
Span = Tuple[Path, int, int]  # bytes of a file from the first number up to the second


def new_file_id(store: Store) -> str:
    return str(store.next_number("file", FIRST_FILE_ID))


def digests(store: Store, path: Path) -> Tuple[str, str]:
    sha1, md5 = hashlib.sha1(), hashlib.md5()
    for piece in store.pieces(path):
        sha1.update(piece)
        md5.update(piece)
    return sha1.hexdigest(), md5.hexdigest()


def add_media(
    scene: Scene, file_id: str, source: Path, found: Tuple[str, str], name: str, extension: str,
    class_id: int = DEFAULT_CLASS, tags: Iterable[str] = (),
) -> sqlite3.Row:
    """Makes the file at `source`, with these SHA-1 and MD5, a video."""
    store = scene.store
    store.insert("media", {
        "file_id": file_id, "sha": found[0], "name": name, "type": extension,
        "size": source.stat().st_size, "md5": found[1], "class_id": class_id,
        "created": scene.now, "updated": scene.now,
    })
    for tag in dict.fromkeys(tags):
        store.insert("tags", {"file_id": file_id, "tag": tag})
    source.replace(store.media_file(file_id))
    return scene.media_row(file_id)


def remove_media(store: Store, file_id: str) -> None:
    with store.together():
        for table in ("tags", "marks", "outputs", "media"):
            store.change(f"DELETE FROM {table} WHERE file_id = ?", file_id)
    store.media_file(file_id).unlink(missing_ok=True)


def exact_duration(row: sqlite3.Row) -> float:
    return int(row["size"]) * 8 / (BITRATE + AUDIO_BITRATE)


def duration(row: sqlite3.Row) -> int:
    return max(1, int(exact_duration(row)))


def byte_at(row: sqlite3.Row, seconds: float) -> int:
    """Where a second of the made-up length lies in the stored bytes."""
    return min(int(row["size"]), max(0, round(int(row["size"]) * seconds / duration(row))))


def cut(scene: Scene, row: sqlite3.Row, start: float, end: float) -> Span:
    return scene.store.media_file(row["file_id"]), byte_at(row, start), byte_at(row, end)


def whole(scene: Scene, row: sqlite3.Row) -> Span:
    return scene.store.media_file(row["file_id"]), 0, int(row["size"])


def make_video(scene: Scene, spans: Iterable[Span], name: str, extension: str) -> sqlite3.Row:
    """A new video of pieces of others, one behind the other."""
    file_id = new_file_id(scene.store)
    path = scene.store.upload_file(f"made-{file_id}")
    with path.open("wb") as target:
        for source_path, start, end in spans:
            with source_path.open("rb") as source:
                source.seek(start)
                while start < end and (piece := source.read(min(PIECE_BYTES, end - start))):
                    start += target.write(piece)
    return add_media(scene, file_id, path, digests(scene.store, path), name, extension)


def streams(row: sqlite3.Row) -> Facts:
    return shaped(row, row["type"], BITRATE, WIDTH, HEIGHT)


def shaped(row: sqlite3.Row, container: str, bitrate: int, width: int, height: int) -> Facts:
    return {
        "size": row["size"], "container": container, "bitrate": bitrate + AUDIO_BITRATE,
        "height": height, "width": width, "md5": row["md5"], "duration": duration(row),
        "videoStreamList": [
            {"bitrate": bitrate, "height": height, "width": width, "codec": "h264", "fps": FPS}],
        "audioStreamList": [
            {"bitrate": AUDIO_BITRATE, "samplingRate": SAMPLING_RATE, "codec": "aac"}],
    }


def meta_data(row: sqlite3.Row) -> Facts:
    exact = exact_duration(row)
    return {
        **streams(row), "floatDuration": exact, "rotate": 0, "totalSize": row["size"],
        "videoDuration": exact, "audioDuration": exact,
    }


def template_details(store: Store, kind: str, definition: int) -> Facts:
    row = store.row(
        "SELECT details FROM templates WHERE kind = ? AND definition = ?", kind, definition)
    found: Facts = {} if row is None else json.loads(row["details"])
    return found


def rendition(scene: Scene, row: sqlite3.Row, definition: int) -> Facts:
    """The video in another shape; its bytes stay the original's, and so do size and digest."""
    own = template_details(scene.store, "transcode", definition)
    if own:
        container = "m3u8" if own["container"] == "hls" else str(own["container"])
        video = own.get("video", {})
        bitrate = video.get("bitrate", BITRATE // 1000) * 1000
        width = abs(video.get("width", WIDTH)) or WIDTH
    else:
        hls = definition in STREAMS_AS_HLS
        container = "m3u8" if hls else HUNDREDS.get(definition // 100, "mp4")
        bitrate, width = SHAPES.get(definition % 100, (BITRATE, WIDTH))
    url = scene.url_of(row["file_id"], f"f{definition}.{container}")
    return {
        "url": url, "definition": definition,
        **shaped(row, container, bitrate, width, width * 9 // 16)
    }


def keep_output(store: Store, file_id: str, kind: str, details: Facts) -> None:
    """What a task made replaces what an earlier one made with the same template."""
    store.change(
        "INSERT OR REPLACE INTO outputs (file_id, kind, definition, details) VALUES (?, ?, ?, ?)",
        file_id, kind, details["definition"], json.dumps(details, ensure_ascii=False))


def outputs(store: Store, file_id: str, kind: str) -> List[Facts]:
    rows = store.rows(
        "SELECT details FROM outputs WHERE file_id = ? AND kind = ? ORDER BY definition", file_id,
        kind)
    return [json.loads(row["details"]) for row in rows]


def renditions(scene: Scene, row: sqlite3.Row) -> List[Facts]:
    original = {"url": scene.media_url(row), "definition": ORIGINAL, **streams(row)}
    return [original] + outputs(scene.store, row["file_id"], "transcode")


def play_set(scene: Scene, row: sqlite3.Row) -> List[Facts]:
    return [
        {"url": each["url"], "definition": each["definition"],
         "vbitrate": each["videoStreamList"][0]["bitrate"],
         "vheight": each["height"], "vwidth": each["width"]}
        for each in renditions(scene, row)
    ]
