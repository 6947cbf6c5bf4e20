# SPDX-License-Identifier: MIT
"""What `layout.lock` pins, and how a changed spec moves it on.

The newest layout version is worked out afresh from the released ones while it is not released itself, so
it depends on the spec alone and not on the path of edits that led there. Released versions only grow
tombstones.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Dict, List, Mapping, Sequence, Tuple

from . import lock_names, names
from .diagnostics import Diagnostics, Position
from .spec import SCALARS, Field, Service

NOWHERE = Position("", 0, 0)


@dataclass(frozen=True)
class Pin:
    """An action and its number, a value and its ordinal, or a struct member and its slot."""

    name: str
    number: int
    since: int
    removed: int = 0  # layout version that dropped it; 0: it is there
    kind: str = ""  # of a member: "int", "list of PlayUrl"
    now: str = ""  # name in the spec, when it was renamed
    wire: str = ""  # of a member: its name on the wire; "" for the usual one, of a removed member for an unknown one
    position: Position = NOWHERE

    @property
    def wire_name(self) -> str:
        return self.wire or names.camel(self.name)


@dataclass(frozen=True)
class Group:
    """A struct with its members, or a value set (which has a number) with its values."""

    name: str
    since: int
    pins: Tuple[Pin, ...]
    number: int = 0
    removed: int = 0
    now: str = ""  # name of the type in the spec, when it was renamed
    position: Position = NOWHERE


@dataclass(frozen=True)
class Layout:
    version: int
    released: bool
    parent: str  # digest of the version before
    digest: str
    position: Position = NOWHERE


@dataclass(frozen=True)
class Lock:
    layouts: Tuple[Layout, ...] = ()
    actions: Tuple[Pin, ...] = ()
    value_sets: Tuple[Group, ...] = ()
    structs: Tuple[Group, ...] = ()

    @property
    def version(self) -> int:
        return self.layouts[-1].version if self.layouts else 0

    def struct_named(self, name: str) -> Group:
        pinned = self.pinned_key(name)
        return next(each for each in self.structs if each.name == pinned)

    def pinned_key(self, name: str) -> str:
        """The name under which a struct is pinned: the first one that it had."""
        return lock_names.pinned_key(name, self.actions, self.structs)

    def value_set_named(self, name: str) -> Group:
        return next(each for each in self.value_sets if each.name == name)

    def action_number(self, name: str) -> int:
        return next(each.number for each in self.actions if (each.now or each.name) == name)


@dataclass(frozen=True)
class _Wanted:
    name: str
    position: Position
    kind: str = ""
    wire_name: str = ""
    was: str = ""

    def is_called(self, wire: str) -> bool:
        return wire in (self.wire_name, self.was)


def kind_of(field: Field) -> str:
    """The kind of a member as the lock writes it; any JSON is a text in C."""
    element = "string" if field.type == "json" else field.type
    return f"{field.container} of {element}" if field.container else element


def request_key(action_name: str) -> str:
    return f"{action_name}.request"


def response_key(action_name: str) -> str:
    return f"{action_name}.response"


def event_key(event_name: str) -> str:
    return f"{event_name}.event"


def struct_fields(service: Service) -> Dict[str, Tuple[Field, ...]]:
    """Every struct of a service: its key in lock and tables, and its fields."""
    found = {each.name: each.fields for each in service.types}
    for action in service.actions:
        found[request_key(action.name)] = action.request
        found[response_key(action.name)] = action.response
    found.update((event_key(each.name), each.fields) for each in service.events)
    return dict(sorted(found.items()))


def advance(lock: Lock, service: Service, diagnostics: Diagnostics) -> Lock:
    """The lock for the spec as it stands; unchanged when nothing that it pins has changed."""
    version, base = _base(lock)
    base = _renamed(base, service, diagnostics)
    types = {each.name: lock_names.pinned(each.name, base.structs) for each in service.types}
    structs = _groups(
        base.structs,
        {
            base.pinned_key(key): _members(service, types, key, fields)
            for key, fields in struct_fields(service).items()
        },
        version,
        diagnostics,
    )
    value_sets = _groups(
        base.value_sets,
        {
            each.name: [_Wanted(value.value, value.position) for value in each.values]
            for each in sorted(service.value_sets, key=lambda one: one.name)
        },
        version,
        diagnostics,
    )
    actions = _pins(
        base.actions,
        sorted(
            (
                _Wanted(lock_names.pinned(each.name, base.actions), each.position)
                for each in service.actions
            ),
            key=_by_name,
        ),
        version,
        "actions",
        diagnostics,
    )
    moved = replace(base, actions=actions, value_sets=_numbered(value_sets), structs=structs)
    if base.layouts and not _touches(moved, version):
        return moved
    parent = base.layouts[-1].digest if base.layouts else ""
    opened = Layout(version, False, parent, digest_of(moved, version, parent))
    return replace(moved, layouts=base.layouts + (opened,))


def release(lock: Lock) -> Lock:
    return replace(lock, layouts=lock.layouts[:-1] + (replace(lock.layouts[-1], released=True),))


def digest_of(lock: Lock, version: int, parent: str) -> str:
    """Digest of what a layout version added, and through `parent` of everything before it."""
    lines = [f"action {each.name} {each.number}" for each in lock.actions if each.since == version]
    for kind, groups in (("value_set", lock.value_sets), ("struct", lock.structs)):
        for group in groups:
            if group.since == version:
                lines.append(f"{kind} {group.name} {group.number}")
            lines += (
                f"{kind} {group.name} {pin.number} {pin.name!a} {pin.kind}"
                for pin in group.pins
                if pin.since == version
            )
    text = "\n".join([f"layout {version}", f"parent {parent}"] + sorted(lines))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _base(lock: Lock) -> Tuple[int, Lock]:
    """The version that changes go into, and the lock without what that version brought so far."""
    if not lock.layouts:
        return 1, lock
    if lock.layouts[-1].released:
        return lock.version + 1, lock
    version = lock.version
    return version, Lock(
        lock.layouts[:-1],
        _without(lock.actions, version),
        tuple(_group_without(each, version) for each in lock.value_sets if each.since != version),
        tuple(_group_without(each, version) for each in lock.structs if each.since != version),
    )


def _without(pins: Sequence[Pin], version: int) -> Tuple[Pin, ...]:
    return tuple(
        replace(each, removed=0) if each.removed == version else each
        for each in pins
        if each.since != version
    )


def _group_without(group: Group, version: int) -> Group:
    removed = 0 if group.removed == version else group.removed
    return replace(group, removed=removed, pins=_without(group.pins, version))


def _renamed(lock: Lock, service: Service, diagnostics: Diagnostics) -> Lock:
    """The lock with the names of today: what `was` something pinned keeps its number and its slots."""
    actions = {each.name: (each.was, each.position) for each in service.actions}
    types = {each.name: (each.was, each.position) for each in service.types}
    now = lock_names.follow(lock.actions, actions, diagnostics)
    moved = replace(lock, actions=tuple(replace(each, now=now[each.name]) for each in lock.actions))
    now = lock_names.follow([each for each in lock.structs if "." not in each.name], types, diagnostics)
    structs = (replace(each, now=now.get(each.name, "")) for each in lock.structs)
    return replace(moved, structs=tuple(structs))


def _members(
    service: Service, types: Mapping[str, str], key: str, fields: Sequence[Field]
) -> List[_Wanted]:
    """Fields in the order of a new struct: envelope, required ones, the rest. `types` gives pinned names."""
    first = (service.code_field, service.message_field, service.description_field)
    envelope = [each.name for each in service.envelope] if key.endswith(".response") else []

    def order(field: Field) -> Tuple[int, int, str]:
        if field.name in envelope:
            return 0, first.index(field.name) if field.name in first else len(first), field.name
        return 1, 0 if field.required else 1, field.name

    return [
        _Wanted(names.member_name(each), each.position, _pinned_kind(each, types), each.name, each.was)
        for each in sorted(fields, key=order)
    ]


def _pinned_kind(field: Field, types: Mapping[str, str]) -> str:
    """The kind with names as they are pinned; "" for a type that the spec does not have."""
    if field.type in SCALARS:
        return kind_of(field)
    return kind_of(replace(field, type=types[field.type])) if field.type in types else ""


def _groups(
    pinned: Sequence[Group],
    wanted: Dict[str, List[_Wanted]],
    version: int,
    diagnostics: Diagnostics,
) -> Tuple[Group, ...]:
    groups = []
    for group in pinned:
        members = wanted.get(group.name)
        if members is None:
            groups.append(replace(group, removed=group.removed or version))
            continue
        pins = _pins(
            tuple(_buried(each, group.removed) for each in group.pins) if group.removed else group.pins,
            sorted(members, key=lambda each: each.wire_name),
            version,
            group.name,
            diagnostics,
        )
        groups.append(replace(group, removed=0, pins=pins))
    known = {group.name for group in pinned}
    groups += (
        Group(name, version, _pins((), members, version, name, diagnostics))
        for name, members in wanted.items()
        if name not in known
    )
    return tuple(sorted(groups, key=lambda each: each.name))


def _pins(
    pinned: Sequence[Pin],
    wanted: Sequence[_Wanted],
    version: int,
    owner: str,
    diagnostics: Diagnostics,
) -> Tuple[Pin, ...]:
    by_name = {each.name: each for each in wanted}
    pins = []
    for pin in pinned:
        match = by_name.pop(pin.name, None)
        if match is None:
            pins.append(_gone(pin, version))
            continue
        if match.kind != pin.kind and (match.kind or not pin.kind):
            _report_kind(owner, pin, match, diagnostics)
        elif pin.removed and pin.wire and not match.is_called(pin.wire):
            _report_wire(owner, pin, match, diagnostics)
        pins.append(replace(pin, removed=0, wire=_unusual(match)))
    last = max((pin.number for pin in pinned), default=0)
    for number, each in enumerate(by_name.values(), last + 1):
        pins.append(Pin(each.name, number, version, kind=each.kind, wire=_unusual(each)))
    return tuple(pins)


def _gone(pin: Pin, version: int) -> Pin:
    """A tombstone says what it was on the wire: nothing else of its C name may have its slot."""
    if pin.removed or not pin.kind:
        return replace(pin, removed=pin.removed or version)
    return replace(pin, removed=version, wire=pin.wire_name)


def _buried(pin: Pin, removed: int) -> Pin:
    """A member or value that went with its struct or set."""
    return _gone(pin, pin.removed or removed)


def _unusual(wanted: _Wanted) -> str:
    """The wire name of a member, when its C name does not say it."""
    return "" if not wanted.kind or wanted.wire_name == names.camel(wanted.name) else wanted.wire_name


def _report_kind(owner: str, pin: Pin, match: _Wanted, diagnostics: Diagnostics) -> None:
    cure = "give the new field another `c_name`: the old member stays reserved"
    if pin.removed:
        diagnostics.error(
            match.position,
            "lock-tombstone-reused",
            f"`{match.wire_name}` of {owner} is `{match.kind}`, but the member `{pin.name}` that "
            f"layout {pin.removed} removed was `{pin.kind}` (layout.lock:{pin.position.line})",
            cure,
        )
        return
    diagnostics.error(
        match.position,
        "lock-kind-changed",
        f"`{match.wire_name}` of {owner} is `{match.kind}`, but programs built since layout "
        f"{pin.since} use its member `{pin.name}` as `{pin.kind}` (layout.lock:{pin.position.line})",
        f"{cure}; or keep the type, and name what else the service sends in `also`",
    )


def _report_wire(owner: str, pin: Pin, match: _Wanted, diagnostics: Diagnostics) -> None:
    diagnostics.error(
        match.position,
        "lock-tombstone-reused",
        f"`{match.wire_name}` of {owner} is the member `{pin.name}` in C, but layout {pin.removed} removed a member "
        f"of that name that was `{pin.wire}` on the wire, and old programs mean that (layout.lock:{pin.position.line})",
        f"give the new field another `c_name`: the old member stays reserved; or, if it is what `{pin.wire}` was, "
        f"say `was: {pin.wire}`",
    )


def _numbered(groups: Sequence[Group]) -> Tuple[Group, ...]:
    last = max((each.number for each in groups), default=0)
    numbered = []
    for group in groups:
        if group.number == 0:
            last += 1
            group = replace(group, number=last)
        numbered.append(group)
    return tuple(numbered)


def _touches(lock: Lock, version: int) -> bool:
    groups = lock.value_sets + lock.structs
    pins = lock.actions + tuple(pin for group in groups for pin in group.pins)
    return any(version in (each.since, each.removed) for each in pins) or any(
        version in (each.since, each.removed) for each in groups
    )


def _by_name(wanted: _Wanted) -> str:
    return wanted.name
