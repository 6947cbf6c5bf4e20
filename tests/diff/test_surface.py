# SPDX-License-Identifier: MIT
"""What programs can name: nothing in the generated headers escapes the comparison."""

import re
from pathlib import Path
from typing import Set

from specs import BASE, files_of, pair, patched, source_of
from tcvodgen.cmodel import CModel
from tcvodgen.diff import side
from tcvodgen.diff.surface import surface
from tcvodgen.render import render

PAGED = {
    "actions/ListItems.yaml": {"paging": {"=": {"kind": "page", "items": "items", "number": "pageNo"}}},
    "types.yaml": {"Node": {"fields": {"byName": {"type": "map", "of": "Price", "summary": "Prices by name."}}}},
}


def model(root: Path) -> CModel:
    return side.first(source_of(pair(root, files_of(BASE), patched(files_of(BASE), PAGED))[1])).model


def identifiers(made: CModel) -> Set[str]:
    texts = [text for path, text in render([made]).items() if path.startswith("include/")]
    code = re.sub(r'/\*.*?\*/|"[^"]*"', "", "".join(texts), flags=re.DOTALL)
    guards = set(re.findall(r"#ifndef (\w+)", code))
    return set(re.findall(r"\b(?:shop|SHOP)_\w+", code)) - guards


def test_every_generated_name_is_in_the_surface(tmp_path: Path) -> None:
    made = model(tmp_path)
    known = {each.partition(".")[0] for each in surface(made)}
    assert identifiers(made) - known == set()
    assert known - identifiers(made) == set()


def test_every_member_is_in_the_surface(tmp_path: Path) -> None:
    made = model(tmp_path)
    members = {f"{struct.c_name}.{each.name}" for struct in made.structs for each in struct.members if each.field}
    assert members == {each for each in surface(made) if "." in each}
