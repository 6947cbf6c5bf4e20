# SPDX-License-Identifier: MIT
"""What pages show of a terminal is what happens."""

import os
from pathlib import Path
from typing import List

import pytest
import sessions

DOCS = sessions.ROOT / "docs"
PAGES = [page for page in sorted(DOCS.rglob("*.md")) if "\n```console" in page.read_text(encoding="utf-8")]


@pytest.fixture(scope="module")
def prefix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prefix")
    sessions.install(Path(os.environ["TCVOD_LIBRARY_DIR"]), folder)
    return folder


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(DOCS)) for page in PAGES])
def test_session(page: Path, prefix: Path) -> None:
    outcomes = sessions.run_page(page, prefix)
    assert outcomes
    assert "\n".join(filter(None, (outcome.complaint for outcome in outcomes))) == ""


def test_every_guide_is_a_session() -> None:
    assert set(DOCS.glob("guides/*.md")) <= set(PAGES)


def run(page: str, folder: Path) -> List[str]:
    environment = {"PATH": os.environ["PATH"]}
    return [outcome.complaint for outcome in sessions.run_parts(sessions.parse(page), folder, environment)]


def test_a_session_that_holds(tmp_path: Path) -> None:
    page = "```text file=names\nb\na\n```\n```console\n$ sort \\\n> names\na\nb\n$ seq 5\n1\n…\n5\n$ echo no. 12345\nno. …\n```\n```console fails\n$ false\n```\n"
    assert run(page, tmp_path) == ["", "", "", ""]


@pytest.mark.parametrize("page", [
    "```console\n$ echo a\nb\n```\n", "```console\n$ echo a\n```\n", "```console\n$ false\n```\n", "```console fails\n$ true\n```\n",
    "```console\n$ seq 3\n1\n…\n4\n```\n", "```console\n$ printf 'a\\nb\\n'\na…b\n```\n", "```console\n$ exit\n```\n"])  # fmt: skip
def test_a_session_that_does_not_hold(page: str, tmp_path: Path) -> None:
    assert run(page, tmp_path)[0] != ""


def test_writing_puts_right_what_does_not_match(tmp_path: Path) -> None:
    page = "```console\n$ echo at 127.0.0.1:4711\nat 127.0.0.1:…\n$ echo https://127.0.0.1:4711/\n$ echo two\none\n```\n"
    outcomes = sessions.run_parts(sessions.parse(page), tmp_path, {"PATH": os.environ["PATH"]})
    written = sessions.rewritten(page, outcomes)
    assert written == "```console\n$ echo at 127.0.0.1:4711\nat 127.0.0.1:…\n$ echo https://127.0.0.1:4711/\nhttps://…/\n$ echo two\ntwo\n```\n"
