# SPDX-License-Identifier: MIT
"""What a compiler, an old binary and a service of the new spec say about two versions."""

from __future__ import annotations

import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Sequence, Set, Tuple

import versions
from fake_service import Asked, FakeService, visited
from tcvod_emulator.validate import Reader
from tcvodgen.diff.finding import Finding
from tcvodgen.diff.verdict import EFFECTS, Verdicts
from tcvodgen.spec import Service
from versions import Refused, Version

HARMLESS = ("none", "additive")
# Breaks that the service below cannot see: names of hosts, signatures, roles of fields, units, what is not checked.
UNSEEN = {
    "act-success-code-added",
    "evt-removed",
    "fld-unit-changed",
    "svc-common-added-required",
    "svc-envelope-role-changed",
    "svc-event-field-changed",
    "svc-protocol-changed",
    "svc-signing-removed",
    "svc-success-code-added",
}


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


@dataclass(frozen=True)
class Old:
    """A version with its program, and what that does on its own library."""

    version: Version
    source: Path
    binary: Path
    alone: Run


class Workshop:
    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self.runtime = versions.runtime_objects(scratch / "runtime")
        self.service = FakeService()
        self._count = 0

    def close(self) -> None:
        self.service.close()

    def build(self, folder: Path) -> Version:
        self._count += 1
        version = versions.generate(folder, self.scratch / f"built{self._count}")
        versions.link(version, self.runtime)
        return version

    def old(self, folder: Path) -> Old:
        version = self.build(folder)
        binary = versions.program(version)
        alone = self.run(binary, version, version.model.service)
        assert alone.finished, alone
        return Old(version, version.built / "client.c", binary, alone)

    def run(self, binary: Path, library: Version, answers: Service) -> Run:
        self.service.answer_like(answers)
        done = versions.run(binary, library, self.service.endpoint)
        return Run(done.returncode, tuple(done.stdout.splitlines()), tuple(self.service.asked))

    def disagreements(self, old: Old, folder: Path, findings: Sequence[Finding]) -> List[str]:
        """Where the findings and the witnesses contradict each other."""
        said = Verdicts()
        for each in findings:
            said = said.joined(each.verdicts)
        try:
            new = self.build(folder)
        except Refused:
            return [] if (said.source, said.abi) == ("breaks", "breaks") else ["the generator refuses it"]
        wrong = _source(versions.compile_error(old.source, new), said)
        wrong += _abi(old.alone, self.run(old.binary, new, old.version.model.service), said, findings)
        late = self.run(old.binary, old.version, new.model.service)
        return wrong + _wire(old, new.model.service, late, said, findings)


def _source(error: str, said: Verdicts) -> List[str]:
    if error and said.source != "breaks":
        return [f"source is {said.source}, but: {error[:600]}"]
    if not error and said.source == "breaks":
        return ["source is said to break, but compiles"]
    return []


def _abi(before: Run, after: Run, said: Verdicts, findings: Sequence[Finding]) -> List[str]:
    seen = _difference(before, after)
    if seen == "broken" and said.abi not in ("breaks", "maybe"):
        return [
            f"abi is {said.abi}, but the old binary fails: {after.status} {after.lines[-3:]} {after.refused}"
        ]
    moved = said.upgraded not in HARMLESS
    if seen == "changed" and said.abi not in ("breaks", "maybe") and not moved:
        return [f"abi is {said.abi}, but the old binary says: {set(after.lines) ^ set(before.lines)}"]
    if seen == "reduced" and said.abi in (*HARMLESS, "changes") and not moved:
        return [f"abi is {said.abi}, but the old binary lacks: {set(before.lines) - set(after.lines)}"]
    promised = any(each.verdicts.abi == "breaks" and each.promised for each in findings)
    if seen == "same" and promised:
        return ["abi is said to break, but the old binary runs as before"]
    return []


def _difference(before: Run, after: Run) -> str:
    if not after.finished or after.refused - before.refused:
        return "broken"
    if before.lines == after.lines and _sent(before) == _sent(after):
        return "same"
    old, new = before.values(), after.values()
    fresh = {path: counter - old.get(path, Counter()) for path, counter in new.items() if "?" not in path}
    values_kept = not any(+counter and not _is_unknown(path, counter) for path, counter in fresh.items())
    kept = values_kept and all(_is_subset(a, b) for a, b in zip(_sent(after), _sent(before)))
    return "reduced" if kept else "changed"


def _is_unknown(path: str, values: Counter[str]) -> bool:
    """A classifier that does not know a value any more."""
    return path.startswith("kind ") and set(values) == {"0"}


def _sent(run: Run) -> List[Dict[str, str]]:
    volatile = ("Timestamp", "Nonce", "Signature")
    return [{name: value for name, value in each.parameters if name not in volatile} for each in run.asked]


def _is_subset(part: Dict[str, str], whole: Dict[str, str]) -> bool:
    return all(whole.get(name) == value for name, value in part.items())


def _wire(old: Old, service: Service, late: Run, said: Verdicts, findings: Sequence[Finding]) -> List[str]:
    problems = refusals(service, old.alone.asked) - refusals(old.version.model.service, old.alone.asked)
    cases = any(
        each.rule.endswith(("case-removed", "case-added")) or each.rule == "typ-kind-changed"
        for each in findings
    )
    lost = set() if cases else set(old.alone.values()) - set(late.values())
    if (problems or lost) and EFFECTS.index(said.deployed) < EFFECTS.index("soft"):
        return [f"deployed is {said.deployed}, but: {sorted(problems)} {sorted(lost)}"]
    if (
        not problems
        and not lost
        and said.deployed == "breaks"
        and _seen(old.version.model.service, findings)
        and not cases
    ):
        return ["deployed programs are said to break, but the service takes and gives the same"]
    return []


def _seen(service: Service, findings: Sequence[Finding]) -> bool:
    """Whether a break is one that this service shows, of something that the program sends or reads."""
    used = visited(service)
    breaking = [each for each in findings if each.verdicts.deployed == "breaks"]
    hidden = [
        each
        for each in breaking
        if each.rule in UNSEEN or "renumbered" in each.rule or each.rule == "val-rewired"
    ]
    members = [each for each in breaking if each.subject.kind in ("member", "event_field")]
    return not hidden and all((each.subject.owner, str(each.old)) in used for each in members)


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


def abidiff(old: Version, new: Version) -> str:
    """clean, grown (structs got longer at their end, names of members changed) or moved."""
    done = subprocess.run(
        ["abidiff", str(versions.probe(old)), str(versions.probe(new))], capture_output=True, text=True
    )
    assert done.returncode & 3 == 0, done.stderr
    if done.returncode == 0:
        return "clean"
    moved = ("offset changed", "deletion", "type name changed", "entity changed")
    return "moved" if any(word in done.stdout for word in moved) else "grown"
