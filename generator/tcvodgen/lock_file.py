# SPDX-License-Identifier: MIT
"""Reads, checks and writes `layout.lock`."""

from __future__ import annotations

import json
import os
import re
from typing import Iterator, List, Optional, Sequence, Tuple

from . import source
from .diagnostics import Diagnostics, Position
from .lock import Group, Layout, Lock, Pin, advance, digest_of
from .section import Section, as_section
from .spec import SCALARS, Service

FILE_NAME = "layout.lock"
_HEADER = """\
# SPDX-License-Identifier: MIT
# The C layout of spec/{service}: numbers that programs are compiled with. Written by `tcvodgen generate`;
# review it, do not edit it. A released layout never changes: what is new is appended under a new
# version, what is gone is marked `removed`. When a merge stops at this file, take one side's file whole
# (the side that has the newer released layout) and run `tcvodgen generate`: it appends the rest.
"""
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7})( |$)", re.MULTILINE)
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*( of [A-Za-z0-9_]+)?\Z")
_WORDS = frozenset("true false null yes no on off y n".split())
_RESTORE = "restore the file from version control, then run: tcvodgen generate"


def read(folder: str, diagnostics: Diagnostics) -> Optional[Lock]:
    """The lock of a spec folder; an empty one when there is none yet, None when it cannot be trusted."""
    file = os.path.join(folder, FILE_NAME)
    if not os.path.exists(file):
        return Lock()
    if has_conflict(file):
        hint = f"run: tcvodgen merge-lock {folder}"
        diagnostics.error(Position(file, 1, 1), "lock-conflict", "a merge stopped at this file", hint)
        return None
    found = Diagnostics()
    node = source.read_file(file, found)
    section = as_section(node, FILE_NAME, found) if node is not None else None
    lock = _lock(section) if section is not None else Lock()
    if not found.has_errors:
        _check(lock, Position(file, 1, 1), found)
    for each in found.sorted():
        diagnostics.error(each.position, each.rule, each.message, each.hint)
    return None if found.has_errors else lock


def has_conflict(file: str) -> bool:
    """Whether git left the marks of a merge in it."""
    try:
        with open(file, encoding="utf-8", errors="replace") as stream:
            return _CONFLICT.search(stream.read()) is not None
    except OSError:  # said by who reads it
        return False


def locked(service: Service, diagnostics: Diagnostics) -> Optional[Lock]:
    """The lock of a canonical service, moved on to the spec as it stands; None after errors."""
    pinned = read(service.folder, diagnostics)
    found = Diagnostics()
    newest = advance(pinned, service, found) if pinned is not None else None
    for each in found.sorted():
        diagnostics.error(each.position, each.rule, each.message, each.hint)
    return None if found.has_errors else newest


def _lock(section: Section) -> Lock:
    lock = Lock(
        layouts=tuple(_layout(each) for each in _sections(section, "layouts", "a layout")),
        actions=tuple(
            Pin(
                name,
                each.integer("number", 1, required=True),
                each.integer("since", 1, required=True),
                each.integer("removed"),
                now=each.text("now"),
                position=each.position,
            )
            for name, each in _named(section, "actions")
        ),
        value_sets=tuple(
            _group(name, each, "values", "value", "ordinal")
            for name, each in _named(section, "value_sets")
        ),
        structs=tuple(
            _group(name, each, "members", "name", "slot")
            for name, each in _named(section, "structs")
        ),
    )
    section.finish()
    return lock


def _layout(each: Section) -> Layout:
    return Layout(
        each.integer("version", 1, required=True),
        each.flag("released"),
        each.text("parent"),
        each.text("digest", required=True),
        each.position,
    )


def _group(name: str, each: Section, list_key: str, name_key: str, number_key: str) -> Group:
    has_members = list_key == "members"
    pins = (
        Pin(
            one.text(name_key, required=True),
            one.integer(number_key, 1, required=True),
            one.integer("since", 1, required=True),
            one.integer("removed"),
            one.text("kind", required=True) if has_members else "",
            wire=one.text("wire") if has_members else "",
            position=one.position,
        )
        for one in _sections(each, list_key, f"one of `{list_key}` of {name}")
    )
    return Group(
        name,
        each.integer("since", 1, required=True),
        tuple(sorted(pins, key=lambda pin: pin.number)),  # numbers say the order, whatever a merge did to the lines
        each.integer("number", 1, required=True) if list_key == "values" else 0,
        each.integer("removed"),
        each.text("now") if has_members else "",
        each.position,
    )


def _sections(section: Section, key: str, what: str) -> Iterator[Section]:
    for node in section.items(key):
        found = as_section(node, what, section.diagnostics)
        if found is not None:
            yield found
            found.finish()


def _named(section: Section, key: str) -> Iterator[Tuple[str, Section]]:
    for name, node in section.entries(key):
        found = as_section(node, f"`{name.text}`", section.diagnostics)
        if found is not None:
            yield name.text, found
            found.finish()


def _check(lock: Lock, start: Position, diagnostics: Diagnostics) -> None:
    _check_numbers(lock.actions, "actions", diagnostics)
    _check_numbers([_as_pin(each) for each in lock.value_sets], "value sets", diagnostics)
    for group in lock.value_sets + lock.structs:
        _check_numbers(group.pins, group.name, diagnostics)
    _check_kinds(lock, diagnostics)
    _check_since(lock, diagnostics)
    _check_layouts(lock, start, diagnostics)


def _as_pin(group: Group) -> Pin:
    return Pin(group.name, group.number, group.since, position=group.position)


def _check_numbers(pins: Sequence[Pin], owner: str, diagnostics: Diagnostics) -> None:
    seen: List[Pin] = []
    for pin in pins:
        for other in seen:
            if pin.number == other.number or pin.name == other.name:
                diagnostics.error(
                    pin.position,
                    "lock-slot-taken",
                    f"`{pin.name}` and `{other.name}` (line {other.position.line}) of {owner} both "
                    f"have number {pin.number}"
                    if pin.number == other.number
                    else f"`{pin.name}` of {owner} is here twice (line {other.position.line})",
                    _RESTORE,
                )
                break
        seen.append(pin)


def _check_kinds(lock: Lock, diagnostics: Diagnostics) -> None:
    known = {group.name for group in lock.structs} | set(SCALARS)
    for group in lock.structs:
        for pin in group.pins:
            element = pin.kind.rpartition(" of ")[2]
            if element not in known:
                diagnostics.error(
                    pin.position,
                    "lock-unknown-struct",
                    f"`{pin.name}` of {group.name} is `{pin.kind}`, but no struct `{element}` is "
                    "pinned here",
                    _RESTORE,
                )


def _check_since(lock: Lock, diagnostics: Diagnostics) -> None:
    pins = [pin for group in lock.value_sets + lock.structs for pin in group.pins]
    pins += [_as_pin(group) for group in lock.value_sets + lock.structs]
    for pin in (*lock.actions, *pins):
        if max(pin.since, pin.removed) > lock.version:
            diagnostics.error(
                pin.position,
                "lock-digest",
                f"`{pin.name}` names layout {max(pin.since, pin.removed)}, but the newest one is "
                f"{lock.version}",
                _RESTORE,
            )


def _check_layouts(lock: Lock, start: Position, diagnostics: Diagnostics) -> None:
    if not lock.layouts:
        diagnostics.error(start, "lock-digest", "no layout version is listed", _RESTORE)
    parent = ""
    for number, layout in enumerate(lock.layouts, 1):
        problem = ""
        if layout.version != number:
            problem = f"layout {layout.version} stands where layout {number} belongs"
        elif layout.parent != parent:
            problem = f"layout {number} was made on another layout {number - 1}"
        elif layout.digest != digest_of(lock, number, parent):
            problem = f"layout {number} is not what `tcvodgen` wrote: edited by hand, or merged"
        elif not layout.released and number < len(lock.layouts):
            problem = f"layout {number} is not released, but has a successor"
        if problem:
            diagnostics.error(layout.position, "lock-digest", problem, _RESTORE)
            return
        parent = layout.digest


def write(lock: Lock, spec_name: str) -> str:
    """The text of the file; the same lock always gives the same text."""
    lines = [_HEADER.format(service=spec_name), "layouts:\n"]
    for layout in lock.layouts:
        released = "true" if layout.released else "false"
        lines.append(
            f"  - {{version: {layout.version}, released: {released}, "
            f'parent: "{layout.parent}", digest: "{layout.digest}"}}\n'
        )
    lines.append("actions:\n" if lock.actions else "actions: {}\n")
    for pin in sorted(lock.actions, key=lambda each: each.name):
        now = f"now: {_text(pin.now)}, " if pin.now else ""
        lines.append(f"  {_text(pin.name)}: {{number: {pin.number}, {now}{_life(pin)}}}\n")
    lines.append("value_sets:\n" if lock.value_sets else "value_sets: {}\n")
    for group in lock.value_sets:
        lines += _group_lines(group, "values", "ordinal", "value")
    lines.append("structs:\n" if lock.structs else "structs: {}\n")
    for group in lock.structs:
        lines += _group_lines(group, "members", "slot", "name")
    return "".join(lines)


def _group_lines(group: Group, list_key: str, number_key: str, name_key: str) -> List[str]:
    lines = [f"  {_text(group.name)}:\n"]
    if group.number:
        lines.append(f"    number: {group.number}\n")
    if group.now:
        lines.append(f"    now: {_text(group.now)}\n")
    lines.append(f"    since: {group.since}\n")
    if group.removed:
        lines.append(f"    removed: {group.removed}\n")
    lines.append(f"    {list_key}:\n" if group.pins else f"    {list_key}: []\n")
    for pin in group.pins:
        kind = f"kind: {_text(pin.kind)}, " if pin.kind else ""
        kind += f"wire: {_text(pin.wire)}, " if pin.wire else ""
        lines.append(
            f"      - {{{number_key}: {pin.number}, {name_key}: {_text(pin.name)}, "
            f"{kind}{_life(pin)}}}\n"
        )
    return lines


def _life(pin: Pin) -> str:
    return f"since: {pin.since}" + (f", removed: {pin.removed}" if pin.removed else "")


def _text(text: str) -> str:
    """Plain where every YAML reader takes it for a text."""
    if _PLAIN.match(text) and text.lower() not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)
