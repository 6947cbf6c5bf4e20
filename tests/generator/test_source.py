# SPDX-License-Identifier: MIT
from __future__ import annotations

import os
from pathlib import Path
from typing import Any, List

import pytest
import yaml

from tcvodgen.diagnostics import Diagnostics, Position
from tcvodgen.source import MAX_DEPTH, Mapping, plain, read_file, read_text


@pytest.fixture(autouse=True, params=["libyaml", "python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test runs with and without libyaml."""
    if request.param == "python":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)


def read(text: str) -> Any:
    diagnostics = Diagnostics()
    node = read_text(text, "x.yaml", diagnostics)
    assert not diagnostics, diagnostics.sorted()
    assert node is not None
    return plain(node)


def findings(text: str) -> List[str]:
    diagnostics = Diagnostics()
    read_text(text, "x.yaml", diagnostics)
    return [f"{each.position.line}:{each.position.column} {each.rule}" for each in diagnostics.sorted()]


def test_values() -> None:
    assert read("{a: 1, b: -2.50, c: true, d: null, e: text, f: '1', g: [\"no\"], h: {}}") == {
        "a": 1,
        "b": -2.5,
        "c": True,
        "d": None,
        "e": "text",
        "f": "1",
        "g": ["no"],
        "h": {},
    }


def test_block_texts() -> None:
    assert read("a: |\n  one\n  two\nb: >-\n  one\n  two\n") == {"a": "one\ntwo\n", "b": "one two"}


def test_integer_keys_are_texts() -> None:
    assert read("{4000: a, -1: b, '010': c}") == {"4000": "a", "-1": "b", "010": "c"}


@pytest.mark.parametrize("text", "266/7824 1.2.3 4K 720p 1-2 a:b - 12:99x 2017-may nope \"~\"".split())
def test_plain_texts(text: str) -> None:
    assert isinstance(read(f"a: [{text}]")["a"][0], str)


@pytest.mark.parametrize(
    "text",
    "yes Yes NO no on Off y N ~ True FALSE Null 1:30 1:30:00 010 0o17 0x1F 0b1 1_000 +1 -0 .5 5. 1e3 1.5e-3 .inf -.inf "
    ".NaN 2017-01-02 2017-1-2T03:04:05Z = <<".split(),
)
def test_ambiguous_values(text: str) -> None:
    assert findings(f"a: [{text}]") == ["1:5 yaml-ambiguous"]


@pytest.mark.parametrize("text", ["no", "true", "null", "1:30", "010", "1.5", "2017-01-02"])
def test_ambiguous_keys(text: str) -> None:
    assert findings(f"{text}: a") == ["1:1 yaml-ambiguous"]


@pytest.mark.parametrize(
    "text, found",
    [
        ("a: 1\nb: 2\na: 3\n", ["3:1 yaml-duplicate-key"]),
        ("{1: a, '1': b}", ["1:8 yaml-duplicate-key"]),
        ("a:\n  - {b: &x 1, c: *x}\n", ["2:9 yaml-anchor", "2:18 yaml-anchor"]),
        ("a: !!int 1", ["1:4 yaml-tag"]),
        ("a: ! 'x'", ["1:4 yaml-tag"]),
        ("%TAG ! tag:x\n---\na: 1", ["1:1 yaml-tag"]),
        ("a: 1\n---\nb: 1\n---\nc: 1", ["2:1 yaml-document"]),
        ("", ["1:1 yaml-document"]),
        ("# only words\n", ["1:1 yaml-document"]),
        ("a:\tb\n# \t\n", ["1:3 yaml-tab", "2:3 yaml-tab"]),
        ("a:\n\tb: 1", ["2:1 yaml-tab"]),
        ("a: [1,\nb: 2", ["2:5 yaml-syntax"]),
        ("a: 'open", ["1:9 yaml-syntax"]),
        ("a: b\x07", ["1:5 yaml-encoding"]),
        ("{[a]: 1, {b: c}: 2, d: 3}", ["1:2 yaml-key", "1:10 yaml-key"]),
        ("{: 1}", ["1:2 yaml-syntax"]),
        ("? \n: 1", ["1:2 yaml-key"]),
        ("a:\nb: [1, ]\n", ["1:3 yaml-ambiguous"]),
        ("[" * MAX_DEPTH + "]" * MAX_DEPTH, []),
        ("[" * 3000 + "]" * 3000, [f"1:{MAX_DEPTH + 1} yaml-depth"]),
        ('a: "\\ud83d"', ["1:4 yaml-encoding"]),
        ('"\\ude00": 1', ["1:1 yaml-encoding"]),
        ('a: ["\\uD83D\\uDE00", 2]', ["1:5 yaml-encoding"]),
        ("é: {ü: yes}", ["1:8 yaml-ambiguous"]),
        ("a: 1\r\nb: no\r\n", ["2:4 yaml-ambiguous"]),
    ],
)
def test_findings(text: str, found: List[str]) -> None:
    assert findings(text) == found


@pytest.mark.parametrize("sign, digits, rest", [("", 301, ""), ("-", 300, ""), ("", 5000, ""), ("", 400, ".5")])
def test_numbers_that_nothing_can_hold(sign: str, digits: int, rest: str) -> None:
    assert findings(f"a: {sign}{'9' * digits}{rest}") == ["1:4 yaml-number"]


def test_all_findings_of_a_file_are_reported() -> None:
    assert len(findings("a: yes\nb: 010\na: 1\nc: &x 1\nd: !t 1\n")) == 5


def test_positions() -> None:
    diagnostics = Diagnostics()
    node = read_text("# first\na:\n  - b: 城\n    c: 'd'\n", "x.yaml", diagnostics)
    assert isinstance(node, Mapping)
    items = node.get("a")
    assert items is not None and items.position == Position("x.yaml", 3, 3)
    first = getattr(items, "items")[0]
    assert first.get("c").position == Position("x.yaml", 4, 8)
    assert first.get("c").quoted and not first.get("b").quoted


def test_bytes_that_are_not_utf8(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes("é: 1\nü\n".encode() + b"b: \xff\n")
    diagnostics = Diagnostics()
    assert read_file(str(file), diagnostics) is None
    (found,) = diagnostics.sorted()
    assert (found.position.line, found.position.column, found.rule) == (3, 4, "yaml-encoding")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    diagnostics = Diagnostics()
    assert read_file(os.fspath(tmp_path / "x.yaml"), diagnostics) is None
    assert [each.rule for each in diagnostics.sorted()] == ["file-unreadable"]
