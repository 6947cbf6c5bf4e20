# SPDX-License-Identifier: MIT
"""Finds C identifiers that two things of a spec would share."""

from __future__ import annotations

from typing import Dict, List, Tuple

from . import names
from .cmodel import CModel
from .diagnostics import Diagnostics, Position
from .headers import TYPES

_RESERVED_HEADERS = (TYPES, "values")


def check(model: CModel, diagnostics: Diagnostics) -> None:
    seen: Dict[str, Tuple[str, Position]] = {}
    for identifier, owner, position in sorted(_identifiers(model), key=lambda one: one[2]):
        if identifier not in seen:
            seen[identifier] = (owner, position)
            continue
        other, where = seen[identifier]
        diagnostics.error(
            position,
            "c-name-collision",
            f"{owner} and {other} ({where}) both become `{identifier}` in C",
            "rename one of the two in the spec",
        )
    for action in model.service.actions:
        if action.category in _RESERVED_HEADERS:
            diagnostics.error(
                action.position,
                "c-name-collision",
                f"category `{action.category}` of {action.name} is the name of a header of its own",
                "choose another category",
            )


def _identifiers(model: CModel) -> List[Tuple[str, str, Position]]:
    service = model.service
    positions = {each.name: each.position for each in service.types}
    positions.update((f"{each.name}.event", each.position) for each in service.events)
    for action in service.actions:
        positions[f"{action.name}.request"] = action.position
        positions[f"{action.name}.response"] = action.position
    found = []
    for struct in model.structs:
        own = [struct.c_name]
        own += [names.list_name(struct.c_name)] if struct.has_list else []
        own += [names.map_name(struct.c_name), names.entry_name(struct.c_name)] if struct.has_map else []
        found += [(name, f"`{struct.key}`", positions[struct.key]) for name in own]
    for each in model.actions:
        own = [each.function, f"{each.function}_with", each.macro]
        found += [(name, f"`{each.action.name}`", each.action.position) for name in own]
    by_name = {each.name: each for each in service.value_sets}
    for value_set in model.value_sets:
        position = by_name[value_set.name].position
        own = [value_set.macro, value_set.kind_type, value_set.classifier, value_set.unknown_constant]
        own += [name for v in value_set.values if not v.removed for name in (v.macro, v.kind_constant)]
        found += [(name, f"`{value_set.name}`", position) for name in own]
    return found
