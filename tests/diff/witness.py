# SPDX-License-Identifier: MIT
"""What a compiler, an old binary and a service of the new spec say about two versions."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Sequence, Tuple

import versions
import witness_upgraded
from adapted import Adapted
from client_source import source
from fake_service import FakeService, visited
from runs import HARMLESS, Run, chooses_cases, refusals, sent
from specs import source_of
from tcvodgen.diff import side
from tcvodgen.diff.finding import Finding
from tcvodgen.diff.judge import judge
from tcvodgen.diff.renames import between
from tcvodgen.diff.side import Side
from tcvodgen.diff.verdict import EFFECTS, Verdicts
from tcvodgen.spec import Service
from versions import Refused, Version
from witness_upgraded import Upgraded

# Breaks that the service below cannot see: signatures, roles of fields, units, what is not checked.
UNSEEN = {
    "fld-unit-changed",
    "svc-common-added-required",
    "svc-envelope-role-changed",
    "svc-protocol-changed",
    "svc-signing-removed",
}


@dataclass(frozen=True)
class Old:
    """A version with its program, and what that does on its own library."""

    version: Version
    side: Side
    source: str
    binary: Path
    alone: Run


class Workshop:
    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self.compiler = versions.Compiler(scratch / "compiled")
        self.service = FakeService()
        self._count = 0

    def close(self) -> None:
        self.service.close()

    def build(self, folder: Path) -> Version:
        return self._built(folder, side.first(source_of(folder)))

    def _built(self, folder: Path, found: Side) -> Version:
        if found.refusals:
            raise Refused(str(folder))
        self._count += 1
        version = versions.written(folder, found, self.scratch / f"built{self._count}")
        self.compiler.library(version)
        return version

    def old(self, folder: Path) -> Old:
        found = side.first(source_of(folder))
        version = self._built(folder, found)
        text = source(Adapted(version.model, version.model))
        binary = self.compiler.program(text, version)
        alone = self.run(binary, version, version.model.service)
        assert alone.finished, alone
        return Old(version, found, text, binary, alone)

    def run(self, binary: Path, library: Version, answers: Service) -> Run:
        self.service.answer_like(answers, library.model.service)
        done = versions.run(binary, library, self.service.endpoint, self.service.events)
        return Run(done.returncode, tuple(done.stdout.splitlines()), tuple(self.service.asked))

    def disagreements(self, old: Old, folder: Path) -> List[str]:
        """Where the findings about two versions and the witnesses contradict each other."""
        comparison = side.against(old.side, source_of(folder))
        findings = judge(comparison)
        said = Verdicts()
        for each in findings:
            said = said.joined(each.verdicts)
        try:
            new = self._built(folder, comparison.new)
        except Refused:
            return [] if (said.source, said.abi) == ("breaks", "breaks") else ["the generator refuses it"]
        found = self._compared(old, new, said, findings)
        shutil.rmtree(new.built)
        return found

    def _compared(
        self, old: Old, new: Version, said: Verdicts, findings: Sequence[Finding]
    ) -> List[str]:
        before, after = old.version.model.service, new.model.service
        upgraded = self._upgraded(old, new)  # first: what it compiles need not be compiled again
        wrong = _source(self.compiler.error(old.source, new), said)
        wrong += _abi(old.alone, self.run(old.binary, new, before), upgraded.on_old, said, findings)
        late = self.run(old.binary, old.version, after)
        wrong += _deployed(old, after, late, said, findings)
        wrong += witness_upgraded.disagreements(old.alone, before, after, upgraded, said, findings)
        return wrong + _docs(old.version, new, said)

    def rebuilt(self, old: Old, new: Version) -> Tuple[Path, List[str]]:
        """The same program, its names adapted and nothing else; and what it has no words for any more."""
        before, after = old.version.model, new.model
        renames = between(before.service, old.version.lock, after.service, new.lock)
        adapted = Adapted(before, after, renames)
        return self.compiler.program(source(adapted), new), sorted(set(adapted.lost))

    def _upgraded(self, old: Old, new: Version) -> Upgraded:
        binary, lost = self.rebuilt(old, new)
        runs = (self.run(binary, new, each.model.service) for each in (old.version, new))
        return Upgraded(tuple(lost), *runs)


def _docs(old: Version, new: Version, said: Verdicts) -> List[str]:
    """Whether there is something else to read."""
    before, after = old.reference(), new.reference()
    if before != after and said.docs == "none":
        changed = set(after.splitlines()) ^ set(before.splitlines())
        return [f"docs is {said.docs}, but the reference says something else: {sorted(changed)[:6]}"]
    if old.texts == new.texts and said.docs != "none":
        return ["docs is said to change, but the reference reads as before"]
    return []


def _source(error: str, said: Verdicts) -> List[str]:
    if error and said.source != "breaks":
        return [f"source is {said.source}, but: {error[:600]}"]
    if not error and said.source == "breaks":
        return ["source is said to break, but compiles"]
    return []


def _abi(before: Run, after: Run, rebuilt: Run, said: Verdicts, findings: Sequence[Finding]) -> List[str]:
    """What fails for the program that is built again, too, is the library's doing, and no matter of the ABI."""
    if after.finished and after.refused - before.refused and after.refused <= rebuilt.refused:
        return []
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
    if before.lines == after.lines and sent(before) == sent(after):
        return "same"
    old, new = before.values(), after.values()
    fresh = {path: counter - old.get(path, Counter()) for path, counter in new.items() if "?" not in path}
    values_kept = not any(+counter and not _is_unknown(path, counter) for path, counter in fresh.items())
    kept = values_kept and all(_is_subset(a, b) for a, b in zip(sent(after), sent(before)))
    return "reduced" if kept else "changed"


def _is_unknown(path: str, values: Counter[str]) -> bool:
    """A classifier that does not know a value any more."""
    return path.startswith("kind ") and set(values) == {"0"}


def _is_subset(part: Dict[str, str], whole: Dict[str, str]) -> bool:
    return all(whole.get(name) == value for name, value in part.items())


def _deployed(old: Old, service: Service, late: Run, said: Verdicts, findings: Sequence[Finding]) -> List[str]:
    problems = refusals(service, old.alone.asked) - refusals(old.version.model.service, old.alone.asked)
    cases = chooses_cases(findings)
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
