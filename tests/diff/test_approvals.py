# SPDX-License-Identifier: MIT
"""Approvals: what is said twice, half or too long ago is no approval."""

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Tuple

import pytest
from specs import BASE, files_of, findings, pair, patched
from tcvodgen.diagnostics import Diagnostics
from tcvodgen.diff import approvals
from tcvodgen.diff.finding import Approval, Finding

FILES = files_of(BASE)
TODAY = datetime.date(2026, 6, 1)
ENTRY = '- {{fingerprint: "{}", cause: {}, reason: It never worked., author: me, until: "{}"}}\n'


@pytest.fixture
def found(tmp_path: Path) -> Tuple[Finding, ...]:
    edit = {"actions/GetItem.yaml": {"response": {"length": {"unit": "milliseconds"}}}}
    return findings(*pair(tmp_path, FILES, patched(FILES, edit)))


def read(tmp_path: Path, text: str, version: str = "1.0.0") -> Tuple[Tuple[Approval, ...], Diagnostics]:
    file = tmp_path / "approvals.yaml"
    file.write_text(text, encoding="utf-8")
    diagnostics = Diagnostics()
    return approvals.read(str(file), diagnostics, version), diagnostics


@pytest.mark.parametrize(
    "text",
    [
        "null\n",
        "approvals: []\n",
        '- {fingerprint: "0123456789abcdef"}\n',
        ENTRY.format("0123", "evolution", "always"),
        ENTRY.format("0123456789abcdef", "because", "always"),
        ENTRY.format("0123456789abcdef", "evolution", "2026-02-31"),
        ENTRY.format("0123456789abcdef", "evolution", "soon"),
        ENTRY.format("0123456789abcdef", "evolution", "always") * 2,
        ENTRY.format("0123456789abcdef", "evolution", "always").replace("author", "auther"),
        ENTRY.format("0123456789abcdef", "evolution", "always").replace("It never worked.", '" "'),
    ],
)
def test_what_is_no_approval(text: str, tmp_path: Path) -> None:
    assert read(tmp_path, text)[1].has_errors


@pytest.mark.parametrize("text", ["", "\n", "# SPDX-License-Identifier: MIT\n\n", "[]\n"])
def test_a_file_without_entries_approves_nothing(text: str, tmp_path: Path) -> None:
    known, diagnostics = read(tmp_path, text)
    assert known == () and not diagnostics


def test_approved_findings_stay_and_count(found: Tuple[Finding, ...], tmp_path: Path) -> None:
    known, diagnostics = read(tmp_path, ENTRY.format(found[0].fingerprint, "evolution", "always"))
    assert not diagnostics
    (approved,) = approvals.apply(found, known, TODAY, "1.0.0")
    assert approved.approval is not None and approved.bump == found[0].bump == "major"
    assert approved.counted.deployed == "breaks"


def test_a_correction_breaks_nobody_who_is_deployed(found: Tuple[Finding, ...], tmp_path: Path) -> None:
    known, _ = read(tmp_path, ENTRY.format(found[0].fingerprint, "correction", "always"))
    (approved,) = approvals.apply(found, known, TODAY, "1.0.0")
    assert approved.counted.deployed == "none" and approved.verdicts.deployed == "breaks"


@pytest.mark.parametrize(
    "until, rule",
    [("2026-05-31", "app-expired"), ("1.0.0", "app-expired"), ("2026-06-01", ""), ("1.0.1", "")],
)
def test_until(until: str, rule: str, found: Tuple[Finding, ...], tmp_path: Path) -> None:
    known, _ = read(tmp_path, ENTRY.format(found[0].fingerprint, "evolution", until))
    result = approvals.apply(found, known, TODAY, "1.0.0")
    assert [each.rule for each in result[1:]] == ([rule] if rule else [])
    assert (result[0].approval is None) == bool(rule)


def test_a_version_ends_nothing_where_none_is_declared(tmp_path: Path) -> None:
    for until, refused in (("1.2.0", True), ("2027-01-31", False)):
        text = ENTRY.format("0123456789abcdef", "evolution", until)
        assert read(tmp_path, text, version="")[1].has_errors == refused


def test_what_is_wrong_with_approvals_stands_with_what_is_as_severe(found: Tuple[Finding, ...], tmp_path: Path) -> None:
    known, _ = read(tmp_path, ENTRY.format(found[0].fingerprint, "evolution", "2026-05-31"))
    note = replace(found[0], rule="req-added", severity="info", new="other")
    result = approvals.apply((*found, note), known, TODAY, "1.0.0")
    assert [each.rule for each in result][1:] == ["app-expired", "req-added"]


def test_unused(found: Tuple[Finding, ...], tmp_path: Path) -> None:
    known, _ = read(tmp_path, ENTRY.format("0123456789abcdef", "evolution", "always"))
    assert [each.rule for each in approvals.apply(found, known, TODAY, "")][1:] == ["app-unused"]
