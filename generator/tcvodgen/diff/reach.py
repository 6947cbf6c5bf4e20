# SPDX-License-Identifier: MIT
"""Who uses a type or a value set, in which direction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, FrozenSet, Iterable, List, Set, Tuple

from ..spec import Field, Service


@dataclass(frozen=True)
class Use:
    directions: FrozenSet[str] = frozenset()
    users: FrozenSet[str] = frozenset()  # actions and events

    @property
    def direction(self) -> str:
        return direction_of(self.directions)


def direction_of(directions: Iterable[str]) -> str:
    """request, response, both; "" when nothing uses it."""
    found = sorted(set(directions))
    return "both" if len(found) == 2 else "".join(found)


@dataclass
class _Tally:
    directions: Set[str] = field(default_factory=set)
    users: Set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Reach:
    types: Dict[str, Use]
    value_sets: Dict[str, Use]
    recursive: FrozenSet[str]  # types that reach themselves


def survey(service: Service) -> Reach:
    fields = {each.name: each.fields for each in service.types}
    below = {name: _below(fields, name) for name in fields}
    types: Dict[str, _Tally] = {name: _Tally() for name in fields}
    value_sets: Dict[str, _Tally] = {each.name: _Tally() for each in service.value_sets}
    for user, direction, own in _roots(service):
        seen = {each.type for each in own if each.type in fields}
        seen |= {name for start in seen for name in below[start]}
        used = [*own, *(each for name in seen for each in fields[name])]
        _count(types, seen, direction, user)
        _count(value_sets, {each.values for each in used if each.values in value_sets}, direction, user)
    if service.regions in value_sets:
        _count(value_sets, {service.regions}, "request", "")
    return Reach(
        {name: _use(tally) for name, tally in types.items()},
        {name: _use(tally) for name, tally in value_sets.items()},
        frozenset(name for name in fields if name in below[name]),
    )


def _roots(service: Service) -> List[Tuple[str, str, Tuple[Field, ...]]]:
    found: List[Tuple[str, str, Tuple[Field, ...]]] = [("", "request", service.common_parameters)]
    for action in service.actions:
        found.append((action.name, "request", action.request))
        found.append((action.name, "response", action.response))
    found += [(event.name, "response", event.fields) for event in service.events]
    return found


def _below(fields: Dict[str, Tuple[Field, ...]], name: str) -> Set[str]:
    seen: Set[str] = set()
    waiting = [name]
    while waiting:
        for each in fields[waiting.pop()]:
            if each.type in fields and each.type not in seen:
                seen.add(each.type)
                waiting.append(each.type)
    return seen


def _count(tallies: Dict[str, _Tally], names: Iterable[str], direction: str, user: str) -> None:
    for name in names:
        tallies[name].directions.add(direction)
        if user:
            tallies[name].users.add(user)


def _use(tally: _Tally) -> Use:
    return Use(frozenset(tally.directions), frozenset(tally.users))
