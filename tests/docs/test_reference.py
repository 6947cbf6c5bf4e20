# SPDX-License-Identifier: MIT
"""The generated reference: samples compile, man pages are printed."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import List

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "generated" / "docs").rglob("*.md"))
MAN_PAGES = sorted((ROOT / "generated" / "man" / "man3").glob("*.3"))
SAMPLE = re.compile(r"^```c\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ACTIONS = sorted(each.stem for each in (ROOT / "spec" / "vod-v2" / "actions").glob("*.yaml"))


def samples() -> List[str]:
    return [sample for page in PAGES for sample in SAMPLE.findall(page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_samples_compile(compiler: str, tmp_path: Path) -> None:
    """All of them in one file: a function each."""
    assert len(samples()) == len(ACTIONS) + 1
    source = tmp_path / "samples.c"
    functions = "".join(
        f"int sample_{number}(void);\nint sample_{number}(void)\n{{\n{sample}\nreturn 0;\n}}\n"
        for number, sample in enumerate(samples()))  # fmt: skip
    source.write_text(
        "#include <stdio.h>\n#include <string.h>\n#include <tcvod/vod_v2.h>\n"
        "extern tcvod_client *client;\nextern tcvod_error error;\n" + functions, encoding="utf-8")  # fmt: skip
    flags = ["-std=c11", "-Wall", "-Wextra", "-Werror", "-Wno-deprecated-declarations", "-fsyntax-only"]
    includes = [f"-I{ROOT / folder / 'include'}" for folder in ("runtime", "generated")]
    done = subprocess.run([compiler, *flags, *includes, str(source)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_tables_are_whole(page: Path) -> None:
    """Every row has as many cells as its head, and none is empty."""
    columns = 0
    for line in page.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] if line.startswith("|") else []
        columns = len(cells) if not columns else columns
        assert len(cells) in (0, columns), line
        assert all(cells), line
        columns = len(cells) and columns


def test_every_action_is_in_the_index_and_has_a_man_page() -> None:
    index = (ROOT / "generated" / "docs" / "vod_v2" / "README.md").read_text(encoding="utf-8")
    assert [name for name in ACTIONS if f"[{name}](" not in index] == []
    assert len(MAN_PAGES) == len(ACTIONS)


def test_man_pages_are_printed_without_warnings() -> None:
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-Wbreak", "-z", *map(str, MAN_PAGES)], capture_output=True, text=True)  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_the_table_of_actions_is_up_to_date() -> None:
    script = Path(__file__).with_name("actions_table.py")
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
