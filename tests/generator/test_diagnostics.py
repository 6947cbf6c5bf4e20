# SPDX-License-Identifier: MIT
from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tcvodgen.diagnostics import Diagnostics, Position, did_you_mean, nearest, render


def sample(file: str = "spec/x.yaml") -> Diagnostics:
    diagnostics = Diagnostics()
    diagnostics.warning(Position(file, 2, 3), "unused-type", "nothing uses it")
    diagnostics.error(Position(file, 1, 4), "wrong-kind", "100% wrong,\nreally", "do: this")
    diagnostics.error(Position(file, 1, 4), "wrong-kind", "100% wrong,\nreally", "do: this")
    return diagnostics


def test_sorted_and_each_once() -> None:
    assert [each.rule for each in sample().sorted()] == ["wrong-kind", "unused-type"]
    assert len(sample()) == 2 and sample().has_errors


def test_a_warning_is_no_error() -> None:
    diagnostics = Diagnostics()
    assert not diagnostics
    diagnostics.warning(Position("x", 1, 1), "unused-type", "nothing uses it")
    assert diagnostics and not diagnostics.has_errors


def test_text_has_the_line_and_a_caret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "x.yaml"
    file.write_text("a: yes\n\n", encoding="utf-8")
    assert render(sample(os.fspath(file)), "text") == (
        "x.yaml:1:4: error: 100% wrong,\\nreally [wrong-kind]\n"
        "    a: yes\n"
        "       ^\n"
        "    hint: do: this\n"
        "x.yaml:2:3: warning: nothing uses it [unused-type]\n"
    )


def test_text_of_a_long_line_is_cut(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("x" * 500 + "HERE" + "y" * 500, encoding="utf-8")
    diagnostics = Diagnostics()
    diagnostics.error(Position(os.fspath(file), 1, 501), "wrong-kind", "wrong")
    excerpt, caret = render(diagnostics, "text").split("\n")[1:3]
    assert len(excerpt) <= 104 and excerpt[caret.index("^") :].startswith("HERE")


def test_json() -> None:
    rows = json.loads(render(sample(), "json"))
    assert rows[0] == {
        "file": "spec/x.yaml",
        "line": 1,
        "column": 4,
        "severity": "error",
        "rule": "wrong-kind",
        "message": "100% wrong,\nreally",
        "hint": "do: this",
    }
    assert json.loads(render(Diagnostics(), "json")) == []


def test_github() -> None:
    assert render(sample("spec/a,b.yaml"), "github").split("\n")[0] == (
        "::error file=spec/a%2Cb.yaml,line=1,col=4,title=wrong-kind::100%25 wrong,%0Areally (do: this)"
    )


def test_nearest() -> None:
    assert nearest("Prize", ["Price", "Other"]) == "Price"
    assert nearest("PRICE", ["Price", "Other"]) == "Price"
    assert nearest("zzz", ["Price", "Other"]) == ""


def test_hints() -> None:
    assert did_you_mean("tpye", ["type", "unit"]) == "did you mean `type`?"
    assert did_you_mean("zzz", ["type", "unit"]) == "valid here: type, unit"
    assert did_you_mean("zzz", ["type"], "declare it") == "declare it"
    assert did_you_mean("zzz", []) == ""
