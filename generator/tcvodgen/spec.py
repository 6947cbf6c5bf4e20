# SPDX-License-Identifier: MIT
"""The checked spec as frozen dataclasses: what travels on the wire, and where each thing was said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Mapping, Optional, Protocol, Tuple

from .diagnostics import Position

SCALARS = ("string", "int", "uint", "double", "bool", "json")

Places = Mapping[str, Position]
"""Where the keys of a thing stand; of an example also the values below them ("request.tags[0]")."""


def _places() -> Places:
    return field(default_factory=dict, compare=False, repr=False)


class Placed(Protocol):
    @property
    def position(self) -> Position: ...

    @property
    def at(self) -> Places: ...


def where(thing: Placed, key: str) -> Position:
    """Position of a key's value, of the thing itself when it has no such key."""
    return thing.at.get(key, thing.position)


@dataclass(frozen=True)
class Limits:
    """Constraints of a field; None where there is none. Lengths count `length_unit`s."""

    minimum: Optional[float] = None
    maximum: Optional[float] = None
    min_length: Optional[int] = None
    max_length: Optional[int] = None
    length_unit: str = "characters"
    min_items: Optional[int] = None
    max_items: Optional[int] = None
    pattern: Optional[str] = None


@dataclass(frozen=True)
class Field:
    name: str
    position: Position
    type: str  # a scalar of SCALARS or the name of a type; the element's in a list or map
    container: str = ""  # "", "list" or "map"
    required: bool = False
    summary: str = ""
    unit: str = ""
    default: Any = None
    limits: Limits = Limits()
    values: str = ""
    first_index: int = 0
    also: Tuple[str, ...] = ()
    deprecated: str = ""
    sensitive: bool = False
    present_when: str = ""
    source: str = ""
    c_name: str = ""
    was: str = ""
    at: Places = _places()


@dataclass(frozen=True)
class Type:
    """An object type, or a variant: then `discriminator` is set and each field is a case."""

    name: str
    position: Position
    summary: str
    fields: Tuple[Field, ...]
    discriminator: str = ""
    owner: str = ""  # the action or event whose file declares it; "" when shared
    was: str = ""  # earlier name
    at: Places = _places()


@dataclass(frozen=True)
class Value:
    value: str  # text of the value, for numbers too
    position: Position
    name: str  # identifier words, lower case with underscores
    summary: str
    at: Places = _places()


@dataclass(frozen=True)
class ValueSet:
    name: str
    position: Position
    summary: str
    of: str  # "string" or "int"
    values: Tuple[Value, ...]
    owner: str = ""
    at: Places = _places()


@dataclass(frozen=True)
class ErrorCode:
    code: str
    position: Position
    name: str
    summary: str
    retry: str  # never | later | resign | renew | server
    at: Places = _places()


@dataclass(frozen=True)
class RateLimit:
    calls: int
    seconds: int


@dataclass(frozen=True)
class Host:
    key: str
    position: Position
    host: str
    path: str
    schemes: Tuple[str, ...]
    methods: Tuple[str, ...]
    post_parameters: str = "body"  # where a POST carries its parameters: body | url
    at: Places = _places()


@dataclass(frozen=True)
class Example:
    name: str
    position: Position
    request: Optional[Mapping[str, Any]]
    sends: Optional[Mapping[str, str]]
    answer: Optional[Mapping[str, Any]]
    view: Optional[Mapping[str, Any]]
    at: Places = _places()


@dataclass(frozen=True)
class Paging:
    """How the answers of an action go on; paths lead through objects, members joined by dots."""

    kind: str  # page | cursor | queue
    position: Position
    items: str  # path of the list in the response
    send: str = ""  # request field: number of the page, or where to go on
    receive: str = ""  # path of where to go on in the response
    size: str = ""  # request field: items in a page
    total: str = ""  # path of the number of all items in the response
    first: int = 1  # number of the first page
    at: Places = _places()


@dataclass(frozen=True)
class Action:
    name: str
    position: Position
    summary: str
    category: str
    host: str  # key of Service.hosts, resolved
    methods: Tuple[str, ...]  # resolved
    retry: str  # safe | idempotent | never
    rate_limit: Optional[RateLimit]  # resolved; None: no limit stated
    body: str  # none | binary
    success_codes: Tuple[str, ...]  # resolved
    status: str
    deprecated: str
    aliases: Tuple[str, ...]
    doc: str
    request: Tuple[Field, ...]
    response: Tuple[Field, ...]  # with the envelope's fields in front
    errors: Tuple[ErrorCode, ...]  # its own; the service's come on top
    examples: Tuple[Example, ...]
    paging: Optional[Paging] = None
    was: str = ""  # earlier name
    at: Places = _places()


@dataclass(frozen=True)
class Event:
    name: str
    position: Position
    summary: str
    fields: Tuple[Field, ...]
    examples: Tuple[Example, ...]
    told_by: str = ""  # field that only this event has, where it lacks Service.event_field
    at: Places = _places()


@dataclass(frozen=True)
class Service:
    name: str
    position: Position
    number: int
    title: str
    c_prefix: str
    include: str
    protocol: str
    hosts: Tuple[Host, ...]
    signing_methods: Tuple[str, ...]
    default_signing_method: str
    common_parameters: Tuple[Field, ...]
    regions: str
    envelope: Tuple[Field, ...]
    code_field: str
    message_field: str
    description_field: str
    retryable_field: str
    success_codes: Tuple[str, ...]
    url_bytes: int
    clock_tolerance_seconds: int
    errors: Tuple[ErrorCode, ...]
    types: Tuple[Type, ...]  # shared and local ones, sorted by name
    value_sets: Tuple[ValueSet, ...]  # shared and local ones, sorted by name
    actions: Tuple[Action, ...]  # sorted by name
    events: Tuple[Event, ...]  # sorted by name
    folder: str
    event_field: str = ""  # holds the name of an event
    at: Places = _places()

    def type_named(self, name: str) -> Optional[Type]:
        return next((each for each in self.types if each.name == name), None)

    def value_set_named(self, name: str) -> Optional[ValueSet]:
        return next((each for each in self.value_sets if each.name == name), None)

    def action_named(self, name: str) -> Optional[Action]:
        return next((each for each in self.actions if each.name == name), None)

    def host_of(self, action: Action) -> Host:
        return next(each for each in self.hosts if each.key == action.host)
