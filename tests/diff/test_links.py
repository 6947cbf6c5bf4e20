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


@pytest.mark.parametrize("type_", [{"type": "string"}, {"type": "uint"}, {"type": "double"}, {"type": "list", "of": "int"}])
@pytest.mark.parametrize("name", ["scale", "size"])
def test_another_type_under_another_member_needs_no_soname(name: str, type_: Dict[str, Any], tmp_path: Path) -> None:
    """The old slot stays reserved: old binaries run on, though source does not compile."""
    limits = {} if type_["type"] in ("uint", "double") else {"min": None, "max": None}
    field = {**type_, **limits, "c_name": "size_text"}
    request = {"scale": field} if name == "scale" else {"scale": None, name: {**field, "was": "scale", "summary": "How large."}}
    found = findings(*pair(tmp_path, FILES, get_item({"request": request})))
    assert any(each.bump == "major" and each.rule.startswith("fld-") for each in found)
    assert not any(each.needs_soname for each in found)


@pytest.mark.parametrize("c_name", [None, "labels"])
def test_another_type_in_a_slot_that_is_pinned_needs_a_soname(c_name: str, tmp_path: Path) -> None:
    field = {"type": "string", "min": None, "max": None, "c_name": c_name}
    found = findings(*pair(tmp_path, FILES, get_item({"request": {"scale": field, "labels": None}})))
    assert any(each.needs_soname for each in found)


def field(type_: str, **more: Any) -> Dict[str, Any]:
    return {"type": type_, "summary": "Something.", **more}


def request(**patch: Any) -> Files:
    return {"actions/GetItem.yaml": {"request": patch}}


def response(**patch: Any) -> Files:
    return {"actions/GetItem.yaml": {"response": patch}}


def price(**patch: Any) -> Files:
    return {"types.yaml": {"Price": {"fields": patch}}}


def sort(**names: str) -> Files:
    values = {number[1:]: {"summary": "One.", "name": name} for number, name in names.items()}
    return {"values.yaml": {"Sort": {"values": {"=": values}}}}


ENVELOPED = {"service.yaml": {"envelope": {"raw": field("json"), "old": field("string")}}, **response(raw=None, old=None)}

ORDINARY: Dict[str, Any] = {
    "renamed, another type": request(scale=None, most=field("string", was="scale")),
    "renamed, a list": request(scale=None, most=field("list", of="int", was="scale")),
    "renamed, another type, in a type": price(amount=None, sum=field("string", was="amount")),
    "renamed in place, another type": response(length=None, span=field("string", was="length", c_name="length")),
    "another spelling, another type": response(length=None, Length=field("string")),
    "into the envelope": ENVELOPED,
    "names swapped": response(length={"c_name": "old"}, old={"c_name": "length"}),
    "names of other types swapped": request(scale={"c_name": "verbose"}, verbose={"c_name": "scale"}),
    "a name passed on": response(length={"c_name": "most"}, old={"c_name": "length"}),
    "a name passed on by a field that goes": response(length=None, old={"c_name": "length"}),
    "names passed round": response(length={"c_name": "old"}, old={"c_name": "spare"}, spare=field("int", c_name="length")),
    "values swapped": sort(v1="b", v2="a"),
    "a constant passed on": sort(v1="c", v2="a"),
    "a constant passed on by a value that goes": sort(v2="a"),
}
BEFORE = patched(FILES, sort(v1="a", v2="b"))


@pytest.mark.parametrize("edit", sorted(ORDINARY))
@pytest.mark.parametrize("way", ["forward", "backward"])
def test_ordinary_edits_end_in_findings(edit: str, way: str, tmp_path: Path) -> None:
    ends = BEFORE, patched(BEFORE, ORDINARY[edit])
    found = findings(*pair(tmp_path, *(ends if way == "forward" else ends[::-1])))
    assert any(each.severity == "error" for each in found)


def test_a_field_that_moves_into_the_envelope_is_not_lost(tmp_path: Path) -> None:
    raw = files_of(BASE)["actions/GetItem.yaml"]["response"]["raw"]
    moved = patched(FILES, {"service.yaml": {"envelope": {"raw": raw}}, **response(raw=None)})
    assert rules(*pair(tmp_path / "in", FILES, moved)) == {"rsp-added", "lay-version-added"}
    found = findings(*pair(tmp_path / "out", moved, FILES))
    gone = [each for each in found if each.rule == "rsp-removed"]
    assert [str(each.subject) for each in gone] == ["service.envelope.raw"]
