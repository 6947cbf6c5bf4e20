# SPDX-License-Identifier: MIT
"""Damaged specs: the generator never crashes, and what it says of them has a place and a rule.

Mutations follow from a seed, so that a failure repeats; TCVOD_FUZZ_SPECS sets how many are tried."""

from __future__ import annotations

import contextlib
import io
import os
import random
import shutil
from pathlib import Path
from typing import Callable, List

import pytest

from tcvodgen import rules
from tcvodgen.cli import main
from tcvodgen.diagnostics import FORMATS, Diagnostics, render
from tcvodgen.lint import lint
from tcvodgen.load import load_service

ROOT = Path(__file__).resolve().parents[2]
MINI = ROOT / "tests/generator/golden/spec/mini"
TRIES = int(os.environ.get("TCVOD_FUZZ_SPECS", "400"))
PIECES = (": ", "- ", "{", "}", "[", "]", "\n", "\t", "&a", "*a", "!!x", "'", '"', "#", "|", "null", "~", "true",
          "no", "1e3", "0x1", "010", "-1", "99999999999999999999", "list", "map", "string", "of: ", "type: ",
          "required: true", "values: ", "Item", "\u00e9", "\u202e", "\0", "\ufeff", "%", "? ", "<<: ", "---\n")


def cut(text: str, chance: random.Random) -> str:
    begin = chance.randrange(len(text) + 1)
    return text[:begin] + text[begin + chance.randrange(1, 20):]


def insert(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text) + 1)
    return text[:place] + chance.choice(PIECES) + text[place:]


def repeat_line(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True) or [""]
    lines.insert(chance.randrange(len(lines) + 1), chance.choice(lines))
    return "".join(lines)


def swap_words(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    first, second = (chance.randrange(len(words)) for _ in range(2))
    words[first], words[second] = words[second], words[first]
    return " ".join(words)


def indent(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    lines[chance.randrange(len(lines))] = "  " + chance.choice(lines)
    return "\n".join(lines)


def replace_word(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    words[chance.randrange(len(words))] = chance.choice(PIECES)
    return " ".join(words)


MUTATIONS: List[Callable[[str, random.Random], str]] = [
    cut, insert, repeat_line, swap_words, indent, replace_word,
]


def damage(folder: Path, chance: random.Random) -> None:
    for _ in range(chance.randrange(1, 4)):
        file = chance.choice(sorted(path for path in folder.rglob("*") if path.is_file()))
        text = chance.choice(MUTATIONS)(file.read_bytes().decode("utf-8"), chance)
        file.write_bytes(text.encode("utf-8"))


def check_findings(found: Diagnostics, known_rules: List[str]) -> None:
    for each in found.sorted():
        assert each.rule in known_rules and each.message
        assert each.position.line >= 1 and each.position.column >= 1
    for output_format in FORMATS:
        assert isinstance(render(found, output_format), str)


@pytest.mark.parametrize("part", range(4))
def test_damaged_specs(part: int, tmp_path: Path) -> None:
    known_rules = list(rules.all_rules())
    accepted = 0
    for seed in range(part, TRIES, 4):
        folder = tmp_path / "mini"
        shutil.copytree(MINI, folder)
        damage(folder, random.Random(seed))
        found = Diagnostics()
        try:
            service = load_service(str(folder), found)
            if service is not None and not found.has_errors:
                lint(service, found)
        except Exception as failure:
            raise AssertionError(f"seed {seed} broke the generator") from failure
        assert service is not None or found.has_errors, seed
        check_findings(found, known_rules)
        accepted += not found.has_errors
        if not found.has_errors:
            check_output(folder, tmp_path / "out", seed)
        shutil.rmtree(folder)
    assert 0 < accepted < TRIES // 4


def check_output(folder: Path, out: Path, seed: int) -> None:
    """What lint takes is generated, or refused in words."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as told:
        try:
            status = main(["generate", "--spec", str(folder), "--out", str(out)])
        except Exception as failure:
            raise AssertionError(f"seed {seed} broke generate") from failure
    assert status == 0 or told.getvalue(), seed
    shutil.rmtree(out, ignore_errors=True)
