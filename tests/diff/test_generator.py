# SPDX-License-Identifier: MIT
"""Another generator on the same spec: whatever becomes otherwise in C is told, although no spec changed."""

import json
import shutil
from pathlib import Path
from typing import Callable, Dict, Set

import pytest
from repositories import git, tcvodgen
from specs import BASE, ROOT, files_of, pair, source_of
from tcvodgen.diff import generated, side
from tcvodgen.diff.catalogue import catalogue
from tcvodgen.diff.side import Side
from tcvodgen.render import render

Texts = Dict[str, str]
ITEMS, TABLES, LAYOUT = "include/tcvod/shop/items.h", "src/shop_tables.c", "shop/layout.txt"


def replaced(path: str, old: str, new: str) -> Callable[[Texts], Texts]:
    def edit(texts: Texts) -> Texts:
        assert old in texts[path]
        return {**texts, path: texts[path].replace(old, new)}

    return edit


def without(path: str) -> Callable[[Texts], Texts]:
    return lambda texts: {name: text for name, text in texts.items() if name != path}


# rule: an edit of the output that meets it, and one that just does not
EDITS = {
    "gen-header-gone": (without(ITEMS), without("docs/shop/items.md")),
    "gen-identifier-gone": (
        replaced(ITEMS, "shop_ping", "shop_pong"),
        replaced(ITEMS, "Does nothing.", "Does it all."),
    ),
    "gen-declaration-changed": (
        replaced(ITEMS, "tcvod_int scale;", "tcvod_uint scale;"),
        replaced(ITEMS, "tcvod_int scale;", "tcvod_int  scale;"),
    ),
    "gen-body-changed": (
        replaced(ITEMS, "    return ", "    return 1 + "),
        replaced(ITEMS, "    return ", "    return  "),
    ),
    "gen-layout-changed": (replaced(LAYOUT, "16", "24"), replaced(TABLES, "16", "24")),
    "gen-tables-changed": (replaced(TABLES, "16", "24"), replaced(LAYOUT, "16", "24")),
    "gen-reference-changed": (
        replaced("docs/shop/items.md", "Does nothing", "Does it all"),
        replaced(TABLES, "static const", "static  const"),
    ),
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Side:
    files = files_of(BASE)
    return side.first(source_of(pair(tmp_path_factory.mktemp("shop"), files, files)[0]))


def told(shop: Side, before: Texts, after: Texts) -> Set[str]:
    return {each.rule for each in generated.findings(before, after, shop)}


@pytest.mark.parametrize("rule", sorted(EDITS))
def test_rule_near_miss_and_mirror(rule: str, shop: Side) -> None:
    texts = render([shop.model])
    meets, misses = (edit(texts) for edit in EDITS[rule])
    assert rule in told(shop, texts, meets)
    assert rule not in told(shop, texts, misses)
    assert told(shop, meets, texts) & set(catalogue()[rule].mirrors)


def test_the_same_output_is_nothing(shop: Side) -> None:
    texts = render([shop.model])
    assert told(shop, texts, dict(texts)) == set()


def committed(repository: Path, edit: Callable[[str], str]) -> None:
    """The first revision gets a generator with another rule of names."""
    package = repository / "generator/tcvodgen"
    shutil.copytree(ROOT / "generator/tcvodgen", package, ignore=shutil.ignore_patterns("__pycache__"))
    names = package / "names.py"
    names.write_text(edit(names.read_text(encoding="utf-8")), encoding="utf-8")
    git(repository, "add", "generator")
    git(repository, "commit", "-q", "-m", "Generator")
    git(repository, "tag", "-f", "v1")


def test_a_rule_of_names_that_changed(repository: Path) -> None:
    committed(repository, lambda text: text.replace('f"{service.c_prefix}_{snake(value_set.name)}_of"', 'f"{service.c_prefix}_which_{snake(value_set.name)}"'))
    status, out, err = tcvodgen("diff", "--base", "v1", "--format", "json", cwd=repository)
    assert status == 1, err
    found = {each["rule"]: each for each in json.loads(out)["reports"][0]["findings"]}
    assert {"gen-identifier-gone", "gen-identifier-added"} <= set(found)
    assert "`shop_which_sort`" in found["gen-identifier-gone"]["message"]


def test_the_same_generator_is_not_run(repository: Path) -> None:
    committed(repository, lambda text: text)
    status, out, _ = tcvodgen("diff", "--base", "v1", cwd=repository)
    assert status == 0 and "No changes" in out


def test_a_generator_that_fails_is_no_pass(repository: Path) -> None:
    committed(repository, lambda text: text + "\nraise SystemExit('broken')\n")
    status, _, err = tcvodgen("diff", "--base", "v1", cwd=repository)
    assert status == 4 and "the generator of v1 does not take v1:spec/shop: broken" in err
