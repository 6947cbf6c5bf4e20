# SPDX-License-Identifier: MIT
"""Rules about fields, types and value sets."""

from __future__ import annotations

import re
from typing import Dict, Iterable, Iterator, Sequence, Set

from . import lint_limits
from .diagnostics import Diagnostics, Position, did_you_mean
from .flatten import shown
from .lint_style import check_sentence, check_summary
from .spec import SCALARS, Field, Service, Type, where
from .view import INT_RANGE

REQUEST = "request"
RESPONSE = "response"
Directions = Set[str]

_TYPE_NAME = re.compile(r"[A-Z][A-Za-z0-9]*\Z")
_WIRE_NAME = re.compile(r"[A-Za-z_$@][A-Za-z0-9_$@-]*\Z")
_NATIVE_KINDS = {"string": "string", "int": "number", "uint": "number", "double": "number", "bool": "bool"}


def check(service: Service, diagnostics: Diagnostics) -> None:
    _check_duplicates(service, diagnostics)
    checker = _Checker(service, diagnostics)
    checker.check_fields(service.common_parameters, "", {REQUEST})
    checker.check_fields(service.envelope, "", {RESPONSE})
    for action in service.actions:
        checker.check_fields(action.request, action.name, {REQUEST})
        checker.check_fields(action.response, action.name, {RESPONSE}, first=len(service.envelope))
    for event in service.events:
        checker.check_fields(event.fields, event.name, {RESPONSE})
    for type_ in service.types:
        checker.check_type(type_)
    _check_value_sets(service, diagnostics)
    if not diagnostics.has_errors:  # an error may hide who uses a thing
        _check_unused(service, diagnostics)


def _check_duplicates(service: Service, diagnostics: Diagnostics) -> None:
    types = [(each.position, each.name) for each in service.types]
    value_sets = [(each.position, each.name) for each in service.value_sets]
    for what, rule, named in (("type", "duplicate-type", types), ("value set", "duplicate-values", value_sets)):
        first: Dict[str, Position] = {}
        for position, name in sorted(named):
            if name in first:
                message = f"{what} `{name}` is declared twice (first {first[name]})"
                hint = "share it in types.yaml or values.yaml when both are the same, else rename one"
                diagnostics.error(position, rule, message, hint)
            elif not _TYPE_NAME.match(name):
                diagnostics.error(position, "type-name", f"`{name}` is no name of a {what}", "as in PlayUrl")
            first.setdefault(name, position)


def _check_value_sets(service: Service, diagnostics: Diagnostics) -> None:
    for value_set in service.value_sets:
        check_summary(value_set, diagnostics)
        for value in value_set.values:
            if value.summary:
                check_sentence(value, "summary", value.summary, diagnostics)
            if value_set.of == "int" and not re.match(r"-?(0|[1-9][0-9]*)\Z", value.value):
                message = f"`{value.value}` is no whole number, but `{value_set.name}` is `of: int`"
                diagnostics.error(value.position, "value-kind", message)
            elif value_set.of == "int" and (len(value.value) > 20 or int(value.value) not in INT_RANGE):
                message = f"{shown(value.value)} of `{value_set.name}` does not fit 64 bits"
                diagnostics.error(value.position, "value-kind", message, "make the set and its fields texts")
        if not value_set.values and "values" in value_set.at:
            message = f"value set `{value_set.name}` has no values"
            diagnostics.error(where(value_set, "values"), "value-kind", message, "list at least one")


def _check_unused(service: Service, diagnostics: Diagnostics) -> None:
    fields = list(_entry_fields(service, REQUEST)) + list(_entry_fields(service, RESPONSE))
    used = reached_types(service, fields)
    for type_ in service.types:
        if type_.name in used:
            fields += type_.fields
        else:
            diagnostics.warning(type_.position, "unused-type", f"nothing uses the type `{type_.name}`", "remove it")
    used_sets = {each.values for each in fields} | {service.regions}
    for value_set in service.value_sets:
        if value_set.name not in used_sets:
            message = f"no field uses the value set `{value_set.name}`"
            diagnostics.warning(value_set.position, "unused-values", message, "add `values` to its field, or remove it")


def _entry_fields(service: Service, direction: str) -> Iterator[Field]:
    """The fields from which types are reached."""
    if direction == REQUEST:
        yield from service.common_parameters
    for action in service.actions:
        yield from action.request if direction == REQUEST else action.response
    if direction == RESPONSE:
        yield from service.envelope
        for event in service.events:
            yield from event.fields


def reached_types(service: Service, fields: Iterable[Field]) -> Set[str]:
    """Names of all types that the fields refer to, themselves or through others."""
    types = {each.name: each for each in service.types}
    reached: Set[str] = set()
    waiting = [each.type for each in fields]
    while waiting:
        name = waiting.pop()
        if name in types and name not in reached:
            reached.add(name)
            waiting += [each.type for each in types[name].fields]
    return reached


class _Checker:
    def __init__(self, service: Service, diagnostics: Diagnostics) -> None:
        self._service = service
        self._diagnostics = diagnostics
        self._types: Dict[str, Type] = {each.name: each for each in service.types}
        self._value_sets = {each.name: each for each in service.value_sets}
        self._directions: Dict[str, Directions] = {each.name: set() for each in service.types}
        for direction in (REQUEST, RESPONSE):
            for name in reached_types(service, _entry_fields(service, direction)):
                self._directions[name].add(direction)

    def check_type(self, type_: Type) -> None:
        check_summary(type_, self._diagnostics)
        if type_.discriminator:
            self._check_cases(type_)
        else:
            self.check_fields(type_.fields, type_.owner, self._directions[type_.name])

    def check_fields(self, fields: Sequence[Field], owner: str, directions: Directions, first: int = 0) -> None:
        """Checks the fields from `first` on; `owner` is the action or event that says them."""
        siblings = {each.name: each for each in fields}
        for field in fields[first:]:
            self._check_name(field, directions)
            check_summary(field, self._diagnostics)
            if field.deprecated:
                check_sentence(field, "deprecated", field.deprecated, self._diagnostics)
            self._check_reference(field, owner)
            self._check_values(field, owner)
            self._check_discriminator(field, siblings)
            self._check_direction(field, directions)
            self._check_also(field)
            lint_limits.check(field, self._value_sets.get(field.values), self._diagnostics)

    def _check_name(self, field: Field, directions: Directions) -> None:
        if not _WIRE_NAME.match(field.name):
            message = f"`{field.name}` is no field name"
            hint = "letters, digits, - and _, not beginning with a digit; dots are made by nesting"
            self._diagnostics.error(field.position, "wire-name", message, hint)
        elif REQUEST in directions and "_" in field.name:
            message = f"`{field.name}` is a request parameter with `_` in its name"
            hint = "signing rewrites `_`, and servers differ in the order that follows: such a call cannot be trusted"
            self._diagnostics.error(field.position, "underscore-parameter", message, hint)

    def _check_reference(self, field: Field, owner: str) -> None:
        if not field.type or field.type in SCALARS:
            return
        position = where(field, "type")
        type_ = self._types.get(field.type)
        if type_ is None:
            visible = [each.name for each in self._types.values() if each.owner in ("", owner)]
            hint = did_you_mean(field.type, [*SCALARS, "list", "map", *visible], "declare it under `types`")
            self._diagnostics.error(position, "unknown-type", f"there is no type `{field.type}`", hint)
            return
        self._check_owner("type", "types.yaml", type_.name, type_.owner, owner, field, "type")
        if type_.discriminator and field.container:
            message = f"a {field.container} of the variant `{type_.name}`: one discriminator cannot choose for all"
            hint = "declare a type that holds the discriminator and the variant"
            self._diagnostics.error(position, "variant-container", message, hint)

    def _check_owner(
        self, what: str, file: str, name: str, declared_by: str, used_by: str, field: Field, key: str
    ) -> None:
        if declared_by and declared_by != used_by:
            message = f"{what} `{name}` belongs to `{declared_by}`"
            self._diagnostics.error(where(field, key), "foreign-type", message, f"move it to {file} to share it")

    def _check_values(self, field: Field, owner: str) -> None:
        if not field.values:
            return
        position = where(field, "values")
        value_set = self._value_sets.get(field.values)
        if value_set is None:
            hint = did_you_mean(field.values, list(self._value_sets), "declare it under `values`")
            self._diagnostics.error(position, "unknown-values", f"there is no value set `{field.values}`", hint)
            return
        self._check_owner("value set", "values.yaml", value_set.name, value_set.owner, owner, field, "values")
        fitting = ("string",) if value_set.of == "string" else ("int", "uint")
        if field.type not in fitting:
            message = f"`{value_set.name}` holds {value_set.of} values, but `{field.name}` is `{field.type}`"
            self._diagnostics.error(position, "values-kind", message, f"it fits {' and '.join(fitting)}")

    def _check_discriminator(self, field: Field, siblings: Dict[str, Field]) -> None:
        variant = self._types.get(field.type)
        if variant is None or not variant.discriminator:
            return
        chooser = siblings.get(variant.discriminator)
        if chooser is not None and chooser.type == "string" and not chooser.container:
            return
        message = f"variant `{variant.name}` is chosen by `{variant.discriminator}`"
        message += ", which is no string" if chooser is not None else f", which does not stand beside `{field.name}`"
        hint = did_you_mean(variant.discriminator, [n for n, f in siblings.items() if f.type == "string"])
        self._diagnostics.error(where(field, "type"), "variant-discriminator", message, hint)

    def _check_cases(self, variant: Type) -> None:
        if not variant.fields and "variant" in variant.at:
            message = f"variant `{variant.name}` has no cases"
            self._diagnostics.error(where(variant, "variant"), "variant-case", message)
        for case in variant.fields:
            self._check_reference(case, variant.owner)
            type_ = self._types.get(case.type)
            if case.type in SCALARS or (type_ is not None and type_.discriminator):
                message = f"case `{case.name}` is `{case.type}`, which is no object type"
                self._diagnostics.error(where(case, "type"), "variant-case", message, "wrap it in a type with fields")

    def _check_direction(self, field: Field, directions: Directions) -> None:
        """Keys that say something about one direction only."""
        if "first_index" in field.at and field.container != "list":
            message = f"`first_index` of `{field.name}`, which is no list"
            self._diagnostics.error(where(field, "first_index"), "first-index", message)
        for wanted, keys in ((REQUEST, ("first_index", "default")), (RESPONSE, ("also", "present_when"))):
            if wanted in directions or not directions:
                continue
            for key in keys:
                if key in field.at:
                    other = REQUEST if wanted == RESPONSE else RESPONSE
                    message = f"`{key}` is about {wanted}s, but `{field.name}` is only in a {other}"
                    self._diagnostics.error(where(field, key), "wrong-direction", message, "remove it")

    def _check_also(self, field: Field) -> None:
        native = _NATIVE_KINDS.get(field.type, "object")
        if field.container:
            native = "list" if field.container == "list" else "object"
        if field.type == "json" and not field.container and field.also:
            message = f"`{field.name}` is json, which takes every type"
            self._diagnostics.error(where(field, "also"), "also-own-type", message, "remove `also`")
        elif native in field.also:
            message = f"`{field.name}` is a {native} already"
            self._diagnostics.error(where(field, "also"), "also-own-type", message, f"remove `{native}` from `also`")
