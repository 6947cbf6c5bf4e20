# SPDX-License-Identifier: MIT
"""layout.lock, and what of the C surface and the ABI no other rule has explained."""

from __future__ import annotations

import os
from typing import Dict, List, Optional, Tuple

from .. import lock_file
from ..diagnostics import Position
from ..lock import Group, Layout, Lock, Pin, struct_fields
from .bench import Bench, Disagreement, owners_of
from .binary import abi_changes
from .changes import Change
from .side import Side
from .snapshot import Entry, Subject
from .surface import surface, vanished
from .verdict import EFFECTS, at_least


# The digests of released layouts agree then, so that what moved is in one that no release holds.
_IN_FLUX = ("lock-unreleased-rewritten", "lay-version-grew")
_TYPE_RULES = (
    "fld-type-changed",
    "fld-type-widened",
    "fld-type-narrowed",
    "fld-sign-changed",
    "fld-cardinality-changed",
)


def judge(bench: Bench) -> None:
    _files(bench)
    _layouts(bench)
    _tombstones(bench)
    _refusals(bench)
    _generator(bench)


def unexplained(bench: Bench) -> None:
    """Names and slots that change without a rule that says as much."""
    old, new = bench.comparison.old.model, bench.comparison.new.model
    in_flux = any(each.rule in _IN_FLUX for each in bench.findings)
    renames = bench.comparison.renames
    for each in vanished(surface(old, renames), surface(new), bench.was):
        name = each.name
        if at_least(EFFECTS, bench.claimed(name.subject).source, each.effect) or _renamed_all(bench):
            continue
        change = _at(bench, name.subject)
        if each.effect == "breaks" and each.now:
            raise Disagreement(
                f"`{name.identifier}` is {each.now} in C, was {name.meaning}, and no rule says so"
            )
        elif each.effect == "breaks":
            bench.add(
                "nam-identifier-gone",
                change,
                f"`{name.identifier}` is gone from {name.header}.h",
                "",
                name.identifier,
            )
        elif name.header != each.now and name.kind in ("macro", "constant"):
            message = f"`{name.identifier}` is {each.now}, was {name.meaning}"
            bench.add("nam-constant-changed", change, message, "", name.meaning, each.now)
        else:
            message = f"`{name.identifier}` moved from {name.header}.h to {each.now}.h"
            bench.add("nam-header-moved", change, message, "", name.header, each.now)
    if bench.comparison.new.refusals:
        return  # there is no such layout: the generator does not write one
    for found in abi_changes(old, new, renames, bench.was):
        if not at_least(EFFECTS, bench.claimed(found.subject).abi, found.effect) and not in_flux:
            rule = "lay-slot-broken" if found.effect == "breaks" else "lay-slot-dead"
            bench.add(rule, _at(bench, found.subject), found.text, "", str(found.subject), found.text)


def _renamed_all(bench: Bench) -> bool:
    return any(each.rule in ("gen-prefix-changed", "svc-number-changed") for each in bench.findings)


def _at(bench: Bench, subject: Subject) -> Change:
    return Change(subject, bench.old.get(subject), bench.new.get(subject))


def _pseudo(bench: Bench, name: str, before: Optional[Position], after: Optional[Position]) -> Change:
    """A change of something in the lock, which is no subject of the spec."""
    sides = (bench.comparison.old, before), (bench.comparison.new, after)
    old, new = (Entry({}, _known(side, place), {}) if place is not None else None for side, place in sides)
    return Change(Subject("lock", ("layout.lock", *name.split("."))), old, new)


def _known(side: Side, place: Position) -> Position:
    """What the generator has yet to write stands in the file as a whole."""
    return place if place.line else Position(os.path.join(side.service.folder, lock_file.FILE_NAME), 1, 1)


def _files(bench: Bench) -> None:
    old, new = bench.comparison.old, bench.comparison.new
    service = new.service.position
    if old.pinned is not None and new.pinned is None:
        change = _pseudo(
            bench, "file", old.pinned.layouts[0].position if old.pinned.layouts else service, service
        )
        bench.add("lock-missing", change, "layout.lock is gone", "", True, False)
    elif old.pinned is None and new.pinned is not None:
        place = new.pinned.layouts[0].position if new.pinned.layouts else service
        bench.add(
            "lock-introduced", _pseudo(bench, "file", None, place), "layout.lock is new", "", False, True
        )
    if new.pinned is not None and not new.refusals and _text(new.pinned) != _text(new.lock):
        place = new.pinned.layouts[-1].position if new.pinned.layouts else service
        message = (
            "layout.lock is older than the spec; the layout is judged as `tcvodgen generate` would leave it"
        )
        bench.add("lock-stale", _pseudo(bench, "file", None, place), message)


def _text(lock: Lock) -> str:
    return lock_file.write(lock, "")


def _layouts(bench: Bench) -> None:
    old, new = bench.comparison.old, bench.comparison.new
    if old.pinned is None and new.pinned is None:
        return
    before = {each.version: each for each in old.lock.layouts}
    after = {each.version: each for each in new.lock.layouts}
    for version in sorted({*before, *after}):
        _layout(bench, version, before.get(version), after.get(version))


def _layout(bench: Bench, version: int, old: Optional[Layout], new: Optional[Layout]) -> None:
    change = _pseudo(bench, f"layout {version}", old.position if old else None, new.position if new else None)
    if old is None:
        bench.add("lay-version-added", change, f"layout {version} is new", "", None, version)
    elif new is None:
        rule = "lock-released-entry-changed" if old.released else "lay-version-dropped"
        bench.add(rule, change, f"layout {version} is gone", "", old.digest, None, **_promise(old.released))
    elif old.digest != new.digest:
        _rewritten(bench, change, old, new)
    elif old.released and not new.released:
        bench.add(
            "lock-release-withdrawn", change, f"layout {version} is no longer released", "", True, False
        )
    elif new.released and not old.released:
        bench.add("lay-version-released", change, f"layout {version} is released", "", False, True)


def _rewritten(bench: Bench, change: Change, old: Layout, new: Layout) -> None:
    text = f"layout {old.version} is {new.digest[:8]}, was {old.digest[:8]}"
    if old.released and new.released and old.parent == new.parent:
        bench.add(
            "lock-concurrent-append", change, f"{text}: two branches released it", "", old.digest, new.digest
        )
    elif old.released:
        bench.add(
            "lock-released-entry-changed",
            change,
            f"{text}, though it was released",
            "",
            old.digest,
            new.digest,
        )
    elif _only_grew(bench):
        message = f"{text}: it grew before its release"
        bench.add("lay-version-grew", change, message, "", old.digest, new.digest, promised=False)
    else:
        message = f"{text}: slots of a layout that no release holds moved"
        bench.add("lock-unreleased-rewritten", change, message, "", old.digest, new.digest, promised=False)


def _only_grew(bench: Bench) -> bool:
    """Whether every slot, number and ordinal of before is where it was."""
    old, new = _pins(bench.comparison.old.lock), _pins(bench.comparison.new.lock)
    return all(new.get(key) == pin for key, pin in old.items())


def _pins(lock: Lock) -> Dict[Tuple[str, str], Tuple[int, int, str]]:
    found = {("actions", each.name): (each.number, each.since, "") for each in lock.actions}
    for group in lock.structs + lock.value_sets:
        found[group.name, ""] = (group.number, group.since, "")
        found.update(((group.name, pin.name), (pin.number, pin.since, pin.kind)) for pin in group.pins)
    return found


def _promise(released: bool) -> Dict[str, bool]:
    return {} if released else {"promised": False}


def _tombstones(bench: Bench) -> None:
    before, after = (_removed(side.lock) for side in (bench.comparison.old, bench.comparison.new))
    live = _live_members(bench.comparison.new.lock)
    for name in sorted({*before} ^ {*after}):
        place = (after.get(name) or before[name]).position
        change = _pseudo(bench, name, place if name in before else None, place if name in after else None)
        if name in after:
            bench.add("lay-tombstone-added", change, f"the slot of `{name}` stays reserved", "", None, True)
        elif before[name].wire and name in live and before[name].wire != live[name]:
            old, new = before[name].wire, live[name]
            message = f"the reserved slot of `{name}` is given away: it was `{old}` on the wire, and is `{new}` now"
            bench.add("lay-tombstone-rewired", change, message, "", old, new)
        else:
            bench.add("lay-tombstone-revived", change, f"`{name}` has its old slot again", "", True, None)


def _removed(lock: Lock) -> Dict[str, Pin]:
    groups: List[Group] = [*lock.structs, *lock.value_sets]
    pins = [(f"{group.name}.{pin.name}", pin) for group in groups for pin in group.pins if not group.removed]
    pins += [(each.name, each) for each in lock.actions]
    return {name: pin for name, pin in pins if pin.removed}


def _live_members(lock: Lock) -> Dict[str, str]:
    """Their wire names."""
    pins = [(group.name, pin) for group in lock.structs for pin in group.pins if not pin.removed]
    return {f"{name}.{pin.name}": pin.wire_name for name, pin in pins}


def _refusals(bench: Bench) -> None:
    """Members that the generator refuses, when no finding about the field's type says so already."""
    service = bench.comparison.new.service
    fields = {
        field.position: f"{key}.{field.name}" for key, own in struct_fields(service).items() for field in own
    }
    told = {
        bench.new[subject].position
        for each in bench.findings
        if each.rule in _TYPE_RULES
        for subject in (each.subject, *owners_of(each.subject))
        if subject in bench.new
    }
    for each in bench.comparison.new.refusals:
        if each.position not in told:
            change = _pseudo(bench, fields[each.position], None, each.position)
            bench.add(
                f"lay-{each.rule[5:]}",
                change,
                f"`tcvodgen generate` refuses it: {each.message}",
                "",
                None,
                each.rule,
            )


def _generator(bench: Bench) -> None:
    old, new = bench.comparison.old.generator, bench.comparison.new.generator
    if old and new and old != new:
        change = _pseudo(bench, "generator", None, bench.comparison.new.service.position)
        bench.add("gen-version-changed", change, f"generator: was {old}, is {new}", "", old, new)
