# SPDX-License-Identifier: MIT
"""The parts of a procedure: which ones its text names, and what each makes of a video."""

from __future__ import annotations

import base64
import hashlib
import re
import sqlite3
from typing import Any, Callable, Dict, List, Mapping, Optional

from . import library
from .refusal import Refusal
from .scene import Scene
from .store import Store

BAD_ARGUMENT = 50007
SAMPLES = 10
SPRITE_SECONDS, SPRITE_PICTURES = 10, 100
BUILT_IN = re.compile(r"QCVB_\w+")
ARGUMENTS = re.compile(r"\(\s*(?:\{([0-9,\s]*)\}|([0-9]+))((?:\s*,\s*[0-9]+)*)\s*\)")

Part = Dict[str, Any]  # taskType and input, as events tell them
Output = Dict[str, Any]


def part(kind: str, **given: Any) -> Part:
    return {"taskType": kind, "input": given}


def parts_of(procedure: str) -> List[Part]:
    """NAME({transcodings}, watermark, cover, samples);
    a procedure of one's own transcodes and takes a cover.
    """
    name = BUILT_IN.match(procedure)
    if name is None:
        return [part("Transcode", definition=20, watermark=0), cover(10)]
    arguments = ARGUMENTS.fullmatch(procedure[name.end() :] or "({})")
    if arguments is None:
        raise Refusal(
            BAD_ARGUMENT, f"procedure: {procedure!r} is not like {name.group()}({{10,20}},0,10,10)")
    definitions = re.findall(r"[0-9]+", arguments.group(1) or arguments.group(2) or "")
    watermark, cover_by, samples = (re.findall(r"[0-9]+", arguments.group(3)) + ["0", "0", "0"])[:3]
    parts = [
        part("Transcode", definition=int(each), watermark=int(watermark != "0"))
        for each in definitions
    ]
    if int(cover_by):
        parts.append(cover(int(cover_by)))
    if int(samples):
        parts.append(part("SampleSnapshot", definition=int(samples)))
    return parts


def cover(definition: int) -> Part:
    return part("CoverBySnapshot", definition=definition, positionType="Percent", position=50)


def transcode(scene: Scene, row: sqlite3.Row, given: Mapping[str, Any]) -> Output:
    made = library.rendition(scene, row, given["definition"])
    library.keep_output(scene.store, row["file_id"], "transcode", made)
    return {name: value for name, value in made.items() if name != "definition"}


def picture(scene: Scene, row: sqlite3.Row, name: str) -> str:
    return scene.url_of(row["file_id"], f"{name}.jpg")


def take_samples(scene: Scene, row: sqlite3.Row, given: Mapping[str, Any]) -> Output:
    definition = given["definition"]
    urls = [picture(scene, row, f"sample.{definition}.{number}") for number in range(SAMPLES)]
    library.keep_output(scene.store, row["file_id"], "samples", {
        "definition": definition, "sampleType": "Percent", "interval": 100 // SAMPLES,
        "imageUrls": urls})
    return {"imageUrls": urls}


def take_snapshots(scene: Scene, row: sqlite3.Row, given: Mapping[str, Any]) -> Output:
    definition = given["definition"]
    pictures = [
        {"timeOffset": offset, "url": picture(scene, row, f"snapshot.{definition}.{offset}")}
        for offset in given["timeOffset"]
    ]
    library.keep_output(scene.store, row["file_id"], "snapshots", {
        "definition": definition, "name": f"template {definition}", "picInfoList": pictures})
    return {"imgInfo": pictures}


def make_cover(scene: Scene, row: sqlite3.Row, given: Mapping[str, Any]) -> Output:
    url = picture(
        scene, row, f"cover.{given['definition']}.{given['positionType']}{given['position']}")
    scene.store.update("media", "file_id", row["file_id"], {"cover": url})
    return {"imageUrl": url}


def make_sprites(scene: Scene, row: sqlite3.Row, given: Mapping[str, Any]) -> Output:
    definition = given["definition"]
    count = -(-library.duration(row) // SPRITE_SECONDS)
    sheets = -(-count // SPRITE_PICTURES)
    made: Output = {
        "totalCount": count,
        "urlList": [
            picture(scene, row, f"sprite.{definition}.{number}") for number in range(sheets)
        ],
        "webVttUrl": scene.url_of(row["file_id"], f"sprite.{definition}.vtt"),
    }
    library.keep_output(scene.store, row["file_id"], "sprites", {
        "definition": definition, "height": 80, "width": 142, "totalCount": count,
        "imageUrls": made["urlList"], "webVttUrl": made["webVttUrl"]})
    return made


WORKERS: Mapping[str, Callable[[Scene, sqlite3.Row, Mapping[str, Any]], Output]] = {
    "Transcode": transcode,
    "SampleSnapshot": take_samples,
    "SnapshotByTimeOffset": take_snapshots,
    "CoverBySnapshot": make_cover,
    "ImageSprites": make_sprites,
}


def process(scene: Scene, row: sqlite3.Row, kind: str, given: Mapping[str, Any]) -> Output:
    return WORKERS[kind](scene, row, given)


def data_key(encrypted: str) -> str:
    """The key that belongs to its encrypted form: the same one every time it is asked for."""
    return base64.b64encode(hashlib.sha256(f"data key {encrypted}".encode()).digest()[:16]).decode()


def encrypt(scene: Scene, row: sqlite3.Row, definition: Optional[int]) -> None:
    if definition is None:
        return
    encrypted = base64.b64encode(hashlib.sha256(f"{row['file_id']} {definition}".encode()).digest())
    library.keep_output(scene.store, row["file_id"], "drm", {
        "definition": definition, "encryptType": "SingleKey", "keySource": "VodBuildInKMS",
        "getKeyUrl": key_url(scene.store, definition), "edkList": [encrypted.decode()]})


def key_url(store: Store, definition: int) -> str:
    return str(library.template_details(store, "aes", definition).get("url", ""))
