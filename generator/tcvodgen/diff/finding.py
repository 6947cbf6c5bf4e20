# SPDX-License-Identifier: MIT
"""One thing to tell a reviewer."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Optional, Tuple

from ..diagnostics import Position
from .snapshot import Subject
from .verdict import EFFECTS, Verdicts, worst


@dataclass(frozen=True)
class Approval:
    fingerprint: str
    cause: str  # evolution | correction
    reason: str
    author: str
    until: str
    position: Position


@dataclass(frozen=True)
class Finding:
    rule: str
    subject: Subject
    message: str
    severity: str
    verdicts: Verdicts
    old: Any = None
    new: Any = None
    fact: str = ""  # of the subject, when the edit is of one
    direction: str = ""  # request | response | both
    actions: Tuple[str, ...] = ()  # and events: whom it reaches
    before: Optional[Position] = None
    after: Optional[Position] = None
    anchor: Optional[Position] = None  # in the new version: `after`, or what is left around it
    also: Tuple[str, ...] = ()  # rules that the same edit meets in the other direction
    candidates: Tuple[str, ...] = ()  # what it may have become
    subjects: Tuple[str, ...] = ()  # when it stands for several alike
    parts: Tuple["Finding", ...] = ()  # these
    promised: bool = True  # False: about a layout that no release holds
    approval: Optional[Approval] = None

    @property
    def bump(self) -> str:
        return bump_of(self.counted) if self.promised else "none"

    @property
    def counted(self) -> Verdicts:
        """The effects that count: a correction changes nothing for programs that are deployed."""
        if self.approval is not None and self.approval.cause == "correction":
            return Verdicts(
                "none", self.verdicts.upgraded, self.verdicts.source, self.verdicts.abi, self.verdicts.docs
            )
        return self.verdicts

    @property
    def needs_soname(self) -> bool:
        return self.promised and self.verdicts.abi == "breaks"

    @property
    def count(self) -> int:
        return max(1, len(self.subjects))

    @property
    def fingerprint(self) -> str:
        """The same for the same change, wherever it stands and however it is worded."""
        parts = [self.rule, self.subject.kind, *self.subject.path, _canonical(self.old), _canonical(self.new)]
        parts += [*filter(None, [self.fact]), *sorted(self.subjects)]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]

    @property
    def fingerprints(self) -> Tuple[str, ...]:
        """Of each that is folded, as approvals name them."""
        return tuple(each.fingerprint for each in self.parts or (self,))


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def bump_of(verdicts: Verdicts) -> str:
    """The release that an edit calls for. A version number helps nobody who does not upgrade."""
    kept = worst(EFFECTS, (verdicts.upgraded, verdicts.source, verdicts.abi))
    if kept == "breaks":
        return "major"
    if kept != "none":
        return "minor"
    return "patch" if verdicts.docs != "none" or verdicts.deployed != "none" else "none"
