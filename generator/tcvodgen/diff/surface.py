# SPDX-License-Identifier: MIT
"""What C programs can name in the generated headers, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Iterable, List, Mapping, Optional, Tuple

from .. import names
from ..cmodel import CModel, CStruct
from ..headers import EVENTS
from ..spec import ErrorCode
from .renames import Renames
from .snapshot import Subject

NO_LINKS: Mapping[Subject, Subject] = {}


@dataclass(frozen=True)
class Name:
    """An identifier; of a member with its struct in front. `meaning` is a C type or a constant's value."""

    identifier: str
    kind: str  # type | member | function | macro | constant
    meaning: str
    header: str
    subject: Subject


@dataclass(frozen=True)
class Vanished:
    """A name that is gone, stands for something else, or moved to another header (`soft`)."""

    name: Name
    effect: str
    now: str
    is_other: bool  # it stands for something else now


def surface(model: CModel, renames: Renames = Renames()) -> Dict[str, Name]:
    """By identifier; subjects have the names of the version that `renames` leads to."""
    found: List[Name] = []
    owners = owners_of(model, renames)
    for struct in model.structs:
        found += _struct(struct, owners)
    found += _actions(model, renames) + _events(model) + _value_sets(model) + _codes(model, renames)
    macro = Name(model.layout_macro, "macro", "", "types", Subject("service", ("service",)))
    return {each.identifier: each for each in (*found, macro)}


def vanished(
    before: Dict[str, Name], after: Dict[str, Name], was: Mapping[Subject, Subject] = NO_LINKS
) -> List[Vanished]:
    """`was` says which subject of before a subject of after is, when that is known."""
    found = []
    for identifier, name in sorted(before.items()):
        new = after.get(identifier)
        effect, now = _fate(name, new)
        is_other = new is not None and (new.meaning != name.meaning or not _is_same(name, new, was))
        if effect == "none" and new is not None and is_other:
            effect, now = "soft", str(new.subject)
        if effect != "none":
            found.append(Vanished(name, effect, now, is_other))
    return found


def _fate(name: Name, new: Optional[Name]) -> Tuple[str, str]:
    if new is None:
        return "breaks", ""
    if new.meaning != name.meaning:
        effect = "soft" if name.kind in ("macro", "constant") else "breaks"
        return effect, new.meaning
    return ("soft", new.header) if new.header != name.header else ("none", "")


def _is_same(name: Name, new: Name, was: Mapping[Subject, Subject]) -> bool:
    """Whether a member holds what it held: fields may pass their names on among each other."""
    return name.kind != "member" or was.get(new.subject, new.subject) == name.subject


def owners_of(model: CModel, renames: Renames) -> Dict[str, Subject]:
    """The subject that each struct stands for."""
    owners = {each.name: Subject("type", (renames.key(each.name),)) for each in model.service.types}
    for action in model.service.actions:
        for part in ("request", "response"):
            name = renames.actions.get(action.name, action.name)
            owners[f"{action.name}.{part}"] = Subject("action", (name,))
    for event in model.service.events:
        owners[f"{event.name}.event"] = Subject("event", (event.name,))
    return owners


def _struct(struct: CStruct, owners: Dict[str, Subject]) -> List[Name]:
    owner = owners[struct.key]
    types = [struct.c_name]
    types += [names.list_name(struct.c_name)] if struct.has_list else []
    types += [names.map_name(struct.c_name), names.entry_name(struct.c_name)] if struct.has_map else []
    found = [Name(each, "type", "", struct.header, owner) for each in types]
    for member in struct.members:
        if member.field is not None:
            subject = member_subject(owner, struct, member.field.name)
            identifier = f"{struct.c_name}.{member.name}"
            found.append(Name(identifier, "member", member.c_type, struct.header, subject))
    return found


def member_subject(owner: Subject, struct: CStruct, field: str) -> Subject:
    if owner.kind == "type":
        return Subject("case" if struct.discriminator else "member", (owner.name, field))
    if owner.kind == "event":
        return Subject("event_field", (owner.name, "event", field))
    part = struct.key.rpartition(".")[2]
    return Subject(part, (owner.name, part, field))


def _actions(model: CModel, renames: Renames) -> List[Name]:
    found = []
    for each in model.actions:
        subject = Subject("action", (renames.actions.get(each.action.name, each.action.name),))
        header = each.action.category
        call = f"({each.request}{', tcvod_bytes' if each.takes_body else ''}) {each.response}"
        found.append(Name(each.macro, "macro", f"{each.id:#x}", header, subject))
        functions = [each.function, f"{each.function}_with", f"{each.function}_submit"]
        functions += [each.pages, f"{each.pages}_with", each.next_page] if each.pages else []
        for function in functions:
            found.append(Name(function, "function", call, header, subject))
    return found


def _events(model: CModel) -> List[Name]:
    """The decoder comes with the first event."""
    found = [
        Name(each.accessor, "function", each.c_name, EVENTS, Subject("event", (each.event.name,)))
        for each in model.events
    ]
    if found:
        service = Subject("service", ("service",))
        for function in (model.event_decoder, f"{model.event_decoder}_at"):
            found.append(Name(function, "function", "", EVENTS, service))
    return found


def _value_sets(model: CModel) -> List[Name]:
    found: List[Name] = []
    for each in model.value_sets:
        owner = Subject("value_set", (each.name,))
        argument = "const char *" if each.of == "string" else "int64_t"
        found += [
            Name(each.macro, "macro", f"{each.number}", "values", owner),
            Name(each.kind_type, "type", "", "values", owner),
            Name(each.unknown_constant, "constant", "0", "values", owner),
            Name(each.classifier, "function", argument, "values", owner),
        ]
        for value in each.values:
            subject = Subject("value", (each.name, value.value))
            if not value.removed:
                text = f'"{value.value}"' if each.of == "string" else value.value
                found.append(Name(value.macro, "macro", text, "values", subject))
                found.append(Name(value.kind_constant, "constant", f"{value.ordinal}", "values", subject))
    return found


def _codes(model: CModel, renames: Renames) -> List[Name]:
    """Codes as constants; one that several actions answer belongs to the first of them."""
    owners: Dict[str, Subject] = {}
    for path, errors in _error_lists(model, renames):
        for error in errors:
            owners.setdefault(names.code_macro(model.service, error), Subject("error", (*path, error.code)))
    return [Name(each.macro, "macro", each.code, "values", owners[each.macro]) for each in model.codes]


def _error_lists(model: CModel, renames: Renames) -> Iterable[Tuple[Tuple[str, str], Tuple[ErrorCode, ...]]]:
    yield ("service", "errors"), model.service.errors
    for action in sorted(model.service.actions, key=lambda one: one.name):
        yield (renames.actions.get(action.name, action.name), "errors"), action.errors
