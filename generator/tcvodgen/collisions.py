# SPDX-License-Identifier: MIT
"""Finds macros and constants that two things of a spec would share; lint looks after all other names."""

from __future__ import annotations

from typing import Dict, List, Tuple

from .cmodel import CModel
from .diagnostics import Diagnostics, Position

_Named = Tuple[str, str, Position]  # C name, what it stands for, where that is


def check(model: CModel, diagnostics: Diagnostics) -> None:
    seen: Dict[str, _Named] = {}
    for named in sorted(_constants(model), key=lambda one: (one[2], one[0])):
        name, what, position = named
        _, other, where = seen.setdefault(name, named)
        if (other, where) != (what, position):
            diagnostics.error(
                position,
                "c-name-collision",
                f"{what} and {other} ({where}) both become `{name}` in C",
                "rename one of them",
            )


def _constants(model: CModel) -> List[_Named]:
    service = model.service
    found = [(model.layout_macro, "the layout version", service.position)]
    found += [
        (each.macro, f"action `{each.action.name}`", each.action.position) for each in model.actions
    ]
    for value_set in service.value_sets:
        c_set = model.value_set_named(value_set.name)
        found.append((c_set.macro, f"value set `{value_set.name}`", value_set.position))
        found.append((c_set.unknown_constant, f"value set `{value_set.name}`", value_set.position))
        positions = {each.value: each.position for each in value_set.values}
        for value in c_set.values:
            if not value.removed:
                what = f"value `{value.value}` of `{value_set.name}`"
                found.append((value.macro, what, positions[value.value]))
                found.append((value.kind_constant, what, positions[value.value]))
    return found
