# SPDX-License-Identifier: MIT
"""A program of one version in the names of another: what a user does who upgrades and changes nothing else."""

from __future__ import annotations

from typing import Dict, List, Optional, Tuple

from tcvodgen.cmodel import CAction, CEvent, CMember, CModel, CStruct, CValue, CValueSet
from tcvodgen.diff.renames import Renames

_TEXTS = ("string", "json")


class Adapted:
    """Pairs of what the old program uses and what stands for it now; `lost` is what nothing stands for."""

    def __init__(self, old: CModel, new: CModel, renames: Renames = Renames()) -> None:
        self.old, self.new = old, new
        self._renames = renames
        self._structs: Dict[str, CStruct] = {each.key: each for each in new.structs}
        self.lost: List[str] = []

    def struct(self, key: str) -> Optional[CStruct]:
        return self._structs.get(self._renames.key(key))

    def actions(self) -> List[Tuple[CAction, CAction]]:
        by_name = {each.action.name: each for each in self.new.actions}
        found = []
        for each in self.old.actions:
            match = by_name.get(self._renames.actions.get(each.action.name, each.action.name)) or next(
                (new for new in self.new.actions if each.action.name in new.action.aliases), None
            )
            if match is None:
                self.lost.append(each.action.name)
            else:
                self._alias(each, match)
                found.append((each, match))
        return found

    def _alias(self, old: CAction, new: CAction) -> None:
        """An action that became an alias of a new one takes its structs along."""
        for part in ("request", "response"):
            key = f"{old.action.name}.{part}"
            if self.struct(key) is None:
                self._structs[key] = self._structs[f"{new.action.name}.{part}"]

    def events(self) -> List[Tuple[CEvent, CEvent]]:
        by_name = {each.event.name: each for each in self.new.events}
        self.lost += [f"event {each.event.name}" for each in self.old.events if each.event.name not in by_name]
        return [(each, by_name[each.event.name]) for each in self.old.events if each.event.name in by_name]

    def structs(self) -> List[Tuple[CStruct, CStruct]]:
        pairs = [(each, self.struct(each.key)) for each in self.old.structs]
        return [(old, new) for old, new in pairs if new is not None]

    def members(self, old: CStruct) -> List[Tuple[CMember, CMember]]:
        new = self.struct(old.key)
        assert new is not None
        pairs = [(each, self._member(each, old, new)) for each in old.members if each.field is not None]
        self.lost += [f"{old.key}.{each.name}" for each, match in pairs if match is None]
        return [(each, match) for each, match in pairs if match is not None]

    def _member(self, old: CMember, struct: CStruct, new: CStruct) -> Optional[CMember]:
        assert old.field is not None
        known = {each.field.name for each in struct.members if each.field is not None}
        live = [(each, each.field) for each in new.members if each.field is not None]
        for fits in (
            lambda each, field: field.name == old.field.name,
            lambda each, field: field.was == old.field.name,
            lambda each, field: each.name == old.name and field.name not in known,
        ):
            for each, field in live:
                if fits(each, field):
                    return each if self._is_alike(old, each) else None
        return None

    def _is_alike(self, old: CMember, new: CMember) -> bool:
        assert old.field is not None and new.field is not None
        kinds = [_TEXTS[0] if each.kind in _TEXTS else each.kind for each in (old, new)]
        target = self._renames.types.get(old.target, old.target)
        return kinds[0] == kinds[1] and old.field.container == new.field.container and target == new.target

    def values(self) -> List[Tuple[CValueSet, CValueSet, CValue, CValue]]:
        sets = {each.name: each for each in self.new.value_sets}
        found = []
        for old_set in self.old.value_sets:
            new_set = sets.get(old_set.name)
            live = [each for each in new_set.values if not each.removed] if new_set is not None else []
            for old in old_set.values:
                match = [each for each in live if old.value == each.value] or [
                    each for each in live if old.name == each.name
                ]
                if match and not old.removed and new_set is not None and old_set.of == new_set.of:
                    found.append((old_set, new_set, old, match[0]))
        return found
