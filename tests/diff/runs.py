# SPDX-License-Identifier: MIT
"""What a program did, and what a service of some version has against it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Dict, List, Sequence, Set, Tuple

from fake_service import Asked
from tcvod_emulator.validate import Reader
from tcvodgen.diff.finding import Finding
from tcvodgen.spec import Service

HARMLESS = ("none", "additive")


@dataclass(frozen=True)
class Run:
    status: int
    lines: Tuple[str, ...]
    asked: Tuple[Asked, ...]

    @property
    def finished(self) -> bool:
        return self.status == 0 and self.lines[-1:] == ("end",)

    @property
    def refused(self) -> Set[str]:
        return {line.partition("!")[0] for line in self.lines if "!" in line.partition("=")[0]}

    def values(self) -> Dict[str, Counter[str]]:
        found: Dict[str, Counter[str]] = {}
        for line in self.lines:
            path, _, value = line.partition("=")
            found.setdefault(path, Counter())[value] += 1
        return found


def chooses_cases(findings: Sequence[Finding]) -> bool:
    """Whether a variant has other cases: the services below always choose the first one."""
    return any(
        each.rule.endswith(("case-removed", "case-added")) or each.rule == "typ-kind-changed" for each in findings
    )


def sent(run: Run) -> List[Dict[str, str]]:
    volatile = ("Timestamp", "Nonce", "Signature")
    return [{name: value for name, value in each.parameters if name not in volatile} for each in run.asked]


def refusals(service: Service, asked: Sequence[Asked]) -> Set[str]:
    """What the emulator's checks have against these requests."""
    found: Set[str] = set()
    by_name = {name: each for each in service.actions for name in (each.name, *each.aliases)}
    for each in asked:
        action = by_name.get(each.action)
        if action is None:
            found.add(f"{each.action}: no such action")
            continue
        reader = Reader(service)
        reader.read(action.request, each.own(service))
        found |= {f"{each.action} {problem}" for problem in reader.problems}
        if each.method not in action.methods:
            found.add(f"{each.action}: method {each.method}")
        if each.path != service.host_of(action).path:
            found.add(f"{each.action}: path {each.path}")
    return found
