# SPDX-License-Identifier: MIT
"""Different things of the spec that would become the same C name."""

from __future__ import annotations

from typing import Dict, Iterator, Sequence, Tuple

from . import names
from .diagnostics import Diagnostics, Position
from .spec import Field, Service, ValueSet

Named = Tuple[str, str, Position]  # C name, what it stands for, where that is


def check(service: Service, diagnostics: Diagnostics) -> None:
    for fields in _structs(service):
        _report((_member(each) for each in fields), "add `c_name` to one of them", diagnostics)
    named = sorted(_globals(service), key=lambda one: one[2])
    _report(iter(named), "rename one of them", diagnostics)
    for value_set in service.value_sets:
        _report(_values(value_set), "give one of them another `name`", diagnostics)


def _report(named: Iterator[Named], hint: str, diagnostics: Diagnostics) -> None:
    first: Dict[str, Tuple[str, Position]] = {}
    for c_name, what, position in named:
        if c_name not in first:
            first[c_name] = (what, position)
            continue
        other, where = first[c_name]
        if other != what:  # the same name twice is reported as such
            message = f"{what} and {other} ({where}) both become `{c_name}` in C"
            diagnostics.error(position, "c-name-collision", message, hint)


def _structs(service: Service) -> Iterator[Sequence[Field]]:
    for action in service.actions:
        yield action.request
        yield action.response
    for event in service.events:
        yield event.fields
    for type_ in service.types:
        yield type_.fields


def _member(field: Field) -> Named:
    return names.member_name(field), f"field `{field.name}`", field.position


def _values(value_set: ValueSet) -> Iterator[Named]:
    yield "unknown", "the constant for values that are not listed", value_set.position
    for value in value_set.values:
        yield value.name, f"value `{value.value}`", value.position


def _globals(service: Service) -> Iterator[Named]:
    listed = _elements(service, "list")
    mapped = _elements(service, "map")
    for type_ in service.types:
        c_name = names.type_name(service, type_)
        what = f"type `{type_.name}`"
        yield c_name, what, type_.position
        if type_.name in listed:
            yield names.list_name(c_name), f"a list of `{type_.name}`", type_.position
        if type_.name in mapped:
            yield names.map_name(c_name), f"a map of `{type_.name}`", type_.position
            yield names.entry_name(c_name), f"a map of `{type_.name}`", type_.position
    for action in service.actions:
        what = f"action `{action.name}`"
        function = names.function_name(service, action)
        yield function, what, action.position
        yield f"{function}_with", what, action.position
        yield f"{function}_submit", what, action.position
        yield names.request_name(service, action), what, action.position
        yield names.response_name(service, action), what, action.position
        if action.paging:
            pages = names.pages_name(service, action)
            yield pages, what, action.position
            yield f"{pages}_with", what, action.position
            yield names.next_page_name(service, action), what, action.position
    for event in service.events:
        what = f"event `{event.name}`"
        yield names.event_name(service, event), what, event.position
        yield names.event_accessor(service, event), what, event.position
    for value_set in service.value_sets:
        what = f"value set `{value_set.name}`"
        yield names.kind_type(service, value_set), what, value_set.position
        yield names.classifier_name(service, value_set), what, value_set.position


def _elements(service: Service, container: str) -> Tuple[str, ...]:
    return tuple(each.type for fields in _structs(service) for each in fields if each.container == container)
