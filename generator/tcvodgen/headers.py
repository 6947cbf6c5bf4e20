# SPDX-License-Identifier: MIT
"""Which header a struct goes to, and in which order structs are defined."""

from __future__ import annotations

from typing import Dict, FrozenSet, List, Mapping, Sequence, Set, Tuple

from .lock import event_key, request_key, response_key
from .spec import Field, Service

TYPES = "types"
EVENTS = "events"

Fields = Mapping[str, Sequence[Field]]


def _references(fields: Fields, key: str) -> List[str]:
    return sorted({field.type for field in fields[key] if field.type in fields})


def assign_headers(service: Service, fields: Fields) -> Dict[str, str]:
    """Header of every struct: its category, or `types` when it is shared."""
    homes = {event_key(each.name): EVENTS for each in service.events}
    for action in service.actions:
        homes[request_key(action.name)] = action.category
        homes[response_key(action.name)] = action.category
    users: Dict[str, Set[str]] = {each.name: set() for each in service.types}
    for key, home in homes.items():
        for name in _reached(fields, _references(fields, key)):
            users[name].add(home)
    shared = [
        each.name for each in service.types if not each.owner or len(users[each.name]) != 1
    ]
    for name in _reached(fields, shared):
        homes[name] = TYPES
    for name, categories in users.items():
        if name not in homes:
            homes[name] = next(iter(categories))
    return homes


def _reached(fields: Fields, start: Sequence[str]) -> Set[str]:
    seen: Set[str] = set()
    waiting = list(start)
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen.add(key)
            waiting += _references(fields, key)
    return seen


def in_order(fields: Fields) -> Tuple[List[str], FrozenSet[str]]:
    """Keys so that a struct follows those it refers to, and the keys that no order satisfies."""
    order: List[str] = []
    cyclic: Set[str] = set()
    open_keys: Set[str] = set()
    done: Set[str] = set()

    def visit(key: str) -> None:
        if key in open_keys:
            cyclic.add(key)
        if key in open_keys or key in done:
            return
        open_keys.add(key)
        for reference in _references(fields, key):
            visit(reference)
        open_keys.discard(key)
        done.add(key)
        order.append(key)

    for key in sorted(fields):
        visit(key)
    return order, frozenset(cyclic)
