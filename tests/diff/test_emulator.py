# SPDX-License-Identifier: MIT
"""Requests of old programs, sent to the emulator of the new spec over real sockets."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Dict, Iterator, Set

import pytest
import versions
from specs import ROOT, findings, pair
from test_rules import ALL
from test_rules import versions as fixture
from tcvodgen.diff.verdict import EFFECTS, worst
from witness import Old

# Rules whose effect on deployed programs the emulator can show, and some that must have none.
BREAKING = ("act-removed", "req-added-required", "req-renamed")
HARMLESS = (
    "act-added",
    "doc-text-changed",
    "req-added-optional",
    "req-became-optional",
    "req-constraint-loosened",
    "rsp-added",
)


@contextmanager
def emulator(folder: Path) -> Iterator[Dict[str, str]]:
    paths = os.pathsep.join([str(ROOT / "generator"), str(ROOT / "emulator")])
    command = [sys.executable, "-m", "tcvod_emulator", "--exit-with-parent", "--spec", str(folder)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": paths}, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


def failing(old: Old, folder: Path) -> Set[str]:
    """Actions that fail for a program that is deployed."""
    with emulator(folder) as found:
        secret = found["secret_id"], found["secret_key"]
        done = versions.run(old.binary, old.version, found["http"], secret=secret)
    assert done.returncode == 0 and done.stdout.endswith("end\n"), done.stderr
    return {line.partition("!")[0] for line in done.stdout.splitlines() if "!" in line.partition("=")[0]}


@pytest.mark.parametrize("rule", [*BREAKING, *HARMLESS])
def test_deployed(rule: str, old_base: Old, tmp_path: Path) -> None:
    old, new = pair(tmp_path, *fixture(ALL[rule], "change"))
    said = worst(EFFECTS, (each.verdicts.deployed for each in findings(old, new)))
    worse = failing(old_base, new) - failing(old_base, old)
    assert bool(worse) == (said == "breaks") == (rule in BREAKING), (said, worse)
