# SPDX-License-Identifier: MIT
"""Every source file says its licence within its first lines; what holds data needs none."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = {".c", ".h", ".py", ".sh", ".js", ".css", ".html", ".cmake", ".toml", ".map", ".1", ".3", ".fish",
           ".yml", ".bash"}
NAMED = {"CMakeLists.txt", "dev", "run"}
# Input of tests, and what an old generator wrote.
DATA = ("tests/generator/golden/", "tests/generator/negative/", "tests/abi/layout-1/", "tests/fuzz/corpus/")
FIRST_LINES = 4


def sources() -> "list[Path]":
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    paths = [Path(name) for name in listed.stdout.split("\0") if name and not name.startswith(DATA)]
    return [path for path in paths
            if (path.suffix in SOURCES or path.name in NAMED) and (ROOT / path).is_file()]


def test_every_source_says_its_licence() -> None:
    silent = [str(path) for path in sources()
              if not any("SPDX-License-Identifier: MIT" in line for line in
                         (ROOT / path).read_text(encoding="utf-8").splitlines()[:FIRST_LINES])]
    assert not silent, "begin these with a comment SPDX-License-Identifier: MIT"


def test_the_list_is_of_this_repository() -> None:
    assert {Path("dev"), Path("runtime/src/decode.c"), Path("tests/headers/test_licences.py")} <= set(sources())
