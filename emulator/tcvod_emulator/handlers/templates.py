# SPDX-License-Identifier: MIT
"""Templates of an account: of transcoding, of callbacks and of HLS keys."""

from __future__ import annotations

import json
import sqlite3
from typing import Any, Dict, List, Mapping

from ..refusal import INVALID, Refusal
from .call import Answer, Call, Handler
from .transcoding import check_transcode

FIRST_DEFINITION = 200001  # behind all presets
NOT_CREATED = 10700
NOT_FOUND = 10704
MOST_CALLBACKS, MOST_AES = 10, 10
CALLBACK_MODES = ("Common", "Reliable")

Details = Dict[str, Any]


def template(call: Call, kind: str, missing: int = NOT_FOUND) -> sqlite3.Row:
    definition = call.values["definition"]
    row = call.store.row(
        "SELECT * FROM templates WHERE kind = ? AND definition = ?", kind, definition)
    if row is None:
        raise Refusal(missing, f"definition: there is no template {definition} of one's own")
    return row


def templates(call: Call, kind: str) -> List[sqlite3.Row]:
    return call.store.rows("SELECT * FROM templates WHERE kind = ? ORDER BY definition", kind)


def create(call: Call, kind: str, details: Details) -> int:
    with call.store.together():
        definition = call.store.next_number(f"{kind} template", FIRST_DEFINITION)
        call.store.insert("templates", {
            "kind": kind, "definition": definition,
            "details": json.dumps(details, ensure_ascii=False),
            "created": call.now, "updated": call.now})
    return definition


def change(call: Call, row: sqlite3.Row, details: Details) -> None:
    call.store.change(
        "UPDATE templates SET details = ?, updated = ? WHERE kind = ? AND definition = ?",
        json.dumps(details, ensure_ascii=False), call.now, row["kind"], row["definition"])


def delete(call: Call, row: sqlite3.Row) -> Answer:
    call.store.change(
        "DELETE FROM templates WHERE kind = ? AND definition = ?", row["kind"], row["definition"])
    return {}


def details_of(row: sqlite3.Row) -> Details:
    details: Details = json.loads(row["details"])
    return details


def limited(call: Call, kind: str, most: int, code: int) -> None:
    if len(templates(call, kind)) >= most:
        raise Refusal(code, f"there are {most} templates already; delete one first")


def stamps(row: sqlite3.Row) -> Details:
    return {"createTime": int(row["created"]), "updateTime": int(row["updated"])}


def entry(row: sqlite3.Row) -> Details:
    details = details_of(row)
    return {"definition": row["definition"], "name": details.get("name", ""),
            "comment": details.get("comment", details.get("commnet", "")), **stamps(row)}


def entries(call: Call, kind: str) -> Answer:
    return {"definitionList": [entry(row) for row in templates(call, kind)]}


def changed(details: Details, values: Mapping[str, Any]) -> Details:
    """The old details with the new ones over them, groups member by member."""
    whole = dict(details)
    for name, value in values.items():
        if name != "definition":
            old = whole.get(name)
            if isinstance(old, dict) and isinstance(value, dict):
                value = {**old, **value}
            whole[name] = value
    return whole


def create_transcode(call: Call) -> Answer:
    check_transcode(call.values)
    definition = create(call, "transcode", dict(call.values))
    return {"data": {"definition": definition}, "definition": definition}


def update_transcode(call: Call) -> Answer:
    row = template(call, "transcode")
    details = changed(details_of(row), call.values)
    check_transcode(details)
    change(call, row, details)
    return {}


def query_transcode(call: Call) -> Answer:
    row = template(call, "transcode")
    details = details_of(row)
    video = dict(details["video"])
    if isinstance(video.get("resolutionSelfAdapting"), str):
        video["resolutionSelfAdapting"] = int(video["resolutionSelfAdapting"] == "open")
    defaults = {"name": "", "comment": "", "isFiltrateVideo": 0, "isFiltrateAudio": 0}
    return {**defaults, **details, "video": video, **stamps(row)}


def delete_transcode(call: Call) -> Answer:
    return delete(call, template(call, "transcode", INVALID))


def query_transcode_list(call: Call) -> Answer:
    return entries(call, "transcode")


def check_callback(details: Mapping[str, Any]) -> None:
    if details["mode"] not in CALLBACK_MODES:
        raise Refusal(
            INVALID, f"mode: {details['mode']!r} is neither {' nor '.join(CALLBACK_MODES)}")
    is_url = details.get("url", "").startswith(("http://", "https://"))
    if details["mode"] == "Common" and not is_url:
        raise Refusal(INVALID, "url: mode Common needs a URL")


def create_callback(call: Call) -> Answer:
    check_callback(call.values)
    limited(call, "callback", MOST_CALLBACKS, NOT_CREATED)
    return {"definition": create(call, "callback", dict(call.values))}


def update_callback(call: Call) -> Answer:
    row = template(call, "callback", INVALID)
    details = changed(details_of(row), call.values)
    check_callback(details)
    change(call, row, details)
    return {}


def delete_callback(call: Call) -> Answer:
    return delete(call, template(call, "callback", INVALID))


def query_callback_list(call: Call) -> Answer:
    return entries(call, "callback")


def key_url(call: Call) -> Details:
    url = call.values["get"]["key"]["url"]
    if not url.startswith(("http://", "https://")):
        raise Refusal(INVALID, f"get_key_url: {url[:80]!r} is no URL")
    return {"url": url}


def create_aes(call: Call) -> Answer:
    details = key_url(call)
    limited(call, "aes", MOST_AES, NOT_CREATED)
    return {"data": {"definition": create(call, "aes", details)}}


def modify_aes(call: Call) -> Answer:
    row = template(call, "aes", INVALID)
    change(call, row, key_url(call))
    return {"data": {"definition": row["definition"]}}


def query_aes(call: Call) -> Answer:
    return {"data": [
        {"definition": row["definition"], "get_key_url": details_of(row)["url"]}
        for row in templates(call, "aes")
    ]}


HANDLERS: Mapping[str, Handler] = {
    "CreateTranscodeTemplate": create_transcode,
    "UpdateTranscodeTemplate": update_transcode,
    "QueryTranscodeTemplate": query_transcode,
    "QueryTranscodeTemplateList": query_transcode_list,
    "DeleteTranscodeTemplate": delete_transcode,
    "CreateCallbackTemplate": create_callback,
    "UpdateCallbackTemplate": update_callback,
    "QueryCallbackTemplateList": query_callback_list,
    "DeleteCallbackTemplate": delete_callback,
    "CreateSimpleAesTemplate": create_aes,
    "ModifySimpleAesTemplate": modify_aes,
    "QuerySimpleAesTemplate": query_aes,
}
