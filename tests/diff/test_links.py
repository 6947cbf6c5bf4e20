# SPDX-License-Identifier: MIT
"""Renames: what else changes with them is found, and no ordinary edit ends in a disagreement."""

from pathlib import Path
from typing import Any, Dict, Set

import pytest
from specs import BASE, Files, files_of, findings, pair, patched, rules

FILES = files_of(BASE)


def get_item(patch: Dict[str, Any]) -> Files:
    return patched(FILES, {"actions/GetItem.yaml": patch})


def called_otherwise(patch: Dict[str, Any]) -> Files:
    """GetItem as FetchItem, which takes the old name, too."""
    files = get_item({"action": "FetchItem", "aliases": ["GetItem"], **patch})
    files["actions/FetchItem.yaml"] = files.pop("actions/GetItem.yaml")
    return files


OF_THE_ACTION: Dict[str, Any] = {
    "host": "data",
    "methods": ["POST"],
    "retry": "never",
    "rate_limit": {"calls": 1, "seconds": 60},
    "success_codes": ["0", "7"],
    "doc": "266/9",
    "category": "things",
}
OF_ITS_PARTS: Dict[str, Any] = {
    "request": {
        "verbose": None,
        "wordy": {"type": "bool", "default": False, "was": "verbose", "summary": "Whether to say more."},
        "secret": {"c_name": "password"},
    },
    "examples": None,
    "errors": {"10008": {"retry": "later"}},
}


@pytest.mark.parametrize("patch", [{}, OF_THE_ACTION, OF_ITS_PARTS], ids=["nothing", "action", "parts"])
def test_a_rename_hides_nothing(patch: Dict[str, Any], tmp_path: Path) -> None:
    """An alias of a new action says what `was` says, but for number, slots and the places of types."""

    def said(name: str, more: Dict[str, Any]) -> Set[str]:
        found = rules(*pair(tmp_path / name, FILES, called_otherwise({**patch, **more})))
        return {each for each in found if each[:3] not in ("lay", "loc")}

    alias, was = said("alias", {}), said("was", {"was": "GetItem"})
    assert alias - {"act-renamed"} == was - {"act-renamed-in-place"}
    assert "act-renamed" in alias and (len(alias) > 4) == bool(patch)


def test_an_approved_rename_hides_no_later_edit(tmp_path: Path) -> None:
    first, second = (
        {each.fingerprint for each in findings(*pair(tmp_path / name, FILES, called_otherwise(patch)))}
        for name, patch in (("plain", {}), ("more", OF_THE_ACTION))
    )
    assert second > first
