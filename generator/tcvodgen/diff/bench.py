# SPDX-License-Identifier: MIT
"""Where rules put their findings: fills in direction, reach, places, severity and effects."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from .. import names
from ..diagnostics import Position
from ..spec import Field
from .catalogue import catalogue
from .changes import Change
from .finding import Finding
from .reach import Use, direction_of
from .side import Comparison
from .snapshot import Entry, Snapshot, Subject
from .verdict import SEVERITIES, Verdicts, worst

_DIRECTIONS = {
    "common": "request",
    "request": "request",
    "envelope": "response",
    "response": "response",
    "event_field": "response",
}


class Disagreement(Exception):
    """The tool contradicts itself; no verdict may be published."""


SERVICE = Subject("service", ("service",))


class Bench:
    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self.old: Snapshot = comparison.old.snapshot
        self.new: Snapshot = comparison.new.snapshot
        self.findings: List[Finding] = []
        self.was: Dict[Subject, Subject] = {}  # what a link found to be the same: new → old
        self._claims: Dict[Subject, Verdicts] = {}

    def add(
        self,
        rule: str,
        change: Change,
        message: str,
        fact: str = "",
        old: Any = None,
        new: Any = None,
        **extra: Any,
    ) -> Finding:
        """A finding about one subject; `fact` says where in it the edit stands."""
        known = catalogue()[rule]
        use = self.use(change.subject)
        finding = Finding(
            rule=rule,
            subject=change.subject,
            message=message,
            severity=known.severity,
            verdicts=known.verdicts,
            old=old,
            new=new,
            fact=fact,
            direction=use.direction,
            actions=tuple(sorted(use.users)),
            before=_place(change.before, fact),
            after=_place(change.after, fact),
            anchor=_place(change.after, fact) or self._anchor(change.subject),
        )
        finding = replace(finding, **extra)
        self.findings.append(finding)
        self.claim(change.subject, finding.verdicts)
        return finding

    def add_by_direction(
        self, rules: Mapping[str, str], change: Change, message: str, fact: str, old: Any, new: Any
    ) -> Finding:
        """One finding for an edit that means one thing in requests and another in responses."""
        direction = self.use(change.subject).direction or "response"
        if direction != "both":
            return self.add(rules[direction], change, message, fact, old, new)
        first, second = sorted(
            (catalogue()[rules[each]] for each in ("request", "response")),
            key=lambda rule: -SEVERITIES.index(rule.severity),
        )
        return self.add(
            first.id,
            change,
            message,
            fact,
            old,
            new,
            severity=worst(SEVERITIES, (first.severity, second.severity)),
            verdicts=first.verdicts.joined(second.verdicts),
            also=(second.id,) if second.id != first.id else (),
        )

    def _anchor(self, subject: Subject) -> Position:
        """The nearest thing around a subject that the new version has."""
        for each in owners_of(subject):
            if each in self.new:
                return self.new[each].position
        return self.new[SERVICE].position

    def claim(self, subject: Subject, verdicts: Verdicts) -> None:
        self._claims[subject] = self._claims.get(subject, Verdicts()).joined(verdicts)

    def claimed(self, subject: Subject) -> Verdicts:
        """The worst that was said of a subject or of what owns it."""
        found = self._claims.get(subject, Verdicts())
        for owner in owners_of(subject):
            found = found.joined(self._claims.get(owner, Verdicts()))
        return found

    def use(self, subject: Subject) -> Use:
        """Directions and users on either side."""
        if subject.kind in ("type", "member", "case"):
            return self._joined("types", subject.owner)
        if subject.kind in ("value_set", "value"):
            return self._joined("value_sets", subject.owner)
        direction = _DIRECTIONS.get(subject.kind)
        users = frozenset([subject.owner]) if subject.owner != "service" else frozenset()
        return Use(frozenset([direction] if direction else []), users)

    def _joined(self, group: str, name: str) -> Use:
        sides = (self.comparison.old.reach, self.comparison.new.reach)
        uses: Sequence[Use] = [getattr(each, group).get(name, Use()) for each in sides]
        return Use(
            frozenset().union(*(each.directions for each in uses)),
            frozenset().union(*(each.users for each in uses)),
        )

    def is_renamed(self, kind: str, old: str, new: str) -> bool:
        return self.was.get(Subject(kind, (new,))) == Subject(kind, (old,))

    def directions(self, subject: Subject) -> Tuple[str, str]:
        """Direction of a type or value set before and after."""
        group = "types" if subject.kind == "type" else "value_sets"
        before = getattr(self.comparison.old.reach, group).get(subject.owner, Use())
        after = getattr(self.comparison.new.reach, group).get(subject.owner, Use())
        return direction_of(before.directions), direction_of(after.directions)


def member(wire_name: str, c_name: str) -> str:
    return names.member_name(Field(wire_name, Position("", 0, 0), "string", c_name=c_name))


def owners_of(subject: Subject) -> Tuple[Subject, ...]:
    """What a subject belongs to, so that its coming or going is the owner's."""
    if subject.kind == "request":
        return (Subject("action", (subject.owner,)),)
    if subject.kind == "response":
        return Subject("action", (subject.owner,)), Subject("envelope", ("service", "envelope", subject.name))
    if subject.kind in ("error", "example") and subject.owner != "service":
        return Subject("action", (subject.owner,)), Subject("event", (subject.owner,))
    owner = {"member": "type", "case": "type", "value": "value_set", "event_field": "event"}.get(subject.kind)
    return (Subject(owner, (subject.owner,)),) if owner else ()


def _place(entry: Optional[Entry], fact: str) -> Any:
    if entry is None:
        return None
    return entry.where(fact) if fact else entry.position
