# SPDX-License-Identifier: MIT
"""Random edits of the real spec, one and two at a time: no verdict may contradict a witness.

TCVOD_MUTATIONS says how many; TCVOD_MUTATION_SEED which; TCVOD_MUTATION_SHARD (2/3) takes a part of them.
"""

import os
import random
from pathlib import Path
from typing import List, Tuple

import pytest
from mutations import KINDS, Edit, mutant
from specs import ROOT, Files, advance, files_of, write
from tcvodgen.lock import Lock
from witness import Old, Workshop

COUNT = int(os.environ.get("TCVOD_MUTATIONS", "15"))
SHARD, SHARDS = map(int, os.environ.get("TCVOD_MUTATION_SHARD", "1/1").split("/"))
SEED = int(os.environ.get("TCVOD_MUTATION_SEED", "1"))
NAME = "vod-v2"


def drop_examples(files: Files) -> Files:
    """Examples repeat what an edit changes, so that lint would refuse the edit alone."""
    for content in files.values():
        content.pop("examples", None)
    return files


def plans() -> List[Tuple[int, Tuple[Edit, ...]]]:
    """Every kind as often as every other; each third plan has two edits."""
    dice = random.Random(SEED)
    found: List[Tuple[int, Tuple[Edit, ...]]] = []
    for number in range(COUNT):
        kinds = [KINDS[number % len(KINDS)]]
        if number % 3 == 2:
            kinds.append(dice.choice(KINDS))
        found.append((SEED * 100_000 + number, tuple(kinds)))
    return found[SHARD - 1 :: SHARDS]


class Released:
    """The real spec, as if it were released, with its library and its program."""

    def __init__(self, workshop: Workshop, scratch: Path) -> None:
        self.files = drop_examples(files_of(ROOT / "spec" / NAME))
        self.folder = write(scratch / "old" / NAME, self.files)
        self.lock: Lock = advance(self.folder, Lock(), True)
        self.old: Old = workshop.old(self.folder)


@pytest.fixture(scope="module")
def released(workshop: Workshop, tmp_path_factory: pytest.TempPathFactory) -> Released:
    return Released(workshop, tmp_path_factory.mktemp("released"))


@pytest.mark.parametrize(
    "seed, kinds",
    plans(),
    ids=lambda part: str(part) if isinstance(part, int) else "+".join(each.__name__ for each in part),
)
def test_mutant(
    seed: int, kinds: Tuple[Edit, ...], released: Released, workshop: Workshop, tmp_path: Path
) -> None:
    files, said = mutant(released.files, random.Random(seed), kinds)
    new = write(tmp_path / NAME, files)
    advance(new, released.lock, False, refused=True)
    assert workshop.disagreements(released.old, new) == [], said
