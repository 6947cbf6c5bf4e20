# SPDX-License-Identifier: MIT
"""What C will look like, worked out in full before a template sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Optional, Sequence, Set, Tuple

from . import docs, member_types, names
from .canonical import by_number
from .headers import TYPES, assign_headers, in_order
from .layout import place
from .lock import Group, Lock, Pin, event_key, request_key, response_key
from .spec import Action, Event, Field, Service

UNUSED = "unused_"


@dataclass(frozen=True)
class CMember:
    name: str
    c_type: str
    since: int
    offset: int  # LP64
    kind: str = ""  # a scalar's name, "object" or "variant"; "" when reserved
    target: str = ""  # key of the struct it refers to
    field: Optional[Field] = None  # None when reserved
    envelope: bool = False
    doc: str = ""


@dataclass(frozen=True)
class CSize:
    version: int
    bytes: int  # LP64
    member_count: int


@dataclass(frozen=True)
class CStruct:
    key: str  # as lock and tables call it
    c_name: str
    summary: str
    doc: str
    header: str
    discriminator: str
    members: Tuple[CMember, ...]
    sizes: Tuple[CSize, ...]  # ascending versions
    align: int
    has_list: bool
    has_map: bool
    forward: bool  # refers to itself through others: declared before it is defined


@dataclass(frozen=True)
class CValue:
    value: str
    ordinal: int
    name: str
    summary: str
    macro: str
    kind_constant: str
    removed: bool


@dataclass(frozen=True)
class CValueSet:
    name: str
    number: int
    summary: str
    of: str
    macro: str
    kind_type: str
    unknown_constant: str
    classifier: str
    values: Tuple[CValue, ...]  # by ordinal


@dataclass(frozen=True)
class CCode:
    macro: str
    code: str
    summary: str


@dataclass(frozen=True)
class CAction:
    action: Action
    id: int
    macro: str
    function: str
    request: str
    response: str
    takes_body: bool
    doc: Tuple[str, ...]
    pages: str  # function that opens its pages; "" when its answers do not go on
    next_page: str


@dataclass(frozen=True)
class CEvent:
    event: Event
    key: str  # of its struct
    c_name: str
    accessor: str


@dataclass(frozen=True)
class CModel:
    service: Service
    layout_version: int
    layout_macro: str
    structs: Tuple[CStruct, ...]  # sorted by key
    ordered_structs: Tuple[CStruct, ...]  # as the headers define them
    value_sets: Tuple[CValueSet, ...]  # by number
    codes: Tuple[CCode, ...]
    actions: Tuple[CAction, ...]  # sorted by name
    events: Tuple[CEvent, ...]  # sorted by name
    event_decoder: str
    headers: Tuple[str, ...]  # categories, sorted

    def struct_keyed(self, key: str) -> CStruct:
        return next(each for each in self.structs if each.key == key)

    def value_set_named(self, name: str) -> CValueSet:
        return next(each for each in self.value_sets if each.name == name)


@dataclass(frozen=True)
class _Source:
    """A struct of the spec, whatever it comes from."""

    key: str
    c_name: str
    summary: str
    doc: str
    fields: Tuple[Field, ...]
    discriminator: str = ""
    is_response: bool = False


def build(service: Service, lock: Lock) -> CModel:
    sources = {each.key: each for each in _sources(service)}
    fields = {key: each.fields for key, each in sources.items()}
    headers = assign_headers(service, fields)
    used = {
        container: {
            field.type
            for each in sources.values()
            for field in each.fields
            if field.container == container
        }
        for container in ("list", "map")
    }
    order, cyclic = in_order(fields)
    structs = {
        key: _struct(
            service,
            source,
            lock.struct_named(key),
            headers[key],
            key in used["list"],
            key in used["map"],
            key in cyclic,
        )
        for key, source in sorted(sources.items())
    }
    return CModel(
        service=service,
        layout_version=lock.version,
        layout_macro=names.layout_macro(service),
        structs=tuple(structs.values()),
        ordered_structs=tuple(structs[key] for key in order),
        value_sets=_value_sets(service, lock),
        codes=_codes(service),
        actions=tuple(_action(service, each, lock) for each in _actions(service)),
        events=tuple(_event(service, each) for each in service.events),
        event_decoder=names.event_decoder(service),
        headers=tuple(sorted(set(headers.values()) - {TYPES})),
    )


def _sources(service: Service) -> List[_Source]:
    found = [
        _Source(
            each.name,
            names.type_name(service, each),
            each.summary,
            docs.type_doc(each),
            each.fields,
            each.discriminator,
        )
        for each in service.types
    ]
    for action in service.actions:
        request = f"Request of {action.name}."
        response = f"Response of {action.name}."
        found += [
            _Source(
                request_key(action.name),
                names.request_name(service, action),
                request,
                "",
                action.request,
            ),
            _Source(
                response_key(action.name),
                names.response_name(service, action),
                response,
                "",
                action.response,
                is_response=True,
            ),
        ]
    found += [
        _Source(
            event_key(each.name),
            names.event_name(service, each),
            each.summary,
            f"{each.summary} (Event {each.name})",
            each.fields,
        )
        for each in service.events
    ]
    return found


def _struct(
    service: Service,
    source: _Source,
    pinned: Group,
    header: str,
    has_list: bool,
    has_map: bool,
    forward: bool,
) -> CStruct:
    fields = {names.member_name(each): each for each in source.fields}
    types = [member_types.pinned_type(service, pin, fields.get(pin.name)) for pin in pinned.pins]
    placed = place(types)
    envelope = {each.name for each in service.envelope} if source.is_response else set()
    members = tuple(
        _member(service, source, pin, fields.get(pin.name), c_type, offset, envelope)
        for pin, c_type, offset in zip(pinned.pins, types, placed.offsets)
    )
    return CStruct(
        key=source.key,
        c_name=source.c_name,
        summary=source.summary,
        doc=source.doc,
        header=header,
        discriminator=source.discriminator,
        members=members,
        sizes=_sizes(pinned, types),
        align=placed.align,
        has_list=has_list,
        has_map=has_map,
        forward=forward,
    )


def _sizes(pinned: Group, types: Sequence[str]) -> Tuple[CSize, ...]:
    sizes = []
    for version in sorted({pinned.since} | {pin.since for pin in pinned.pins}):
        count = sum(pin.since <= version for pin in pinned.pins)
        sizes.append(CSize(version, place(types[:count]).size, count))
    return tuple(sizes)


def _member(
    service: Service,
    source: _Source,
    pin: Pin,
    field: Optional[Field],
    c_type: str,
    offset: int,
    envelope: Set[str],
) -> CMember:
    if field is None:
        doc = f"Was {pin.name} until layout {pin.removed}; leave it zero."
        return CMember(f"reserved_{pin.number}", c_type, pin.since, offset, doc=doc)
    value_set = service.value_set_named(field.values) if field.values else None
    prefix = names.value_prefix(service, value_set) if value_set else ""
    if source.discriminator:
        doc = docs.case_doc(field, source.discriminator)
    else:
        doc = docs.field_doc(field, value_set, prefix, source.is_response)
    target = service.type_named(field.type)
    return CMember(
        name=pin.name,
        c_type=c_type,
        since=pin.since,
        offset=offset,
        kind=member_types.kind(field, target),
        target=target.name if target else "",
        field=field,
        envelope=field.name in envelope,
        doc=doc,
    )


def _value_sets(service: Service, lock: Lock) -> Tuple[CValueSet, ...]:
    found = []
    for each in service.value_sets:
        pinned = lock.value_set_named(each.name)
        present = {value.value: value for value in each.values}
        values = []
        for pin in pinned.pins:
            value = present.get(pin.name)
            values.append(
                CValue(
                    value=pin.name,
                    ordinal=pin.number,
                    name=value.name if value else "",
                    summary=value.summary if value else f"Removed in layout {pin.removed}.",
                    macro=names.value_macro(service, each, value) if value else "",
                    kind_constant=(
                        names.kind_constant(service, each, value.name) if value else ""
                    ),
                    removed=value is None,
                )
            )
        found.append(
            CValueSet(
                name=each.name,
                number=pinned.number,
                summary=each.summary,
                of=each.of,
                macro=names.value_set_macro(service, each),
                kind_type=names.kind_type(service, each),
                unknown_constant=names.kind_constant(service, each, "unknown"),
                classifier=names.classifier_name(service, each),
                values=tuple(values),
            )
        )
    return tuple(sorted(found, key=lambda each: each.number))


def _codes(service: Service) -> Tuple[CCode, ...]:
    """Error codes as constants; lint sees to it that a name stands for one code."""
    owned = list(service.errors)
    owned += [each for action in _actions(service) for each in action.errors]
    found: Dict[str, CCode] = {}
    for each in owned:
        macro = names.code_macro(service, each)
        found.setdefault(macro, CCode(macro, each.code, each.summary))
    return tuple(sorted(found.values(), key=lambda each: (by_number(each.code), each.macro)))


def _actions(service: Service) -> List[Action]:
    return sorted(service.actions, key=lambda each: each.name)


def _action(service: Service, action: Action, lock: Lock) -> CAction:
    return CAction(
        action=action,
        id=service.number << 16 | lock.action_number(action.name),
        macro=names.action_macro(service, action),
        function=names.function_name(service, action),
        request=names.request_name(service, action),
        response=names.response_name(service, action),
        takes_body=action.body == "binary",
        doc=tuple(docs.action_doc(action)),
        pages=names.pages_name(service, action) if action.paging else "",
        next_page=names.next_page_name(service, action) if action.paging else "",
    )


def _event(service: Service, event: Event) -> CEvent:
    return CEvent(
        event=event,
        key=event_key(event.name),
        c_name=names.event_name(service, event),
        accessor=names.event_accessor(service, event),
    )
