# SPDX-License-Identifier: MIT
"""Versions that a source tree declares, and whether they fit what changed since the last release."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Callable, List, Optional, Tuple

from ..diagnostics import Position
from .catalogue import catalogue
from .finding import Finding
from .inputs import show
from .report import Report
from .snapshot import Subject
from .trouble import NotComparable
from .verdict import BUMPS

VERSION_FILE = "runtime/include/tcvod/version.h"
SONAME_FILE = "CMakeLists.txt"
SYMBOLS_FILE = "runtime/libtcvod.map"
_VERSION = re.compile(r'^#define TCVOD_VERSION "([0-9]+\.[0-9]+\.[0-9]+)"', re.MULTILINE)
_SONAME = re.compile(r"\bTCVOD_SOVERSION ([0-9]+)\b")
_NODE = re.compile(r"^(TCVOD_[0-9]+) \{", re.MULTILINE)

Version = Tuple[int, int, int]


@dataclass(frozen=True)
class Declared:
    version: Version
    soname: int
    node: str


def declared(read: Callable[[str], Optional[str]]) -> Declared:
    """What a tree says; `read` gives the text of a file in it."""
    major, minor, patch = (int(part) for part in _match(read, VERSION_FILE, _VERSION).split("."))
    return Declared(
        (major, minor, patch), int(_match(read, SONAME_FILE, _SONAME)), _match(read, SYMBOLS_FILE, _NODE)
    )


def _match(read: Callable[[str], Optional[str]], file: str, pattern: "re.Pattern[str]") -> str:
    found = pattern.search(read(file) or "")
    if found is None:
        raise NotComparable(f"{file} does not declare a version; expected {pattern.pattern}")
    return found.group(1)


def of_revision(revision: str) -> Declared:
    return declared(lambda file: show(revision, file))


def of_tree() -> Declared:
    return declared(read_file)


def read_file(file: str, errors: str = "strict") -> Optional[str]:
    try:
        with open(file, encoding="utf-8", errors=errors) as stream:
            return stream.read()
    except OSError:
        return None


def next_version(version: Version, bump: str) -> Version:
    """Before 1.0.0 a break raises the middle number, and everything else the last."""
    major, minor, patch = version
    if bump == "none":
        return version
    if major == 0:
        return (0, minor + 1, 0) if bump == "major" else (0, minor, patch + 1)
    if bump == "major":
        return major + 1, 0, 0
    return (major, minor + 1, 0) if bump == "minor" else (major, minor, patch + 1)


def expected(base: Declared, bump: str, needs_soname: bool) -> Declared:
    soname = base.soname + (1 if needs_soname else 0)
    return Declared(next_version(base.version, bump), soname, f"TCVOD_{soname}")


def shown(version: Version) -> str:
    return ".".join(str(part) for part in version)


def contradictions(reports: List[Report], base: Declared, now: Declared) -> List[Finding]:
    """Findings about a release that says less, or more, than its changes do."""
    bump = max((each.bump for each in reports), key=BUMPS.index, default="none")
    breaks = any(each.needs_soname for each in reports)
    wanted = expected(base, bump, breaks)
    found: List[Finding] = []
    if now.version < wanted.version:
        text = f"version {shown(now.version)} is too low: "
        text += f"{shown(base.version)} and a {bump} change make {shown(wanted.version)}"
        found.append(_finding("lib-version-too-low", VERSION_FILE, text, now.version))
    elif now.version > wanted.version:
        text = (
            f"version {shown(now.version)} is higher than {shown(wanted.version)}, which the changes call for"
        )
        found.append(_finding("lib-version-too-high", VERSION_FILE, text, now.version))
    if now.soname < wanted.soname:
        text = f"TCVOD_SOVERSION is {now.soname}; old binaries break, so it must be {wanted.soname}"
        found.append(_finding("lib-soname-too-low", SONAME_FILE, text, now.soname))
    elif now.soname > wanted.soname:
        text = f"TCVOD_SOVERSION is {now.soname}, though old binaries run on: {wanted.soname} would do"
        found.append(_finding("lib-soname-too-high", SONAME_FILE, text, now.soname))
    if now.node != f"TCVOD_{now.soname}":
        text = f"symbols are in {now.node}, but TCVOD_SOVERSION {now.soname} goes with TCVOD_{now.soname}"
        found.append(_finding("lib-symbol-node", SYMBOLS_FILE, text, now.node))
    return found


def _finding(rule: str, file: str, message: str, now: object) -> Finding:
    known = catalogue()[rule]
    place = Position(file, 1, 1)
    return Finding(
        rule,
        Subject("release", ("release", file)),
        message,
        known.severity,
        known.verdicts,
        new=now,
        after=place,
        anchor=place,
    )
