# SPDX-License-Identifier: MIT
"""Facts of a service that no two specs of today can differ in, but the next ones may."""

from dataclasses import replace
from pathlib import Path
from typing import Set

import pytest
from specs import BASE, files_of, pair, source_of
from tcvodgen.diff import side
from tcvodgen.diff.catalogue import catalogue
from tcvodgen.diff.judge import judge
from tcvodgen.spec import Service

FILES = files_of(BASE)


def rules(root: Path, edit: "dict[str, str]", backwards: bool = False) -> Set[str]:
    old, new = map(source_of, pair(root, FILES, FILES))
    edited: Service = replace(new.service, **edit)  # type: ignore[arg-type]
    versions = [old, replace(new, service=edited)]
    return {each.rule for each in judge(side.comparison(*(reversed(versions) if backwards else versions)))}


@pytest.mark.parametrize("rule, edit", [("svc-protocol-changed", {"protocol": "tc3"}), ("svc-name-changed", {"name": "store"})])
def test_meets_the_rule_and_its_mirror(rule: str, edit: "dict[str, str]", tmp_path: Path) -> None:
    assert rules(tmp_path / "forward", edit) == {rule}
    assert rules(tmp_path / "backward", edit, backwards=True) == set(catalogue()[rule].mirrors)


@pytest.mark.parametrize("edit", [{"protocol": "query"}, {"title": "Another shop"}])
def test_near_miss(edit: "dict[str, str]", tmp_path: Path) -> None:
    assert not rules(tmp_path, edit) & {"svc-protocol-changed", "svc-name-changed"}


def test_every_call_of_another_protocol_breaks() -> None:
    verdicts = catalogue()["svc-protocol-changed"].verdicts
    assert (verdicts.deployed, verdicts.source, verdicts.abi) == ("breaks", "none", "none")
