# SPDX-License-Identifier: MIT
"""What the shared library exports is what symbols.txt lists, each under its version."""

import difflib
from pathlib import Path

from symbols import exported

LIST = Path(__file__).with_name("symbols.txt")
UPDATE = "python3 tests/install/symbols.py BUILD/libtcvod.so >tests/install/symbols.txt"


def difference(library: Path, listed: str) -> str:
    return "\n".join(difflib.unified_diff(
        listed.splitlines(), exported(library), "tests/install/symbols.txt", library.name, lineterm=""))


def test_symbols_are_those_listed(library: Path) -> None:
    found = difference(library, LIST.read_text(encoding="utf-8"))
    assert not found, (
        f"\n{found}\nA line that is gone breaks programs: keep the function. For a new one run\n  {UPDATE}")


def test_a_difference_is_readable(library: Path) -> None:
    lines = LIST.read_text(encoding="utf-8").splitlines()
    found = difference(library, "\n".join(["tcvod_gone@@TCVOD_0", *lines[1:]]))
    assert "-tcvod_gone@@TCVOD_0" in found and "+" + lines[0] in found


def test_only_ours_is_exported(library: Path) -> None:
    assert [name for name in exported(library) if not name.startswith("tcvod_")] == []


def test_every_symbol_has_a_version(library: Path) -> None:
    assert [name for name in exported(library) if "@@TCVOD_" not in name] == []
