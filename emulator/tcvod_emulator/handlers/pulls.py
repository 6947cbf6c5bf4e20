# SPDX-License-Identifier: MIT
"""Files fetched from URLs: MultiPullVodFile."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Mapping, Optional, Tuple
from urllib.parse import urlsplit

from ..jobs import OVER, jobs_where, new_job
from ..library import DEFAULT_CLASS, new_file_id
from ..refusal import INVALID, Refusal
from .call import Answer, Call, Handler
from .classes import class_exists

TOO_MANY_PULLS = 1018
MOST_AT_ONCE = 500
DEFAULT_TYPE = "mp4"


@dataclass(frozen=True)
class PullOrder:
    where: str  # in the request, for messages
    url: str
    name: str
    md5: str = ""
    class_id: Optional[int] = None
    tags: Tuple[str, ...] = ()
    notify_url: str = ""
    transcodes: bool = False
    screenshots: bool = False


@dataclass(frozen=True)
class Pull:
    file_id: str
    task_id: str


def check(call: Call, order: PullOrder) -> None:
    parts = urlsplit(order.url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise Refusal(INVALID, f"{order.where}.url: {order.url[:80]!r} is no URL")
    if not order.name.strip():
        raise Refusal(INVALID, f"{order.where}.fileName: an empty name")
    if order.md5 and not re.fullmatch(r"[0-9a-fA-F]{32}", order.md5):
        raise Refusal(INVALID, f"{order.where}.fileMd5: {order.md5!r} is not 32 hex digits")
    if order.class_id is not None and not class_exists(call.store, order.class_id):
        raise Refusal(INVALID, f"{order.where}.classId: there is no class {order.class_id}")


def extension_of(url: str) -> str:
    found = re.fullmatch(r".*\.([A-Za-z0-9]{1,5})", urlsplit(url).path)
    return found.group(1) if found else DEFAULT_TYPE


def order_pull(call: Call, order: PullOrder) -> Pull:
    check(call, order)
    file_id = new_file_id(call.store)
    task_id = new_job(call, "pull", file_id, {
        "url": order.url, "name": order.name, "type": extension_of(order.url), "fileMd5": order.md5,
        "classId": DEFAULT_CLASS if order.class_id is None else order.class_id, "tags": order.tags,
        "notifyUrl": order.notify_url, "transcodes": order.transcodes,
        "screenshots": order.screenshots,
    })
    return Pull(file_id, task_id)


def multi_pull_vod_file(call: Call) -> Answer:
    orders = [
        PullOrder(
            f"pullset.{number}", each["url"], each["fileName"], each.get("fileMd5", ""),
            each.get("classId"), tuple(filter(None, each.get("tags", "").split(","))),
            each.get("notifyUrl", "") if each.get("isReport", 0) else "",
            bool(each.get("isTranscode", 0)), bool(each.get("isScreenshot", 0)))
        for number, each in enumerate(call.values["pullset"])
    ]
    if len(orders) + len(jobs_where(call, "kind = 'pull' AND stage < ?", OVER)) > MOST_AT_ONCE:
        raise Refusal(TOO_MANY_PULLS, f"more than {MOST_AT_ONCE} files would be fetched at once")
    for order in orders:
        check(call, order)
    told = []
    for order in orders:
        pull = order_pull(call, order)
        told.append({
            "source_url": order.url, "file_id": pull.file_id, "file_name": order.name,
            "vod_task_id": pull.task_id})
    return {"data": told}


HANDLERS: Mapping[str, Handler] = {
    "MultiPullVodFile": multi_pull_vod_file,
}
