# SPDX-License-Identifier: MIT
"""Nobody uses what stands above or beside; the drawing shows the same layers."""

from pathlib import Path
from typing import List

import draw
import layers
import pytest
from layers import Part

PARTS = layers.parts()
IDS = [part.name for part in PARTS]


@pytest.mark.parametrize("part", PARTS, ids=IDS)
def test_everything_is_used_from_above(part: Part) -> None:
    assert layers.complaints(part) == []


@pytest.mark.parametrize("part", PARTS, ids=IDS)
def test_no_header_or_module_uses_itself_by_a_detour(part: Part) -> None:
    assert layers.cycles(part) == []


@pytest.mark.parametrize("part", PARTS, ids=IDS)
def test_uses_are_seen(part: Part) -> None:
    """A check that sees nothing finds nothing: all but a few files use another of their part."""
    users = {use.file for use in layers.uses(part) if use.inside}
    assert len(users) > 0.6 * len(part.files())


def test_the_drawing_is_fresh() -> None:
    assert draw.main(["--check"]) == 0


def part_of(folder: Path, package: str, files: "dict[str, str]") -> Part:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    described = folder / "layers.yaml"
    described.write_text(
        f"- part: small\n  title: Small\n  folder: .\n  package: '{package}'\n  suffixes: [{'.py' if package else '.c, .h'}]\n"
        "  outside: [tcvodgen.spec, tcvod/client.h]\n  layers:\n"
        "    - - {room: top, does: a, files: [top]}\n    - - {room: left, does: b, files: ['left*']}\n      - {room: right, does: c, files: ['right/*', right]}\n"
        "    - - {room: ground, does: d, files: [ground], stands_on: [curl]}\n", encoding="utf-8")  # fmt: skip
    return layers.parts(described, folder)[0]


def told(part: Part) -> List[str]:
    return [complaint.partition(": ")[2] for complaint in layers.complaints(part)]


def test_wrong_includes_are_found(tmp_path: Path) -> None:
    part = part_of(tmp_path, "", {
        "top.c": '#include "left.h"\n#include <stdio.h>\n#include <tcvod/client.h>\n', "left.h": "#include <curl/curl.h>\n",
        "left.c": '#include "left.h"\n#include "ground.h"\n# include "top.h"\n', "top.h": "", "right.h": '#include "left.h"\n',
        "ground.h": "#include <curl/curl.h>\n#include <tcvod/vod_v2.h>\n", "other.c": ""})  # fmt: skip
    assert told(part) == [
        "in no room of tests/architecture/layers.yaml", "no file is called right/*", "`ground` may not use tcvod/vod_v2.h",
        "top is in `top`, which stands above `left`", "`left` may not use curl/curl.h", "left is in `left`, which stands beside `right`"]  # fmt: skip


def test_wrong_imports_are_found(tmp_path: Path) -> None:
    part = part_of(tmp_path, "tcvod_emulator", {
        "top.py": "from . import left\nfrom .right.deep import name\nfrom tcvodgen.spec import Field\nimport json\n",
        "left.py": "from .ground import a\nfrom tcvodgen.lint import lint\n", "right/deep.py": "from .. import left\nfrom ..top import x\n",
        "ground.py": "def late():\n    import tcvod_emulator.left\n", "right.py": ""})  # fmt: skip
    assert told(part) == [
        "left is in `left`, which stands above `ground`", "`left` may not use tcvodgen.lint.lint",
        "left is in `left`, which stands beside `right`", "top is in `top`, which stands above `right`"]  # fmt: skip


def test_a_detour_is_found(tmp_path: Path) -> None:
    part = part_of(tmp_path, "", {"left.h": '#include "left_a.h"\n', "left_a.h": '#include "left_b.h"\n', "left_b.h": '#include "left.h"\n', "ground.h": ""})
    assert layers.cycles(part) == ["left", "left_a", "left_b"]
