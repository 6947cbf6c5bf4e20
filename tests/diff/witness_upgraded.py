# SPDX-License-Identifier: MIT
"""What becomes of a program that is built again with the new library, against services of both versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Sequence, Set, Tuple

from runs import HARMLESS, Run, chooses_cases, refusals, sent
from tcvodgen.diff.finding import Finding
from tcvodgen.diff.verdict import Verdicts
from tcvodgen.spec import Service

# Breaks that neither service shows: names in calls without types, meanings of numbers.
UNSEEN = {"act-alias-removed", "fld-unit-changed"}


@dataclass(frozen=True)
class Upgraded:
    lost: Tuple[str, ...]  # what the program did and the new library has no words for
    on_old: Run
    on_new: Run


def disagreements(
    alone: Run, before: Service, after: Service, upgraded: Upgraded, said: Verdicts, findings: Sequence[Finding]
) -> List[str]:
    seen = _broken(alone, before, after, upgraded)
    read = set(alone.values()) - _constants(alone)
    absent = [] if chooses_cases(findings) else sorted(read - set(upgraded.on_new.values()))
    found = []
    if seen and said.upgraded not in ("maybe", "breaks"):
        found.append(f"upgraded is {said.upgraded}, but: {sorted(seen)[:6]}")
    elif absent and not seen and said.upgraded in (*HARMLESS, "changes"):
        found.append(f"upgraded is {said.upgraded}, but nothing comes in {absent[:6]}")
    if said.upgraded == "breaks" and not seen and not absent:
        if not any(each.rule in UNSEEN for each in findings if each.verdicts.upgraded == "breaks"):
            found.append("upgraded is said to break, but the program works with the new service as it did")
    if said.upgraded in HARMLESS and not seen:
        found += _moved(alone, upgraded.on_old, said)
    return found


def _broken(alone: Run, before: Service, after: Service, upgraded: Upgraded) -> Set[str]:
    """What the program cannot do any more."""
    seen = set(upgraded.lost)
    for run in (upgraded.on_old, upgraded.on_new):
        seen |= {f"{each} fails" for each in run.refused - alone.refused}
        seen |= set() if run.finished else {f"exit status {run.status}"}
    return seen | (refusals(after, upgraded.on_new.asked) - refusals(before, alone.asked))


def _moved(alone: Run, on_old: Run, said: Verdicts) -> List[str]:
    """With a service that did not change, nothing changes."""
    constants = _constants(alone) | _constants(on_old)
    lines = [tuple(each for each in run.lines if each.partition("=")[0] not in constants) for run in (alone, on_old)]
    if lines[0] != lines[1]:
        return [f"upgraded is {said.upgraded}, but with the old service: {sorted(set(lines[0]) ^ set(lines[1]))[:6]}"]
    if sent(alone) != sent(on_old):
        return [f"upgraded is {said.upgraded}, but other requests are sent"]
    return []


def _constants(run: Run) -> Set[str]:
    """Lines about constants and classifiers, which are a matter of source."""
    return {path for path in run.values() if path.startswith(("kind ", "unknown "))}
