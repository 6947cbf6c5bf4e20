# SPDX-License-Identifier: MIT
"""Every promise names a test that is there and runs: [test: CTEST/CASE](FILE), or [test: CTEST](FILE) for a whole one."""

import json
import os
import re
import subprocess
from functools import lru_cache
from pathlib import Path
from typing import Dict, List, NamedTuple, Tuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
HEADING = "## Promises"
REFERENCE = re.compile(r"\[test: ([^\]/]+)(?:/([^\]]+))?\]\(([^)]+)\)")


class Reference(NamedTuple):
    page: Path
    test: str
    case: str
    file: Path

    def __str__(self) -> str:
        return f"{self.page.name}: {self.test}/{self.case}"


def promise_pages() -> List[Path]:
    """Those that the index lists as promises, and all others that make some."""
    listed = (DOCS / "index.md").read_text(encoding="utf-8").partition(f"{HEADING}\n")[2].partition("\n## ")[0]
    pages = {(DOCS / target).resolve() for target in re.findall(r"\]\(([^)]+)\)", listed)}
    return sorted(pages | {page for page in DOCS.rglob("*.md") if f"\n{HEADING}\n" in page.read_text(encoding="utf-8")}
                  - {DOCS / "index.md"})


def promises(page: Path) -> List[str]:
    """Bullets, rows of tables and paragraphs, each with the lines that continue it."""
    found: List[str] = []
    body = page.read_text(encoding="utf-8").partition(f"\n{HEADING}\n")[2].partition("\n## ")[0]
    lines = body.splitlines()
    for number, line in enumerate(lines):
        is_head = line.startswith("|") and lines[number + 1:number + 2] and re.match(r"\|[ |:-]+$", lines[number + 1])
        if line.startswith("- ") or line.startswith("| ") and not is_head and not re.match(r"\|[ |:-]+$", line):
            found.append(line)
        elif line.strip() and not line.startswith("|"):
            if number == 0 or not lines[number - 1].strip():
                found.append(line)
            else:
                found[-1] += " " + line.strip()
    return found


def ends_with_its_test(promise: str) -> bool:
    """So that no sentence follows the last test."""
    tests = list(REFERENCE.finditer(promise))
    return bool(tests) and promise[tests[-1].end():].strip() in ("", ".", "|")


def references() -> List[Reference]:
    return [Reference(page, test, case, (page.parent / file).resolve())
            for page in promise_pages()
            for test, case, file in REFERENCE.findall(page.read_text(encoding="utf-8"))]


@lru_cache(maxsize=None)
def registered() -> Dict[str, Tuple[str, ...]]:
    """Names of ctest, and what each runs."""
    listed = subprocess.run(["ctest", "--test-dir", os.environ["TCVOD_LIBRARY_DIR"], "--show-only=json-v1"],
                            capture_output=True, text=True, check=True).stdout
    return {test["name"]: tuple(test.get("command", ())) for test in json.loads(listed)["tests"]}


def cases(file: Path) -> List[str]:
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".c":
        return re.findall(r"cmocka_unit_test\w*\(\s*(\w+)", text)
    if file.suffix == ".py":
        return re.findall(r"^def (test_\w+)\(", text, re.MULTILINE)
    return re.findall(r"^- name: (.+)$", text, re.MULTILINE)


def runs(test: str, file: Path) -> bool:
    """A program of ctest bears the name of its source; pytest is told a file or the folder it is in."""
    command = registered()[test]
    if file.suffix == ".c":
        stem = file.stem[len("test_"):] if file.stem.startswith("test_") else file.stem
        return any(test == name or test == f"{name}_tsan" for name in (stem, f"{file.parent.name}_{stem}"))
    told = [(ROOT / word).resolve() for word in command if word.startswith(("tests/", str(ROOT / "tests")))]
    return "pytest" in command and any(file == each or each in file.parents for each in told)


@pytest.mark.parametrize("page", promise_pages(), ids=lambda page: str(page.name))
def test_every_promise_names_its_test(page: Path) -> None:
    made = promises(page)
    assert made
    assert not [promise for promise in made if not ends_with_its_test(promise)]


@pytest.mark.parametrize("reference", references(), ids=str)
def test_the_test_is_there_and_runs(reference: Reference) -> None:
    assert reference.file.is_file()
    assert reference.test in registered()
    assert runs(reference.test, reference.file)
    if reference.case:
        assert reference.case in cases(reference.file)


def test_references_are_well_formed() -> None:
    for page in DOCS.rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        assert text.count("[test:") == len(REFERENCE.findall(text)), page


def test_what_is_wrong_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Page\n\n## Promises\n\n| what | limit |\n| --- | --- |\n| size | 3 |\n\n- One\n  and two.\n\nThree,\nand four.\n\n"
                    "## Other\n\n- three\n", encoding="utf-8")
    assert promises(page) == ["| size | 3 |", "- One and two.", "Three, and four."]
    assert ends_with_its_test("- One. [test: a/b](c)") and ends_with_its_test("| 1 | [test: a](c) |")
    assert not ends_with_its_test("- One.") and not ends_with_its_test("- One. [test: a](c) Two.")
    source = ROOT / "tests/transport/test_fork.c"
    assert runs("transport_fork", source) and not runs("transport_tls", source)
    assert "nobody_wrote_this" not in cases(source)
    assert runs("cli", ROOT / "tests/cli/test_config.py") and not runs("cli", ROOT / "tests/oom/test_complete.py")
