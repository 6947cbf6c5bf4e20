# SPDX-License-Identifier: MIT
"""What holds for every pair of specs."""

import copy
import random
import time
from pathlib import Path
from typing import List

import pytest
from mutations import KINDS, mutant, shuffle
from specs import BASE, ROOT, Files, advance, files_of, findings, pair, write
from tcvodgen.canonical import canonical
from tcvodgen.commands_diff import compared
from tcvodgen.diagnostics import Diagnostics
from tcvodgen.diff import inputs
from tcvodgen.diff.changes import apply, compare
from tcvodgen.diff.snapshot import Snapshot, take
from tcvodgen.load import load_service
from tcvodgen.lock import Lock

FILES = files_of(BASE)
CALM = tuple(each for each in KINDS if each.__name__ not in ("move_limit",))
SEEDS = range(40)


def snapshot(folder: Path) -> Snapshot:
    service = load_service(str(folder), Diagnostics())
    assert service is not None
    return take(canonical(service))


def two(root: Path, seed: int) -> List[Path]:
    dice = random.Random(seed)
    found = []
    for number in range(3):
        files, _ = mutant(FILES, dice, tuple(dice.sample(CALM, 2))) if number else (FILES, [])
        folder = write(root / str(number) / "shop", files)
        advance(folder, Lock(), True)
        found.append(folder)
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_changes_are_lossless(seed: int, tmp_path: Path) -> None:
    a, b, _ = map(snapshot, two(tmp_path, seed))
    assert apply(compare(a, b), a) == b
    assert apply(compare(b, a), b) == a


@pytest.mark.parametrize("seed", SEEDS)
def test_two_steps_cover_one(seed: int, tmp_path: Path) -> None:
    """Whatever differs between the first and the last differed in one of the steps."""
    a, b, c = map(snapshot, two(tmp_path, seed))
    steps = {
        (each.subject, fact)
        for pair in ((a, b), (b, c))
        for each in compare(*pair)
        for fact in each.facts or ("",)
    }
    subjects = {subject for subject, _ in steps}
    for each in compare(a, c):
        assert each.subject in subjects
        assert (
            not each.facts
            or {(each.subject, fact) for fact in each.facts} <= steps
            or (each.subject, "") in steps
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_backwards_mirrors(seed: int, tmp_path: Path) -> None:
    a, b, _ = map(snapshot, two(tmp_path, seed))
    forward = {(each.subject, each.before is None, each.after is None) for each in compare(a, b)}
    backward = {(each.subject, each.after is None, each.before is None) for each in compare(b, a)}
    assert forward == backward


@pytest.mark.parametrize("seed", SEEDS)
def test_order_means_nothing(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)
    files, _ = mutant(FILES, dice, tuple(dice.sample(CALM, 2)))
    shuffled = copy.deepcopy(files)
    shuffle(shuffled, dice)
    shuffled = dict(dice.sample(sorted(shuffled.items()), len(shuffled)))
    plain = findings(*pair(tmp_path / "a", FILES, files))
    mixed = findings(*pair(tmp_path / "b", FILES, shuffled))
    assert [(each.fingerprint, each.message) for each in plain] == [
        (each.fingerprint, each.message) for each in mixed
    ]


def test_written_out_defaults_and_file_splits_are_nothing(tmp_path: Path) -> None:
    written: Files = copy.deepcopy(FILES)
    written["actions/GetItem.yaml"].update(
        host="api", methods=["GET", "POST"], body="none", status="published", success_codes=["0"]
    )
    written["actions/GetItem.yaml"]["request"]["verbose"]["required"] = False
    written["actions/GetItem.yaml"]["request"]["scale"].update(sensitive=False, required=False)
    assert findings(*pair(tmp_path, FILES, written)) == ()


def test_the_base_as_it_is_written_is_the_base_as_json(tmp_path: Path) -> None:
    old, new = pair(tmp_path, FILES, FILES)
    for name in FILES:
        (new / name).write_bytes((BASE / name).read_bytes())
    assert findings(old, new) == ()


def test_whole_spec_in_a_second(tmp_path: Path) -> None:
    folder = inputs.Input(str(ROOT / "spec/vod-v2"), "spec/vod-v2")
    best = 9.0
    for _ in range(3):
        start = time.process_time()
        assert compared(folder, folder, None).findings == ()
        best = min(best, time.process_time() - start)
    assert best < 1.0
