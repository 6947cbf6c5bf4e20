# SPDX-License-Identifier: MIT
"""Types and actions that are called otherwise now: the old version is read with the names of the new one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Callable, Dict, Mapping, Sequence, Tuple, TypeVar

from ..lock import Lock
from ..spec import Action, Field, Service, Type

Names = Mapping[str, str]  # old → new


@dataclass(frozen=True)
class Renames:
    types: Names = field(default_factory=dict)
    actions: Names = field(default_factory=dict)

    def key(self, struct: str) -> str:
        """Key of a struct of the old version in the new one."""
        owner, dot, part = struct.rpartition(".")
        return f"{self.actions.get(owner, owner)}.{part}" if dot else self.types.get(part, part)

    def back(self, kind: str, name: str) -> str:
        """The old name of a type or action of the new version; "" when it was not renamed."""
        names = {"type": self.types, "action": self.actions}.get(kind, {})
        return next((old for old, new in names.items() if new == name), "")


def between(old: Service, old_lock: Lock, new: Service, new_lock: Lock) -> Renames:
    """What `was` says, or what layout.lock remembers of it."""
    return Renames(
        _pairs(old.types, new.types, old_lock.pinned_key, new_lock.pinned_key),
        _pairs(
            old.actions,
            new.actions,
            lambda name: old_lock.pinned_key(f"{name}.request"),
            lambda name: new_lock.pinned_key(f"{name}.request"),
        ),
    )


_Key = Callable[[str], str]
_Named = TypeVar("_Named", Type, Action)


def _pairs(old: Sequence[_Named], new: Sequence[_Named], old_key: _Key, new_key: _Key) -> Dict[str, str]:
    gone = {each.name for each in old} - {each.name for each in new}
    come = [each for each in new if each.name not in {one.name for one in old}]
    pinned = {old_key(name): name for name in sorted(gone)}
    found: Dict[str, str] = {}
    for each in come:
        before = each.was if each.was in gone else pinned.get(new_key(each.name), "")
        if before and before not in found:
            found[before] = each.name
    return found


def applied(renames: Renames, service: Service) -> Service:
    """The service, with the new names."""
    if not renames.types and not renames.actions:
        return service
    actions = renames.actions
    return replace(
        service,
        common_parameters=_fields(renames, service.common_parameters),
        envelope=_fields(renames, service.envelope),
        types=tuple(
            replace(
                each,
                name=renames.types.get(each.name, each.name),
                owner=actions.get(each.owner, each.owner),
                fields=_fields(renames, each.fields),
            )
            for each in service.types
        ),
        value_sets=tuple(
            replace(each, owner=actions.get(each.owner, each.owner)) for each in service.value_sets
        ),
        actions=tuple(
            replace(
                each,
                name=actions.get(each.name, each.name),
                request=_fields(renames, each.request),
                response=_fields(renames, each.response),
            )
            for each in service.actions
        ),
        events=tuple(replace(each, fields=_fields(renames, each.fields)) for each in service.events),
    )


def _fields(renames: Renames, fields: Sequence[Field]) -> Tuple[Field, ...]:
    return tuple(replace(each, type=renames.types.get(each.type, each.type)) for each in fields)
