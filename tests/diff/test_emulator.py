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
from versions import Version
from witness import Old, Workshop

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


def failing(binary: Path, library: Version, folder: Path) -> Set[str]:
    """Actions that fail for a program, with a service of this spec."""
    with emulator(folder) as found:
        secret = found["secret_id"], found["secret_key"]
        done = versions.run(binary, library, found["http"], secret=secret)
    assert done.returncode == 0 and done.stdout.endswith("end\n"), done.stderr
    return {line.partition("!")[0] for line in done.stdout.splitlines() if "!" in line.partition("=")[0]}


@pytest.mark.parametrize("rule", [*BREAKING, *HARMLESS])
def test_deployed(rule: str, old_base: Old, tmp_path: Path) -> None:
    old, new = pair(tmp_path, *fixture(ALL[rule], "change"))
    said = worst(EFFECTS, (each.verdicts.deployed for each in findings(old, new)))
    program = old_base.binary, old_base.version
    worse = failing(*program, new) - failing(*program, old)
    assert bool(worse) == (said == "breaks") == (rule in BREAKING), (said, worse)


@pytest.mark.parametrize("rule", ["act-removed", "req-added-required", "req-renamed", "req-added-optional", "rsp-added"])
def test_upgraded(rule: str, workshop: Workshop, old_base: Old, tmp_path: Path) -> None:
    """The same program, built again: with the new service it breaks or not; harmless is it with the old one, too."""
    old, new = pair(tmp_path, *fixture(ALL[rule], "change"))
    said = worst(EFFECTS, (each.verdicts.upgraded for each in findings(old, new)))
    before = failing(old_base.binary, old_base.version, old)
    library = workshop.build(new)
    binary, lost = workshop.rebuilt(old_base, library)
    worse = failing(binary, library, new) - before
    assert bool(worse or lost) == (said == "breaks"), (said, worse, lost)
    if said in ("none", "additive"):
        assert failing(binary, library, old) == before
