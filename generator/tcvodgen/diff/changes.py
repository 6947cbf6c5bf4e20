# SPDX-License-Identifier: MIT
"""The primitive difference of two snapshots. Applied to the first it gives the second: nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Dict, List, Optional, Tuple

from .snapshot import Entry, Snapshot, Subject

_ABSENT = object()


@dataclass(frozen=True)
class Change:
    """A subject that came (`before` is None), went (`after` is None) or says something else."""

    subject: Subject
    before: Optional[Entry]
    after: Optional[Entry]

    @property
    def facts(self) -> Dict[str, Tuple[Any, Any]]:
        """The facts that differ, with both values, when the subject is on both sides."""
        if self.before is None or self.after is None:
            return {}
        return differing(self.before, self.after)


def differing(before: Entry, after: Entry) -> Dict[str, Tuple[Any, Any]]:
    found = {}
    for name in sorted({*before.facts, *after.facts}):
        old = before.facts.get(name, _ABSENT)
        new = after.facts.get(name, _ABSENT)
        if not same(old, new):
            found[name] = (old, new)
    return found


def same(old: Any, new: Any) -> bool:
    """Equal, and not merely as Python sees it: true is not 1."""
    if isinstance(old, bool) != isinstance(new, bool):
        return False
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(same(old[key], new[key]) for key in old)
    if isinstance(old, (list, tuple)) and isinstance(new, (list, tuple)):
        return len(old) == len(new) and all(same(*pair) for pair in zip(old, new))
    return bool(old == new)


def compare(before: Snapshot, after: Snapshot) -> List[Change]:
    """All changes, by subject."""
    found = []
    for subject in sorted({*before, *after}):
        change = Change(subject, before.get(subject), after.get(subject))
        if change.before is None or change.after is None or change.facts:
            found.append(change)
    return found


def apply(changes: List[Change], snapshot: Snapshot) -> Snapshot:
    result = dict(snapshot)
    for change in changes:
        if change.after is None:
            del result[change.subject]
        elif change.before is None:
            result[change.subject] = change.after
        else:
            facts = {**result[change.subject].facts, **{name: new for name, (_, new) in change.facts.items()}}
            result[change.subject] = replace(result[change.subject], facts=facts)
    return result
