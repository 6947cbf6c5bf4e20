# SPDX-License-Identifier: MIT
"""What the vendor and we said at the last import about everything that the overlay touches.

A decision that fitted then may not fit what the vendor says now. Where only the vendor changed something, it is
named; where both did since the last import, nobody has seen the two together, and the import stops.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Sequence

from ..diagnostics import Diagnostics, Position
from .overlay import Touched

Record = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Found:
    text: str  # of the record to write
    to_look_at: Sequence[str]  # what the vendor changed below a decision that stayed


def read(file: str, diagnostics: Diagnostics) -> Record:
    try:
        with open(file, encoding="utf-8") as stream:
            found = json.load(stream)
        json.dumps(found, ensure_ascii=False).encode()  # half characters cannot be shown
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        _unreadable(file, str(error), diagnostics)
        return {}
    if isinstance(found, dict) and all(_is_entry(each) for each in found.values()):
        return found
    _unreadable(file, "it is no record of an import", diagnostics)
    return {}


def _is_entry(found: Any) -> bool:
    return isinstance(found, dict) and all(isinstance(found.get(key), dict) for key in ("vendor", "ours"))


def _unreadable(file: str, reason: str, diagnostics: Diagnostics) -> None:
    hint = "restore it from version control; without it, changes on both sides are not found"
    diagnostics.error(Position(file, 1, 1), "import-record", f"cannot be read: {reason}", hint)


def compare(
    record: Record, touched: Mapping[str, Touched], reviewed: Sequence[str], diagnostics: Diagnostics
) -> Found:
    """`reviewed`: subjects that somebody has looked at since."""
    look: List[str] = []
    for path, now in sorted(touched.items()):
        before = record.get(path)
        if before is None or before.get("vendor") == now.vendor or path in reviewed:
            continue
        change = _change(before.get("vendor", {}), now.vendor)
        if before.get("ours") == now.ours:
            look.append(f"{now.position}: the vendor changed `{path}`, about which this decides: {change}")
        else:
            message = f"the vendor changed `{path}` since the last import ({change}), and so did this entry"
            hint = f"see that it fits what the vendor says now, then import with --reviewed {path}"
            diagnostics.error(now.position, "overlay-both-changed", message, hint)
    for path in reviewed:
        if path not in touched:
            place = Position("--reviewed", 1, 1)
            message = f"the overlay says nothing about `{path}`"
            diagnostics.error(place, "overlay-stale", message, "name what the error names")
    rows: Dict[str, Dict[str, Any]] = {
        path: {"vendor": now.vendor, "ours": now.ours} for path, now in sorted(touched.items())
    }
    return Found(json.dumps(rows, indent=1, ensure_ascii=False, sort_keys=True) + "\n", look)


def _change(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    keys = sorted(key for key in {*before, *after} if before.get(key) != after.get(key))
    return ", ".join(f"{key} was {_shown(before.get(key))}, is {_shown(after.get(key))}" for key in keys)


def _shown(value: Any) -> str:
    return "not there" if value is None else json.dumps(value, ensure_ascii=False)
