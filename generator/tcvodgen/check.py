# SPDX-License-Identifier: MIT
"""Compares what the generator would write with what is there."""

from __future__ import annotations

import difflib
import glob
import os
from dataclasses import dataclass
from typing import Dict, Iterable, List, Mapping, Optional, Tuple

from .render import MARKER

_MOST_MARKER_BYTES = 300


@dataclass(frozen=True)
class Difference:
    path: str
    before: Optional[str]  # None: there is no such file
    after: Optional[str]  # None: nothing generates it

    @property
    def verb(self) -> str:
        if self.before is None:
            return "created"
        return "removed" if self.after is None else "updated"

    def diff(self) -> str:
        """Unified, from what is there to what should be."""
        lines = difflib.unified_diff(
            (self.before or "").splitlines(keepends=True),
            (self.after or "").splitlines(keepends=True),
            f"a/{self.path}" if self.before is not None else "/dev/null",
            f"b/{self.path}" if self.after is not None else "/dev/null",
        )
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def differences(wanted: Mapping[str, str], out_folder: str) -> Tuple[Difference, ...]:
    """Every wanted file that is not there as wanted, and every generated one that is not wanted."""
    found = [
        Difference(path, before, text)
        for path, text in wanted.items()
        for before in [_read(path)]
        if before != text
    ]
    known = {os.path.abspath(path) for path in wanted}
    found += [
        Difference(path, _read(path), None)
        for path in _generated_files(out_folder)
        if os.path.abspath(path) not in known
    ]
    return tuple(sorted(found, key=lambda each: each.path))


def apply(found: Iterable[Difference]) -> None:
    for each in found:
        if each.after is None:
            os.remove(each.path)
            continue
        os.makedirs(os.path.dirname(each.path) or ".", exist_ok=True)
        _replace(each.path, each.after)


def _replace(path: str, text: str) -> None:
    """Whole or not at all, also when the disk fills up."""
    temporary = f"{path}.new"
    with open(temporary, "w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
    os.replace(temporary, path)


def _read(path: str) -> Optional[str]:
    """What is no UTF-8 is no text of ours, only to be shown and replaced."""
    try:
        with open(path, encoding="utf-8", errors="backslashreplace", newline="") as stream:
            return stream.read()
    except FileNotFoundError:
        return None


def _generated_files(folder: str) -> List[str]:
    """Files with our marker, only where the generator writes: one level deep, and in its deeper folders."""
    deeper = (os.path.join("include", "tcvod"), "docs", "man")
    patterns = ("*/*", *(os.path.join(each, "**", "*") for each in deeper))
    paths = {
        path
        for pattern in patterns
        for path in glob.glob(os.path.join(glob.escape(folder), pattern), recursive=True)
    }
    return sorted(path for path in paths if os.path.isfile(path) and _is_generated(path))


def _is_generated(path: str) -> bool:
    with open(path, "rb") as stream:
        return MARKER.encode() in stream.read(_MOST_MARKER_BYTES)


def counts(found: Iterable[Difference], total: int) -> Dict[str, int]:
    numbers = {"created": 0, "updated": 0, "removed": 0}
    for each in found:
        numbers[each.verb] += 1
    numbers["unchanged"] = total - numbers["created"] - numbers["updated"]
    return numbers
