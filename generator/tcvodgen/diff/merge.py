# SPDX-License-Identifier: MIT
"""Conflicts of a merge in layout.lock: says what both sides did, and which side to take."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from typing import List, Set, Tuple

from .. import lock_file
from ..diagnostics import Diagnostics
from ..lock import Lock
from .inputs import git
from .trouble import Invalid, NotComparable


@dataclass(frozen=True)
class Resolution:
    """`text` is the side to take; "" when both released the same version and somebody must give way."""

    text: str
    side: str
    lines: Tuple[str, ...]


def sides(folder: str) -> Tuple[str, str]:
    """The file as each side has it. What lies between conflict markers is not enough: git joins the rest."""
    texts = [
        git("-C", folder, "show", f":{stage}:./{lock_file.FILE_NAME}", missing_ok=True) for stage in (2, 3)
    ]
    if any(texts) and not all(texts):
        gone, kept = ("ours", "theirs") if texts[1] else ("theirs", "ours")
        raise NotComparable(
            f"{gone} has no {lock_file.FILE_NAME} any more, {kept} changed it; numbers that were released are only "
            f"there: git checkout --{kept} -- {os.path.join(folder, lock_file.FILE_NAME)}, then run tcvodgen generate"
        )
    if not all(texts):
        raise NotComparable(f"git has no merge in progress that stopped at {lock_file.FILE_NAME} of {folder}")
    return texts[0], texts[1]


def resolve(ours_text: str, theirs_text: str) -> Resolution:
    ours, theirs = _read(ours_text), _read(theirs_text)
    lines = [*_told("ours", ours, theirs), *_told("theirs", theirs, ours)]
    released = _released(ours), _released(theirs)
    shorter = min(len(each) for each in released)
    if released[0][:shorter] != released[1][:shorter]:
        version = next(a[0] for a, b in zip(*released) if a != b)
        lines += [
            f"both sides released layout {version}, each with other members: one number, two layouts",
            "withdraw the release that fewer people have: take the other side's file, run tcvodgen generate, "
            "then release again",
        ]
        return Resolution("", "", tuple(lines))
    side = "theirs" if len(released[1]) > len(released[0]) else "ours"
    lines.append(
        f"take {side}: it has every released layout; tcvodgen generate appends what the other side added"
    )
    return Resolution(ours_text if side == "ours" else theirs_text, side, tuple(lines))


def _read(text: str) -> Lock:
    with tempfile.TemporaryDirectory(prefix="tcvodgen-") as folder:
        with open(os.path.join(folder, lock_file.FILE_NAME), "w", encoding="utf-8") as stream:
            stream.write(text)
        diagnostics = Diagnostics()
        found = lock_file.read(folder, diagnostics)
    if found is None:
        raise Invalid(diagnostics)
    return found


def _released(lock: Lock) -> List[Tuple[int, str]]:
    return [(each.version, each.digest) for each in lock.layouts if each.released]


def _told(side: str, lock: Lock, other: Lock) -> List[str]:
    """What one side has and the other has not."""
    names, others = _names(lock), _names(other)
    extra = sorted(names - others)
    state = f"layout {lock.version}, {'released' if lock.layouts and lock.layouts[-1].released else 'not released'}"
    shown = ", ".join(extra[:8]) + (f" and {len(extra) - 8} more" if len(extra) > 8 else "")
    return [f"{side}: {state}" + (f"; only here: {shown}" if extra else "")]


def _names(lock: Lock) -> Set[str]:
    found = {each.name for each in lock.actions}
    for group in lock.structs + lock.value_sets:
        found |= {f"{group.name}.{pin.name}" for pin in group.pins}
    return found
