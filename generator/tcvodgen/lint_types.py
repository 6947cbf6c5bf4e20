# SPDX-License-Identifier: MIT
"""Rules about types as a whole, and about what was called otherwise."""

from __future__ import annotations

from typing import Dict, Iterable, Set, Union

from .diagnostics import Diagnostics
from .spec import Action, Field, Service, Type, where


def check(service: Service, diagnostics: Diagnostics) -> None:
    _check_endless(service, diagnostics)
    _check_was("action", service.actions, diagnostics)
    _check_was("type", service.types, diagnostics)
    tables = [fields for action in service.actions for fields in (action.request, action.response)]
    tables += [each.fields for each in service.events] + [each.fields for each in service.types]
    for fields in (*tables, service.common_parameters):
        _check_was("field", fields, diagnostics)


def _check_endless(service: Service, diagnostics: Diagnostics) -> None:
    """Types of which no value can be written down, because each must hold another one."""
    types = {each.name: each for each in service.types}
    finite: Set[str] = set()
    while True:
        more = {each.name for each in service.types if _is_finite(each, types, finite)}
        if more == finite:
            break
        finite = more
    for each in service.types:
        for field in () if each.name in finite or each.discriminator else each.fields:
            if _must_hold(field) and field.type in types and field.type not in finite:
                message = f"a {each.name} must hold a {field.type} in `{field.name}`, which must hold another, without end"
                hint = "leave out `required` where one may be missing"
                diagnostics.error(where(field, "required"), "type-endless", message, hint)


def _is_finite(type_: Type, types: Dict[str, Type], finite: Set[str]) -> bool:
    if type_.discriminator:
        return not type_.fields or any(each.type in finite or each.type not in types for each in type_.fields)
    return all(each.type in finite or each.type not in types for each in type_.fields if _must_hold(each))


def _must_hold(field: Field) -> bool:
    return field.required and (not field.container or (field.limits.min_items or 0) > 0)


def _check_was(what: str, things: Iterable[Union[Action, Field, Type]], diagnostics: Diagnostics) -> None:
    """`was` leads from one thing to one that is no longer there."""
    things = list(things)
    there = {each.name: each.position for each in things}
    heirs: Dict[str, str] = {}
    for each in things:
        if not each.was:
            continue
        message = ""
        if each.was in there:
            message = f"{what} `{each.name}` says that it was `{each.was}`, which is still there ({there[each.was]})"
        elif each.was in heirs:
            message = f"`{heirs[each.was]}` and `{each.name}` both say that they were {what} `{each.was}`"
        heirs.setdefault(each.was, each.name)
        if message:
            hint = "`was` names what became this; remove it where something is new"
            diagnostics.error(where(each, "was"), "was-taken", message, hint)
