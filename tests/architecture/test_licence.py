# SPDX-License-Identifier: MIT
"""Every source file says under which licence it is."""

import subprocess

import layers

SOURCES = ("*.c", "*.h", "*.py", "*.sh", "*.js", "*.css", "*.cmake", "CMakeLists.txt", "*/CMakeLists.txt", ".github/*.yml", "dev")
# What the generator writes has its marker; the others are data of tests, some of them of an older time.
NOT_OURS = (":!generated", ":!tests/abi/layout-*", ":!tests/generator/golden/expected", ":!tests/diff/base", ":!tests/diff/fixtures")


def sources() -> "list[str]":
    command = ["git", "ls-files", "-z", "--", *SOURCES, *NOT_OURS]
    names = subprocess.run(command, cwd=layers.ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    return [name for name in names if name and (layers.ROOT / name).exists()]


def test_there_are_sources() -> None:
    assert len(sources()) > 300


def test_every_source_names_its_licence() -> None:
    without = []
    for name in sources():
        lines = (layers.ROOT / name).read_text(encoding="utf-8", errors="replace").splitlines()[:3]
        if not any("SPDX-License-Identifier: MIT" in line for line in lines):
            without.append(name)
    assert without == []
