# SPDX-License-Identifier: MIT
"""Watermark templates and the pictures they show."""

from __future__ import annotations

import re
from typing import Any, Mapping
from urllib.parse import urlsplit

from ..clock import as_text
from ..refusal import INVALID, Refusal
from ..scene import at
from .call import Answer, Call, Handler
from .templates import (
    change, changed, create, delete, details_of, entries, limited, stamps, template, templates)

TOO_MANY, MOST = 10706, 100
BAD_URL, BAD_TYPE, BAD_DEFINITION = 10801, 10802, 10807
SIZES = {"left": 10803, "top": 10804, "width": 10810, "height": 10811}
DEFAULTS = {
    "name": "", "comment": "", "type": "image", "left": "0px", "top": "0px", "height": "0px"
}
PICTURES = ("png", "jpg", "jpeg", "gif", "apng")


def apply_upload_watermark(call: Call) -> Answer:
    kind = call.values["type"].lower()
    if kind not in PICTURES:
        raise Refusal(INVALID, f"type: {call.values['type']!r} is none of {', '.join(PICTURES)}")
    with call.store.together():
        session = f"watermark-{call.store.next_number('session', 1):08d}"
        call.store.insert("sessions", {"id": session, "request": "{}"})
    return {"uploadUrl": at(f"places/{session}/picture.{kind}")}


def check_watermark(call: Call, details: Mapping[str, Any]) -> None:
    if details["type"] != "image":
        raise Refusal(BAD_TYPE, f"type: {details['type']!r}, but image is expected")
    for name, code in SIZES.items():
        if not re.fullmatch(r"[0-9]+(\.[0-9]+)?(px|%)", details[name]):
            raise Refusal(code, f"{name}: {details[name]!r} is not like 12px or 5%")
        if details[name].endswith("%") and float(details[name][:-1]) > 100:
            raise Refusal(code, f"{name}: {details[name]} is more than 100%")
    check_url(call, details["url"])


def check_url(call: Call, url: str) -> None:
    """Of the places that were handed out only those to which a picture was sent."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise Refusal(BAD_URL, f"url: {url[:80]!r} is no URL")
    place = re.fullmatch(r"/places/(watermark-\d+)/([^/]+)", parts.path)
    if place is not None and not call.store.place_file(place.group(1), place.group(2)).is_file():
        raise Refusal(BAD_URL, "url: no picture was sent there yet")


def create_watermark(call: Call) -> Answer:
    details = {**DEFAULTS, **call.values}
    check_watermark(call, details)
    limited(call, "watermark", MOST, TOO_MANY)
    return {"definition": create(call, "watermark", details)}


def update_watermark(call: Call) -> Answer:
    row = template(call, "watermark", BAD_DEFINITION)
    details = changed(details_of(row), call.values)
    check_watermark(call, details)
    change(call, row, details)
    return {}


def query_watermark(call: Call) -> Answer:
    row = template(call, "watermark")
    return {**details_of(row), "definition": row["definition"], **stamps(row)}


def query_watermark_list(call: Call) -> Answer:
    return entries(call, "watermark")


def delete_watermark(call: Call) -> Answer:
    return delete(call, template(call, "watermark", INVALID))


def get_watermark_list(call: Call) -> Answer:
    """The older list, whose positions are percents."""
    told = []
    for row in templates(call, "watermark"):
        details = details_of(row)
        told.append({
            "id": row["definition"], "definition": row["definition"], "name": details["name"],
            "url": details["url"], "left": percent(details["left"]), "top": percent(details["top"]),
            "createTime": as_text(row["created"])})
    return {"definitionList": told}


def percent(text: str) -> int:
    return int(float(text[:-1])) if text.endswith("%") else 0


HANDLERS: Mapping[str, Handler] = {
    "ApplyUploadWatermark": apply_upload_watermark,
    "CreateWatermarkTemplate": create_watermark,
    "UpdateWatermarkTemplate": update_watermark,
    "QueryWatermarkTemplate": query_watermark,
    "QueryWatermarkTemplateList": query_watermark_list,
    "DeleteWatermarkTemplate": delete_watermark,
    "GetWatermarkList": get_watermark_list,
}
