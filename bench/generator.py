# SPDX-License-Identifier: MIT
"""generator.py: seconds to generate the whole v2 binding and to compare two whole specs.

Beside each: what merely reading the same files with PyYAML takes.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import List

from figures import Figure, show

ROOT = Path(__file__).resolve().parents[1]
SPEC = ROOT / "spec" / "vod-v2"
ROUNDS = 5
READ_ALL = """\
import sys, pathlib, yaml
for folder in sys.argv[1:]:
    for path in sorted(pathlib.Path(folder).rglob("*.yaml")):
        yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
"""


def seconds(*arguments: str) -> float:
    begin = time.monotonic()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begin


def compare(name: str, goal: str, subject: List[str], baseline: List[str]) -> Figure:
    subjects, baselines = [], []
    for _ in range(ROUNDS):
        subjects.append(seconds(*subject))
        baselines.append(seconds(*baseline))
    return Figure(name, "s", tuple(subjects), goal, statistics.median(subjects), statistics.median(baselines), "s")


def changed_copy(folder: Path) -> Path:
    """The same spec with one word of one action changed, so that there is something to compare."""
    copy = folder / "changed" / SPEC.name
    shutil.copytree(SPEC, copy)
    action = sorted(copy.glob("actions/*.yaml"))[0]
    text = action.read_text(encoding="utf-8")
    action.write_text(text.replace("summary: ", "summary: Changed. ", 1), encoding="utf-8")
    return copy


def main() -> int:
    os.environ["PYTHONPATH"] = str(ROOT / "generator")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy = folder / SPEC.name
        shutil.copytree(SPEC, copy)
        generate = ["-m", "tcvodgen", "generate", "--spec", str(copy), "--out", str(folder / "out")]
        show(compare("generating the v2 binding", "<= 3", generate, ["-c", READ_ALL, str(copy)]))
        changed = changed_copy(folder)
        diff = ["-m", "tcvodgen", "diff", str(SPEC), str(changed)]
        show(compare("comparing two v2 specs", "<= 1", diff, ["-c", READ_ALL, str(SPEC), str(changed)]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
