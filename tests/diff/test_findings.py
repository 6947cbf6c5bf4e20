# SPDX-License-Identifier: MIT
"""What holds for the findings about any pair and any chain of specs.

Two steps cover one leap: every finding of A→C has one of A→B or B→C about the same thing, something in it or
something around it, that is no less severe; and on none of the five axes is the leap worse than the worse step.
"""

import random
from pathlib import Path
from typing import Iterable, List, Tuple

import pytest
from mutations import KINDS, mutant
from specs import BASE, advance, files_of, findings, pair, patched, write
from tcvodgen.diff.catalogue import catalogue
from tcvodgen.diff.finding import Finding
from tcvodgen.diff.verdict import EFFECTS, SEVERITIES, Verdicts
from tcvodgen.lock import Lock

FILES = files_of(BASE)
EDITS = tuple(each for each in KINDS if each.__name__ != "move_limit")
# `was` leads one way: backwards, the same edit is a removal and an addition.
BOTH_WAYS = tuple(each for each in EDITS if not each.__name__.startswith("rename_"))
SEEDS = range(60)


def chain(root: Path, seed: int) -> List[Path]:
    """Three released versions, each made from the one before by two edits."""
    dice = random.Random(seed)
    files, pinned, found = FILES, Lock(), []
    for number in range(3):
        if number:
            files, _ = mutant(files, dice, tuple(dice.sample(EDITS, 2)))
        folder = write(root / str(number) / "shop", files)
        pinned = advance(folder, pinned, True, refused=True)
        found.append(folder)
    return found


def joined(found: Iterable[Finding]) -> Verdicts:
    said = Verdicts()
    for each in found:
        said = said.joined(each.verdicts)
    return said


def related(one: Finding, other: Finding) -> bool:
    """About the same thing, something in it or around it, by any name that it had; of those in a fold, one."""
    return any(
        a[: len(b)] == b or b[: len(a)] == a or a[0] == b[0] for a in _paths(one) for b in _paths(other)
    )


def _paths(finding: Finding) -> List[Tuple[str, ...]]:
    paths = [finding.subject.path, *(tuple(each.split(".")) for each in finding.subjects)]
    if isinstance(finding.old, str):
        paths.append(finding.subject.renamed(finding.old).path)
    return paths


def covered(finding: Finding, steps: List[Finding]) -> bool:
    return any(
        SEVERITIES.index(each.severity) >= SEVERITIES.index(finding.severity) and related(finding, each)
        for each in steps
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_two_steps_cover_one_leap(seed: int, tmp_path: Path) -> None:
    a, b, c = chain(tmp_path, seed)
    steps = [*findings(a, b), *findings(b, c)]
    leap = findings(a, c)
    assert [f"{each.rule} {each.subject}" for each in leap if not covered(each, steps)] == []
    for axis, effect in vars(joined(leap)).items():
        assert EFFECTS.index(effect) <= EFFECTS.index(vars(joined(steps))[axis]), axis


@pytest.mark.parametrize("seed", SEEDS)
def test_backwards_every_finding_has_its_mirror(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)
    files, _ = mutant(FILES, dice, tuple(dice.sample(BOTH_WAYS, 2)))
    forward = findings(*pair(tmp_path / "forward", FILES, files))
    backward = findings(*pair(tmp_path / "backward", files, FILES))
    for found, others in ((forward, backward), (backward, forward)):
        rules = {rule for each in others for rule in (each.rule, *each.also)}
        for each in (one for one in found if one.subject.kind != "lock"):  # a lock moves forwards only
            mirrors = {name for rule in (each.rule, *each.also) for name in catalogue()[rule].mirrors}
            assert not mirrors or mirrors & rules, f"{each.rule} {each.subject}: {sorted(rules)}"


def test_two_limits_of_one_field_are_two_findings(tmp_path: Path) -> None:
    """An approval of one must not cover the other, though the numbers are the same."""
    limits = [{"labels": {"max_items": most, "max_length": most}} for most in (8, 4)]
    old, new = (patched(FILES, {"actions/GetItem.yaml": {"request": each}}) for each in limits)
    found = findings(*pair(tmp_path, old, new))
    assert [each.rule for each in found] == ["req-constraint-tightened"] * 2
    assert len({each.fingerprint for each in found}) == 2


@pytest.mark.parametrize("seed", SEEDS)
def test_fingerprints_tell_findings_apart(seed: int, tmp_path: Path) -> None:
    a, b, _ = chain(tmp_path, seed)
    prints = [each.fingerprint for each in findings(a, b)]
    assert len(prints) == len(set(prints))
