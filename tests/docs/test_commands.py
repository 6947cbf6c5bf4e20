# SPDX-License-Identifier: MIT
"""Commands that pages name without running them: they exist, and shell blocks are shell."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Iterator, List, Set, Tuple

import links
import pytest

ROOT = links.ROOT
PAGES = [page for page in links.pages() if not str(page.relative_to(ROOT)).startswith("generated/")]
SAME = re.compile(r"^```\w+ same=(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path) -> Iterator[Tuple[str, str]]:
    """Language and text of code; what has no language is commands and whatever."""
    for token in links.tokens(page):
        if token.type in ("fence", "code_block"):
            yield (token.info.split() or [""])[0], token.content
        for child in token.children or []:
            if child.type == "code_inline":
                yield "", child.content


SHELL = [(page, text) for page in PAGES for language, text in blocks(page) if language == "sh"]
COMMAND_LINES = [(page, line.strip()) for page in PAGES for language, text in blocks(page) if language in ("", "sh", "console", "yaml")
                 for line in text.splitlines()]  # fmt: skip


def named(pattern: str) -> Set[str]:
    """What the first group of the pattern finds in lines of code."""
    return {match.group(1) for _, line in COMMAND_LINES for match in re.finditer(pattern, line)}


def printed(*command: str) -> str:
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("page, text", SHELL, ids=[f"{page.relative_to(ROOT)}-{number}" for number, (page, _) in enumerate(SHELL)])
def test_shell_blocks_are_shell(page: Path, text: str) -> None:
    done = subprocess.run(["sh", "-n"], input=text, text=True, capture_output=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_commands_of_dev_exist() -> None:
    usage = printed("sh", "dev", "help")
    commands = named(r"\./dev ([a-z]+)")
    assert len(commands) > 5
    assert sorted(command for command in commands if f"\n  {command} " not in usage) == []


def test_presets_exist() -> None:
    presets = json.loads((ROOT / "CMakePresets.json").read_text())
    known = {preset["name"] for kind in ("configurePresets", "buildPresets", "testPresets") for preset in presets[kind]}
    assert named(r"--preset ([a-z]+)") and named(r"--preset ([a-z]+)") <= known


def test_commands_of_tcvodgen_exist() -> None:
    usage = printed(sys.executable, "-m", "tcvodgen", "--help")
    commands = named(r"(?<!by )\btcvodgen ([a-z][a-z-]*)")
    assert len(commands) > 5
    assert sorted(command for command in commands if not re.search(rf"^ +{command}\b", usage, re.MULTILINE)) == []


def test_commands_of_tcvod_exist() -> None:
    usage = printed(os.environ["TCVOD_CLI"], "--help")
    commands = named(r"(?:^|[;|(`]|\$ )tcvod ([a-z]+)\b(?! stands)")
    assert len(commands) > 5
    assert sorted(command for command in commands if not re.search(rf"^ +{command}\b", usage, re.MULTILINE)) == []


def copies() -> List[Tuple[str, str]]:
    return [match for page in PAGES for match in SAME.findall(page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("path, text", copies(), ids=[path for path, _ in copies()])
def test_a_copy_is_the_same_as_its_file(path: str, text: str) -> None:
    """The file is run by another test."""
    original = (ROOT / path).read_text(encoding="utf-8").splitlines(keepends=True)
    assert text == "".join(line for line in original if "SPDX-License-Identifier" not in line)


def test_there_are_copies() -> None:
    assert copies()
