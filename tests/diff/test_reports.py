# SPDX-License-Identifier: MIT
"""One comparison, in every form that somebody reads."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Dict

import jsonschema
import pytest
from sarif_schema import SCHEMA as SARIF
from specs import BASE, Files, files_of, findings, pair, patched
from tcvodgen.diff import inputs, report, report_json, report_markdown, report_text, report_tools, side
from tcvodgen.diagnostics import Position
from tcvodgen.diff.finding import Approval
from tcvodgen.diff.report import Report

FILES = files_of(BASE)
SCHEMA = Path(report_json.__file__).parent / "report.schema.json"
EDITS: Dict[str, Any] = {
    "actions/GetItem.yaml": {
        "request": {
            "verbose": None,
            "zone": {"type": "string", "required": True, "summary": "Where | it is."},
        },
        "response": {"name": {"summary": "How people call it."}, "length": {"unit": "milliseconds"}},
    },
    "types.yaml": {"Price": {"fields": {"note": {"max_length": 20}}}},
    "actions/Ping.yaml": None,
}


def made(root: Path, after: Files) -> Report:
    old, new = pair(root, FILES, after)
    sources = [inputs.read(inputs.Input(str(each), str(each))) for each in (old, new)]
    return report.make(side.comparison(*sources), findings(old, new), (str(old), str(new)))


@pytest.fixture
def shown(tmp_path: Path) -> Report:
    return made(tmp_path, patched(FILES, EDITS))


def many(count: int) -> Files:
    fields = {
        f"field{number}": {"type": "string", "required": True, "summary": f"Field {number}."}
        for number in range(count)
    }
    return patched(FILES, {"actions/GetItem.yaml": {"request": fields}})


def test_text(shown: Report) -> None:
    text = report_text.text(shown)
    assert "Needs a major release" in text.splitlines()[2]
    assert "[req-added-required]" in text and "[fld-unit-changed]" in text
    assert (
        "requests and responses of GetItem, ListItems" in text
    ), "a shared type is reported once, with all that it reaches"
    assert text.count("Price.note") == 1
    assert "\033" not in text
    assert "\033[" in report_text.text(shown, coloured=True)


def test_no_changes(tmp_path: Path) -> None:
    assert report_text.text(made(tmp_path, FILES)).endswith("No changes.\n")


def test_texts_fold_into_one_line(tmp_path: Path) -> None:
    reworded = patched(FILES, {
        "actions/GetItem.yaml": {"summary": "Gets one.", "request": {"scale": {"summary": "How wide."}}},
        "types.yaml": {"Price": {"summary": "Some price."}},
    })  # fmt: skip
    text = report_text.text(made(tmp_path, reworded))
    assert "3 texts reworded [doc-text-changed]" in text


def test_one_attribute_everywhere_is_one_line(tmp_path: Path) -> None:
    everywhere = {
        f"actions/{name}.yaml": {"rate_limit": {"calls": 7, "seconds": 1}}
        for name in ("ListItems", "Ping", "PutItem")
    }
    more = {
        f"actions/More{n}.yaml": {
            "action": f"More{n}",
            "summary": "More.",
            "category": "items",
            "retry": "never",
        }
        for n in range(3)
    }
    before = patched(FILES, more)
    after = patched(
        before, {**everywhere, **{name: {"rate_limit": {"calls": 7, "seconds": 1}} for name in more}}
    )
    old, new = pair(tmp_path, before, after)
    (found,) = findings(old, new)
    assert found.rule == "act-rate-lowered" and found.count == 6


def test_json(shown: Report) -> None:
    document = json.loads(report_json.text([shown]))
    jsonschema.validate(document, json.loads(SCHEMA.read_text(encoding="utf-8")))
    (only,) = document["reports"]
    assert only["bump"] == "major" and len(only["findings"]) == len(shown.findings)
    rule = next(each for each in only["findings"] if each["rule"] == "req-added-required")
    assert rule["after"]["line"] > 1 and rule["before"] is None


def test_markdown(shown: Report) -> None:
    text = report_markdown.text(shown)
    first, second = text.splitlines()[:2]
    assert "Breaking: " in first and second.startswith("Needs a major release")
    assert report_markdown.marker("shop") in text
    assert "Where | it" not in text
    assert "cause: evolution" in text


def test_the_worst_of_several_specs_comes_first(shown: Report, tmp_path: Path) -> None:
    calm = made(tmp_path / "calm", FILES)
    first, second, *_ = report_markdown.texts([calm, shown]).splitlines()
    assert "Breaking: " in first and second.startswith("Needs a major release")


@pytest.mark.parametrize("count", [0, 50, 600])
def test_markdown_always_fits(count: int, tmp_path: Path) -> None:
    found = made(tmp_path, many(count)) if count else made(tmp_path, FILES)
    for budget in (3000, 60_000):
        text = report_markdown.text(found, budget)
        assert len(text) <= budget
        assert not count or f"{count} errors" in text.splitlines()[0], "totals are never cut"


def test_github(shown: Report, tmp_path: Path) -> None:
    lines = report_tools.github(shown).splitlines()
    gone = next(line for line in lines if "title=req-removed" in line)
    assert gone.startswith("::error file=") and "was at" in gone
    held = report_tools.github(made(tmp_path / "many", many(40))).splitlines()
    assert len(held) <= 2 * report_tools.MOST_ANNOTATIONS
    assert any("more findings are in the report" in line for line in held)


def test_sarif(shown: Report) -> None:
    approval = Approval("0" * 16, "evolution", "Nobody used it.", "me", "always", Position("x.yaml", 1, 1))
    first, *others = shown.findings
    approved = replace(shown, findings=(replace(first, approval=approval), *others))
    document = json.loads(report_tools.sarif([approved, shown]))
    jsonschema.Draft7Validator.check_schema(SARIF)
    jsonschema.validate(document, SARIF)
    suppressed = [each for each in document["runs"][0]["results"] if "suppressions" in each]
    assert [each["suppressions"][0]["justification"] for each in suppressed] == ["Nobody used it."]
    for run in document["runs"]:
        rules = [each["id"] for each in run["tool"]["driver"]["rules"]]
        for result in run["results"]:
            assert rules[result["ruleIndex"]] == result["ruleId"]
            assert len(result["partialFingerprints"]["tcvodgen/v1"]) == 16


def test_changelog(shown: Report) -> None:
    text = report_markdown.changelog(shown)
    added, removed = text.index("### Added"), text.index("### Removed")
    assert added < text.index("GetItem.request.zone") < removed < text.index("GetItem.request.verbose")
    assert "was `seconds`, is `milliseconds`" in text, "it says what a thing was before"


def test_candidates_are_named(tmp_path: Path) -> None:
    edit = {
        "request": {
            "verbose": None,
            "Verbose": {"type": "string", "summary": "Whether to say more."},
            "beVerbose": {"type": "bool", "summary": "Whether to say more."},
        }
    }
    found = findings(
        *pair(
            tmp_path,
            FILES,
            patched(FILES, {"actions/GetItem.yaml": {"request": {**edit["request"], "Verbose": None}}}),
        )
    )
    gone = next(each for each in found if each.rule == "req-removed")
    assert gone.candidates == ("GetItem.request.beVerbose",) and gone.severity == "error"


def test_fingerprints_survive_what_does_not_matter(tmp_path: Path) -> None:
    noise = {"types.yaml": {"Node": {"summary": "Some shelf."}}, "actions/ListItems.yaml": {"retry": "never"}}
    plain = made(tmp_path / "a", patched(FILES, EDITS))
    noisy = made(tmp_path / "b", patched(patched(FILES, EDITS), noise))
    errors = [
        {each.fingerprint for each in found.findings if each.severity == "error"} for found in (plain, noisy)
    ]
    assert errors[0] and errors[0] == errors[1]
    other = made(
        tmp_path / "c",
        patched(patched(FILES, EDITS), {"actions/GetItem.yaml": {"response": {"length": {"unit": "bytes"}}}}),
    )
    assert errors[0] != {each.fingerprint for each in other.findings if each.severity == "error"}


def test_no_text_of_a_spec_begins_a_line(tmp_path: Path) -> None:
    evil = "a\n::error file=x::b\033[31m"
    edit = {
        "actions/GetItem.yaml": {"request": {"secret": {"default": evil}}},
        "values.yaml": {"State": {"values": {evil: {"summary": "Odd.", "name": "odd"}}}},
    }
    found = made(tmp_path, patched(FILES, edit))
    stanzas = "".join(report_markdown.stanzas(replace(each, severity="error") for each in found.findings))
    for text in (report_text.text(found), report_markdown.changelog(found), stanzas):
        assert "a\\n::error" in text and "\n::error" not in text and "\033" not in text
