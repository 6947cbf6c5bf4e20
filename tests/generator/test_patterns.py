# SPDX-License-Identifier: MIT
from __future__ import annotations

import shutil
import subprocess

import pytest

from tcvodgen.patterns import NotPortable, posix_pattern


@pytest.mark.parametrize(
    "ecma, posix",
    [
        ("[0-9a-f]{32}", "^([0-9a-f]{32})$"),
        (r"\d+(?:\.\d+)?", r"^([0-9]+(\.[0-9]+)?)$"),
        (r"\w|\s|\D", "^([A-Za-z0-9_]|[[:space:]]|[^0-9])$"),
        (r"[\w.-]+", "^([A-Za-z0-9_.-]+)$"),
        (r"[^\]a]", "^([^]a])$"),
        (r"[a\-z]", "^([az-])$"),
        (r"[\^a]", "^([a^])$"),
        (r"[^^]", "^([^^])$"),
        (r"a\/b\t\x41\u0042", "^(a/b\tAB)$"),
        ("", ""),
    ],
)
def test_translation(ecma: str, posix: str) -> None:
    assert posix_pattern(ecma) == posix


@pytest.mark.parametrize(
    "ecma", ["a+?", "a??", "(?=a)", "(?<x>a)", r"\b", r"(a)\1", "[]", r"[\D]", "[a", "a\\", r"\xZZ", r"[\^]"]
)
def test_what_posix_cannot_say_is_refused(ecma: str) -> None:
    with pytest.raises(NotPortable):
        posix_pattern(ecma)


@pytest.mark.parametrize(
    "ecma, text, matches",
    [
        (r"[\w.-]+", "a-b.c_1", True),
        (r"[\w.-]+", "a b", False),
        (r"\d{4}-\d{2}", "2024-01", True),
        (r"[^\]a]", "]", False),
        (r"[a\-z]", "b", False),
    ],
)
def test_grep_agrees(ecma: str, text: str, matches: bool) -> None:
    grep = shutil.which("grep")
    assert grep is not None
    found = subprocess.run([grep, "-E", "-q", "--", posix_pattern(ecma)], input=text, text=True)
    assert (found.returncode == 0) == matches
