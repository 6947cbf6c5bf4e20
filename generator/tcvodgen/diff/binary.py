# SPDX-License-Identifier: MIT
"""What an old binary meets in the new library: action numbers, slots, sizes and ordinals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Mapping, Optional, Tuple

from ..cmodel import CMember, CModel, CStruct
from ..layout import measure
from .renames import Renames
from .snapshot import Subject
from .surface import NO_LINKS, member_subject, owners_of


@dataclass(frozen=True)
class AbiChange:
    subject: Subject
    effect: str  # soft: it runs, a value is ignored or stays absent; breaks
    text: str


def abi_changes(
    old: CModel, new: CModel, renames: Renames, was: Mapping[Subject, Subject] = NO_LINKS
) -> List[AbiChange]:
    found = _actions(old, new, renames) + _ordinals(old, new)
    owners = owners_of(old, renames), owners_of(new, Renames())
    structs: Dict[str, CStruct] = {each.key: each for each in new.structs}
    for struct in old.structs:
        match = structs.get(renames.key(struct.key))
        if match is not None:
            pair = owners[0][struct.key], owners[1][match.key]
            found += _members(struct, match, pair, old.layout_version, renames, was)
    if new.layout_version < old.layout_version:
        text = f"programs of layout {old.layout_version} are newer than this library"
        found.append(AbiChange(Subject("service", ("service",)), "breaks", text))
    return found


def _actions(old: CModel, new: CModel, renames: Renames) -> List[AbiChange]:
    ids = {each.id: each.action.name for each in new.actions}
    found = []
    for each in old.actions:
        name = renames.actions.get(each.action.name, each.action.name)
        subject = Subject("action", (name,))
        if each.id not in ids:
            found.append(AbiChange(subject, "breaks", f"number {each.id:#x} is refused"))
        elif ids[each.id] != name:
            found.append(AbiChange(subject, "breaks", f"number {each.id:#x} calls {ids[each.id]} now"))
    bodies = {each.id: each.takes_body for each in new.actions}
    for each in old.actions:
        if bodies.get(each.id, each.takes_body) != each.takes_body:
            effect, text = ("breaks", "a body is refused") if each.takes_body else ("soft", "no body is sent")
            name = renames.actions.get(each.action.name, each.action.name)
            found.append(AbiChange(Subject("action", (name,)), effect, text))
    walked = {each.id for each in new.actions if each.pages}
    for each in old.actions:
        if each.pages and each.id in ids and each.id not in walked:
            name = renames.actions.get(each.action.name, each.action.name)
            found.append(AbiChange(Subject("action", (name,)), "breaks", "its pages are refused"))
    return found


def _members(
    old: CStruct,
    new: CStruct,
    owners: Tuple[Subject, Subject],
    version: int,
    renames: Renames,
    was: Mapping[Subject, Subject],
) -> List[AbiChange]:
    found = []
    by_slot = {each.offset: each for each in new.members}
    for member in old.members:
        if member.field is None:
            continue
        subject = member_subject(owners[0], old, member.field.name)
        match = by_slot.get(member.offset)
        effect, text = _fate(member, match, renames)
        if not effect and match is not None and match.field is not None:
            now = member_subject(owners[1], new, match.field.name)
            if was.get(now, now) != subject:
                effect, text = "breaks", f"is `{match.field.name}` on the wire"
        if effect:
            found.append(AbiChange(subject, effect, f"{old.c_name}.{member.name} {text}"))
    sizes = {each.version: each.bytes for each in new.sizes if each.version <= version}
    if old.sizes[-1].bytes != sizes.get(max(sizes, default=0)):
        found.append(AbiChange(owners[0], "breaks", f"{old.c_name} has another size in layout {version}"))
    return found


def _fate(old: CMember, new: Optional[CMember], renames: Renames) -> Tuple[str, str]:
    if new is None or measure(new.c_type) != measure(old.c_type):
        return "breaks", "lies elsewhere"
    if new.field is None:
        return "soft", "is a reserved slot"
    if new.name != old.name:
        return "breaks", f"is the slot of {new.name}"
    if _kind(new, renames) != _kind(old, renames):
        return "breaks", f"is {new.c_type} now"
    if new.since > old.since:
        return "soft", f"is read only from layout {new.since} on"
    return "", ""


def _kind(member: CMember, renames: Renames) -> Tuple[str, str, str]:
    """What an old binary relies on, whatever the C type is called."""
    kind = "string" if member.kind == "json" else member.kind
    return kind, renames.types.get(member.target, member.target), member.field.container if member.field else ""


def _ordinals(old: CModel, new: CModel) -> List[AbiChange]:
    sets = {each.name: each for each in new.value_sets}
    found = []
    for each in old.value_sets:
        subject = Subject("value_set", (each.name,))
        match = sets.get(each.name)
        if match is None:
            found.append(AbiChange(subject, "soft", "its values are unknown to the classifier"))
            continue
        if match.number != each.number:
            found.append(AbiChange(subject, "breaks", f"number {each.number} is another value set"))
        ordinals = {value.value: value.ordinal for value in match.values}
        for value in each.values:
            if ordinals.get(value.value) != value.ordinal and not value.removed:
                name = Subject("value", (each.name, value.value))
                found.append(AbiChange(name, "breaks", f"ordinal {value.ordinal} is another value"))
    return found
