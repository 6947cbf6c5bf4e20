# SPDX-License-Identifier: MIT
"""A service as flat facts: subject → name of a fact → plain value. Order, files and defaults are gone."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Dict, Iterable, List, Mapping, Sequence, Tuple

from ..diagnostics import Position
from ..spec import Action, ErrorCode, Event, Example, Field, Limits, Placed, Places, RateLimit, Service

# Facts whose parts have no order. Methods have one: the first is the preferred one.
_SETS = ("signing_methods", "aliases", "success_codes", "also", "schemes")
_PLACES = ("position", "at", "folder")


@dataclass(frozen=True, order=True)
class Subject:
    """Something that a spec describes; the path begins with the name of what owns it."""

    kind: str
    path: Tuple[str, ...]

    def __str__(self) -> str:
        return ".".join(self.path)

    @property
    def name(self) -> str:
        return self.path[-1]

    @property
    def owner(self) -> str:
        return self.path[0]

    def renamed(self, name: str) -> "Subject":
        return Subject(self.kind, self.path[:-1] + (name,))


Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    facts: Facts
    position: Position = dataclasses.field(compare=False)
    at: Places = dataclasses.field(compare=False, repr=False)

    def where(self, fact: str) -> Position:
        return self.at.get(_KEYS.get(fact, fact), self.position)


Snapshot = Dict[Subject, Entry]

# Where a fact stands when its key in the file is another one.
_KEYS = {
    "minimum": "min",
    "maximum": "max",
    "container": "type",
    "discriminator": "by",
    "signing_methods": "signing",
    "default_signing_method": "signing",
    "url_bytes": "limits",
    "clock_tolerance_seconds": "limits",
}

FIELD_KINDS = ("common", "envelope", "request", "response", "member", "event_field")


def take(service: Service) -> Snapshot:
    found: List[Tuple[Subject, Entry]] = [
        _entry(
            "service", ("service",), service, ("hosts", "common_parameters", "envelope", "errors", *_GROUPS)
        )
    ]
    for host in service.hosts:
        found.append(_entry("host", ("service", "hosts", host.key), host, ("key",)))
    found += _fields("common", ("service", "common_parameters"), service.common_parameters)
    found += _fields("envelope", ("service", "envelope"), service.envelope)
    found += _errors(("service", "errors"), service.errors)
    for action in service.actions:
        found += _action(service, action)
    for event in service.events:
        found += _event(event)
    for type_ in service.types:
        found.append(_entry("type", (type_.name,), type_, ("name", "fields")))
        found += _fields("case" if type_.discriminator else "member", (type_.name,), type_.fields)
    for value_set in service.value_sets:
        found.append(_entry("value_set", (value_set.name,), value_set, ("name", "values")))
        for value in value_set.values:
            found.append(_entry("value", (value_set.name, value.value), value, ("value",)))
    return dict(found)


_GROUPS = ("types", "value_sets", "actions", "events")


def _action(service: Service, action: Action) -> List[Tuple[Subject, Entry]]:
    envelope = {each.name for each in service.envelope}
    own = [each for each in action.response if each.name not in envelope]
    return [
        _entry("action", (action.name,), action, ("name", "request", "response", "errors", "examples")),
        *_fields("request", (action.name, "request"), action.request),
        *_fields("response", (action.name, "response"), own),
        *_errors((action.name, "errors"), action.errors),
        *_examples(action.name, action.examples),
    ]


def _event(event: Event) -> List[Tuple[Subject, Entry]]:
    return [
        _entry("event", (event.name,), event, ("name", "fields", "examples")),
        *_fields("event_field", (event.name, "event"), event.fields),
        *_examples(event.name, event.examples),
    ]


def _fields(kind: str, owner: Tuple[str, ...], fields: Iterable[Field]) -> List[Tuple[Subject, Entry]]:
    return [_entry(kind, (*owner, each.name), each, ("name",)) for each in fields]


def _errors(owner: Tuple[str, ...], errors: Sequence[ErrorCode]) -> List[Tuple[Subject, Entry]]:
    return [_entry("error", (*owner, each.code), each, ("code",)) for each in errors]


def _examples(owner: str, examples: Sequence[Example]) -> List[Tuple[Subject, Entry]]:
    return [_entry("example", (owner, "examples", each.name), each, ("name",)) for each in examples]


def _entry(kind: str, path: Tuple[str, ...], thing: Placed, apart: Tuple[str, ...]) -> Tuple[Subject, Entry]:
    """All that the thing says but for its places and the parts that are subjects of their own."""
    facts: Dict[str, Any] = {}
    for each in dataclasses.fields(thing):
        if each.name not in _PLACES and each.name not in apart:
            facts.update(_facts(each.name, getattr(thing, each.name)))
    return Subject(kind, path), Entry(facts, thing.position, thing.at)


def _facts(name: str, value: Any) -> Dict[str, Any]:
    if isinstance(value, Limits):
        return {each.name: _number(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, RateLimit):
        return {name: (value.calls, value.seconds)}
    if dataclasses.is_dataclass(value):
        return {
            name: {
                each.name: getattr(value, each.name)
                for each in dataclasses.fields(value)
                if each.name not in _PLACES
            }
        }
    if name in _SETS:
        return {name: tuple(sorted(value))}
    return {name: _number(value)}


def _number(value: Any) -> Any:
    """1 and 1.0 are the same number."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
