# SPDX-License-Identifier: MIT
"""What becomes of a program that is built again with the new library, against services of both versions."""

from __future__ import annotations

import re
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
    problems = {_formerly(after, each): each for each in refusals(after, upgraded.on_new.asked)}
    return seen | {problems[each] for each in set(problems) - refusals(before, alone.asked)}


def _formerly(service: Service, problem: str) -> str:
    """A problem in the names of old: one that a renamed thing always had is no new one."""
    fields = [field for each in service.types for field in each.fields]
    fields += [field for action in service.actions for field in (*action.request, *action.response)]
    names = {each.name: each.was for each in (*fields, *service.actions) if each.was}
    return re.sub(r"\w+", lambda match: names.get(match.group(), match.group()), problem)


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
