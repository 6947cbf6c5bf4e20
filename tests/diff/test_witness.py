# SPDX-License-Identifier: MIT
"""The verdict of every rule, against a compiler, an old binary and the emulator's checks."""

from pathlib import Path

import pytest
from specs import pair, patched
from test_links import BEFORE, ORDINARY
from test_rules import ALL, versions
from witness import Old, Workshop


@pytest.mark.parametrize("rule", sorted(ALL))
@pytest.mark.parametrize("way", ["forward", "backward"])
def test_verdict_is_true(rule: str, way: str, workshop: Workshop, old_base: Old, tmp_path: Path) -> None:
    before, after = versions(ALL[rule], "change")
    if way == "backward":
        before, after = after, before
    old, new = pair(tmp_path, before, after)
    plain = way == "forward" and "before" not in ALL[rule]
    program = old_base if plain else workshop.old(old)
    assert workshop.disagreements(program, new) == []


@pytest.mark.parametrize("edit", sorted(ORDINARY))
@pytest.mark.parametrize("way", ["forward", "backward"])
def test_verdict_of_an_ordinary_edit_is_true(edit: str, way: str, workshop: Workshop, tmp_path: Path) -> None:
    before, after = BEFORE, patched(BEFORE, ORDINARY[edit])
    if way == "backward":
        before, after = after, before
    old, new = pair(tmp_path, before, after)
    assert workshop.disagreements(workshop.old(old), new) == []
