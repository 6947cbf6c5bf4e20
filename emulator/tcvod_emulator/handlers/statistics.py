# SPDX-License-Identifier: MIT
"""Figures: storage in use, plays and their traffic."""

from __future__ import annotations

import re
import sqlite3
from typing import List, Mapping, Tuple

from ..clock import as_day, as_text, day_start
from ..library import duration
from ..refusal import INVALID, Refusal
from ..scene import at
from .call import Answer, Call, Handler
from .media import LAST_PAGE, moment

PAGE_SIZE = 10
DAY_SECONDS = 86400
MOST_DAYS = 30
ORDERS = {"playtimes": "times", "flux": "bytes"}
DIRECTIONS = {"0": "ASC", "1": "DESC"}


def describe_vod_storage(call: Call) -> Answer:
    used = call.store.rows("SELECT coalesce(sum(size), 0) AS bytes FROM media")[0]["bytes"]
    return {"data": {"used_space": used}}


def one_of(call: Call, name: str, known: Mapping[str, str], default: str) -> str:
    given = call.values.get(name, default)
    if given not in known:
        raise Refusal(INVALID, f"{name}: {given!r} is neither {' nor '.join(known)}")
    return known[given]


def get_vod_file_stat_info(call: Call) -> Answer:
    values = call.values
    days = tuple(as_day(moment(name, values[name])) for name in ("from", "to"))
    order = one_of(call, "orderBy", ORDERS, "playtimes")
    direction = one_of(call, "orderType", DIRECTIONS, "0")
    rows = played(call, (days[0], days[1]), values.get("searchName"), f"{order} {direction}")
    size = values.get("pageSize", PAGE_SIZE)
    start = (min(max(1, values.get("pageNo", 1)), LAST_PAGE) - 1) * size
    return {
        "totalCount": len(rows), "totalPlayTimes": sum(row["times"] for row in rows),
        "totalFlux": sum(row["bytes"] for row in rows),
        "list": [
            {"fileId": row["file_id"], "name": row["name"], "size": row["size"],
             "duration": duration(row), "createTime": as_text(row["created"]),
             "playTimes": row["times"], "flux": row["bytes"]}
            for row in rows[start : start + size]
        ],
    }


def played(call: Call, days: Tuple[str, str], search: object, order: str) -> List[sqlite3.Row]:
    condition = "" if search is None else "AND (media.file_id = ? OR media.name = ?)"
    given = () if search is None else (search, search)
    return call.store.rows(
        "SELECT media.*, sum(plays.times) AS times, sum(plays.bytes) AS bytes"
        " FROM plays JOIN media USING (file_id)"
        f" WHERE day BETWEEN ? AND ? {condition}"
        f" GROUP BY media.file_id ORDER BY {order}, media.file_id",
        *days, *given)


def get_play_stat_log_list(call: Call) -> Answer:
    spans = [day(call, name) for name in ("from", "to")]
    if spans[1] < spans[0] or spans[1] - spans[0] >= MOST_DAYS * DAY_SECONDS:
        raise Refusal(INVALID, f"from, to: not a span of at most {MOST_DAYS} days")
    made = range(int(spans[0]), int(min(spans[1], call.now)) + 1, DAY_SECONDS)
    return {"fileList": [
        {"date": as_day(start), "url": at(f"statistics/{as_day(start)}.csv.gz")}
        for start in made
    ]}


def day(call: Call, name: str) -> float:
    text = call.values[name]
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", text):
            return day_start(text)
    except ValueError:
        pass
    raise Refusal(INVALID, f"{name}: {text!r} is no day like 2017-01-31")


HANDLERS: Mapping[str, Handler] = {
    "DescribeVodStorage": describe_vod_storage,
    "GetVodFileStatInfo": get_vod_file_stat_info,
    "GetPlayStatLogList": get_play_stat_log_list,
}
