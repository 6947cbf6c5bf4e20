# SPDX-License-Identifier: MIT
"""Thirty revisions in a row: old programs on new libraries, new programs on old ones, and abidiff's word on it."""

import copy
import random
import shutil
from pathlib import Path
from typing import Any, Dict, List

import pytest
import versions
from mutations import (
    add_action,
    add_error,
    add_field,
    add_list,
    add_value,
    change_retry,
    deprecate,
    flip_required,
    reword,
    shuffle,
)
from specs import BASE, Files, advance, files_of, findings, pair, write
from test_rules import ALL
from test_rules import versions as fixture
from tcvodgen.diff.verdict import EFFECTS, worst
from tcvodgen.lock import Lock
from witness import Old, Workshop, abidiff

REVISIONS = 30
EDITS = (add_field, add_list, add_value, change_retry, deprecate, flip_required, reword, shuffle, add_error)


def numbered(files: Files, number: int) -> None:
    """What an edit called mutant… gets a name of its own, so that revisions add up."""

    def renamed(node: Any) -> Any:
        if isinstance(node, dict):
            return {key.replace("mutant", f"r{number}x"): renamed(value) for key, value in node.items()}
        if isinstance(node, str) and node in ("mutant_value", "mutant_error"):
            return node.replace("mutant", f"r{number}x")
        return node

    for name in list(files):
        files[name] = renamed(files[name])
    for values in files["values.yaml"].values():
        if "77777" in values["values"]:
            values["values"][str(77777 + number)] = values["values"].pop("77777")
    for content in files.values():
        errors = content.get("errors", {})
        if "987654" in errors:
            errors[str(987654 + number)] = errors.pop("987654")


def revisions(root: Path) -> List[Path]:
    dice = random.Random(30)
    files, pinned, found = files_of(BASE), Lock(), []
    for number in range(1, REVISIONS + 1):
        if number > 1:
            files = copy.deepcopy(files)
            for edit in dice.sample(EDITS, 3):
                edit(files, dice)
            if number == REVISIONS:
                add_action(files, dice)
            numbered(files, number)
        folder = write(root / str(number) / "shop", files)
        pinned = advance(folder, pinned, True)
        found.append(folder)
    return found


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> List[Path]:
    return revisions(tmp_path_factory.mktemp("chain"))


def test_every_step_is_compatible(chain: List[Path]) -> None:
    for old, new in zip(chain, chain[1:]):
        found = findings(old, new)
        assert not any(each.needs_soname for each in found)
        assert worst(EFFECTS, (each.verdicts.source for each in found)) != "breaks"


def test_program_of_the_first_revision_runs_on_the_last(chain: List[Path], workshop: Workshop) -> None:
    first = workshop.old(chain[0])
    last = workshop.build(chain[-1])
    assert last.model.layout_version > first.version.model.layout_version
    run = workshop.run(first.binary, last, first.version.model.service)
    assert run.lines == first.alone.lines
    assert [each.own(last.model.service) for each in run.asked] == [
        each.own(last.model.service) for each in first.alone.asked
    ]


def test_program_of_the_last_revision_says_what_the_library_lacks(
    chain: List[Path], workshop: Workshop
) -> None:
    last = workshop.old(chain[-1])
    before = workshop.build(chain[-2])
    run = workshop.run(last.binary, before, before.model.service)
    assert run.status == 0
    assert any(
        f"layout {last.version.model.layout_version}" in line or "newer" in line
        for line in run.lines
        if "!" in line
    ), run.lines


# What abidiff cannot know: the caller's layout version says how long its structs are.
UNDERSTOOD: Dict[str, str] = {
    "grown": "structs grow at their end; the library reads and writes only what the caller's layout version has",
    "clean": "numbers of actions and ordinals of values are constants, which debug information does not hold",
}


@pytest.mark.parametrize("rule", sorted(ALL))
def test_abidiff_agrees_or_is_understood(
    rule: str, workshop: Workshop, old_base: Old, tmp_path: Path
) -> None:
    assert shutil.which("abidiff"), "install abigail-tools"
    before, after = fixture(ALL[rule], "change")
    old, new = pair(tmp_path, before, after)
    try:
        version = versions.generate(new, tmp_path / "new-built")
        base = (
            old_base.version if "before" not in ALL[rule] else versions.generate(old, tmp_path / "old-built")
        )
    except versions.Refused:
        return
    said = worst(EFFECTS, (each.verdicts.abi for each in findings(old, new)))
    seen = abidiff(base, version)
    if seen == "moved":
        assert said in ("soft", "maybe", "breaks") or _renamed_only(rule)
    elif said == "breaks":
        assert seen in UNDERSTOOD


def _renamed_only(rule: str) -> bool:
    """Types that are called otherwise are the same memory."""
    return rule in ("gen-prefix-changed", "typ-renamed")
