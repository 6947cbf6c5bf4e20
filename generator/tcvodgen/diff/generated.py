# SPDX-License-Identifier: MIT
"""What another generator makes of the same spec: what changes in C although no spec did."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Dict, List, Mapping, Tuple

from .catalogue import catalogue
from .finding import Finding
from .side import Side
from .snapshot import Subject

Texts = Mapping[str, str]  # by path below the output folder

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_MACRO = re.compile(r"^#define (\w+)\b[ \t]*(.*)$", re.MULTILINE)
_DIRECTIVE = re.compile(r"^#.*$", re.MULTILINE)
_RECORD = re.compile(r"(?:typedef )?(struct|enum) ?(\w*) \{(.*?)\} ?(\w*);", re.DOTALL)
_FUNCTION = re.compile(r"static inline ([^;{}]*?)\b(\w+)\(([^{}]*?)\)\s*\{(.*?)^\}", re.DOTALL | re.MULTILINE)
_MOST_NAMES = 8


@dataclass(frozen=True)
class Declarations:
    names: Mapping[str, str]  # what each is declared as
    bodies: Mapping[str, str]  # of inline functions


def findings(before: Texts, after: Texts, side: Side) -> List[Finding]:
    """`before` by the generator of then, `after` by the one of now; of one spec, which `side` holds."""
    old, new = (declarations(_headers(each)) for each in (before, after))
    kept = sorted(set(old.names) & set(new.names))
    headers = [set(_headers(each)) for each in (before, after)]
    both = sorted(set(before) & set(after))
    changed = [path for path in both if before[path] != after[path]]
    heaps: Dict[str, List[str]] = {
        "gen-header-gone": sorted(headers[0] - headers[1]),
        "gen-header-added": sorted(headers[1] - headers[0]),
        "gen-identifier-gone": sorted(set(old.names) - set(new.names)),
        "gen-identifier-added": sorted(set(new.names) - set(old.names)),
        "gen-declaration-changed": [each for each in kept if old.names[each] != new.names[each]],
        "gen-body-changed": [
            each for each in sorted(old.bodies) if old.bodies[each] != new.bodies.get(each, old.bodies[each])
        ],
        "gen-layout-changed": [path for path in changed if path.endswith("/layout.txt")],
        "gen-tables-changed": [path for path in changed if path.startswith("src/")],
        "gen-reference-changed": [path for path in changed if path.startswith(("docs/", "man/"))],
    }
    return [_finding(rule, names, side) for rule, names in heaps.items() if names]


def _headers(texts: Texts) -> Dict[str, str]:
    return {path: text for path, text in texts.items() if path.startswith("include/")}


def declarations(headers: Texts) -> Declarations:
    names: Dict[str, str] = {}
    bodies: Dict[str, str] = {}
    for text in headers.values():
        code = _COMMENT.sub("", text)
        names.update((name, _plain(value)) for name, value in _MACRO.findall(code) if not name.endswith("_H"))
        code = _DIRECTIVE.sub("", code)
        for kind, tag, inside, name in _RECORD.findall(code):
            names[name or tag] = kind
            names.update(_members(name or tag, kind, inside))
        for result, name, arguments, body in _FUNCTION.findall(code):
            names[name] = _plain(f"{result} ({arguments})")
            bodies[name] = _plain(body)
    return Declarations(names, bodies)


def _members(owner: str, kind: str, inside: str) -> List[Tuple[str, str]]:
    if kind == "enum":
        return [(_plain(each).partition(" ")[0], _plain(each)) for each in inside.split(",") if each.strip()]
    parts = [_plain(each) for each in inside.split(";") if each.strip()]
    return [(f"{owner}.{re.split('[ *]', each)[-1]}", each) for each in parts]


def _plain(text: str) -> str:
    return " ".join(text.split())


def _finding(rule: str, names: List[str], side: Side) -> Finding:
    known = catalogue()[rule]
    shown = ", ".join(f"`{each}`" for each in names[:_MOST_NAMES])
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    place = side.service.position
    return Finding(
        rule,
        Subject("generator", ("generator", side.service.name)),
        f"the generator, not the spec: {known.text.title}: {shown}{more}",
        known.severity,
        known.verdicts,
        after=place,
        anchor=place,
        subjects=tuple(names),
    )
