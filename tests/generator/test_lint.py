# SPDX-License-Identifier: MIT
from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any, Dict, List, Set

import pytest

import tcvodgen
from conftest import NEGATIVE, MakeShop
from tcvodgen import rules
from tcvodgen.cli import main
from tcvodgen.diagnostics import Diagnostics
from tcvodgen.flatten import flatten
from tcvodgen.lint import lint
from tcvodgen.load import load_service
from tcvodgen.spec import Service
from tcvodgen.view import decimal, typed_view

PACKAGE = Path(tcvodgen.__file__).parent
SPECS = Path(__file__).parents[2] / "spec"

CASES = sorted(each.parent.name for each in NEGATIVE.glob("*/expected.txt"))


@pytest.mark.parametrize("case", CASES)
def test_negative_spec(case: str, make_shop: MakeShop, capsys: pytest.CaptureFixture[str]) -> None:
    make_shop(case)
    assert main(["lint", "shop"]) == 1
    assert capsys.readouterr().out == (NEGATIVE / case / "expected.txt").read_text(encoding="utf-8")


def test_there_are_enough_negative_specs() -> None:
    assert len(CASES) >= 36


def test_base_spec_has_no_findings(make_shop: MakeShop, capsys: pytest.CaptureFixture[str]) -> None:
    make_shop()
    assert main(["lint", "shop"]) == 0
    assert capsys.readouterr().out == "1 spec checked, nothing found\n"


@pytest.mark.parametrize("folder", sorted(each.parent.name for each in SPECS.glob("*/service.yaml")))
def test_own_spec_has_no_findings(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", str(SPECS / folder)]) == 0, capsys.readouterr().out


def test_a_mistake_in_the_middle_of_each_file_is_survived(make_shop: MakeShop) -> None:
    """Cutting a file anywhere gives findings or a smaller spec, never an exception."""
    shop = make_shop()
    for file in sorted(shop.rglob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        for end in range(0, len(text), 7):
            file.write_text(text[:end], encoding="utf-8")
            found_some = main(["lint", "shop"])
            assert found_some or "\n" in text[end - 1 : end + 1], f"{file.name} up to {end}"
        file.write_text(text, encoding="utf-8")


def test_a_value_of_any_other_kind_is_survived(make_shop: MakeShop) -> None:
    """Each scalar replaced by null, a list or a mapping gives findings, never an exception."""
    shop = make_shop()
    for file in sorted(shop.rglob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        for match in re.finditer(r"(?<=: )[A-Za-z0-9\"][^,{}\[\]\n]*", text):
            for other in ("null", "[]", "{}", "{a: [1]}", "-1", "true"):
                file.write_text(text[: match.start()] + other + text[match.end() :], encoding="utf-8")
                found_some = main(["lint", "shop"])
                is_free = file.name in ("GetItem.yaml", "ItemSold.yaml") and match.group() in ('"12"', "12", "0", '"3"')
                assert found_some or is_free or other == match.group(), f"{file.name}: {match.group()} → {other}"
        file.write_text(text, encoding="utf-8")


HARD = {
    "pattern: 'a{99999999999999999999}'": "pattern-syntax",
    "pattern: " + "(" * 600 + ")" * 600: "pattern-syntax",
    "default: " + "1" * 5000: "yaml-number",
    "default: '" + "1" * 5000 + "'": "",
}


@pytest.mark.parametrize("key, rule", HARD.items(), ids=["repeated", "nested", "number", "text"])
def test_what_python_refuses_is_a_finding(
    key: str, rule: str, make_shop: MakeShop, capsys: pytest.CaptureFixture[str]
) -> None:
    (make_shop() / "actions/Hard.yaml").write_text(
        "action: Hard\nsummary: Is hard.\ncategory: items\nretry: safe\n"
        f"request:\n  a: {{type: string, summary: A., {key}}}\n"
        "examples:\n  - {name: one, request: {a: b}, sends: {a: b}}\n",
        encoding="utf-8",
    )
    assert main(["lint", "shop"]) == (1 if rule else 0)
    assert rule in capsys.readouterr().out


@pytest.mark.parametrize(
    "of, value, rule",
    [
        ("string", "--5", ""),
        ("string", "9" * 5000, ""),
        ("int", "9" * 5000, "value-kind"),
        ("int", "9223372036854775808", "value-kind"),
        ("int", "-9223372036854775808", "example-view"),
    ],
    ids=["no number", "long text", "long number", "too large", "smallest"],
)
def test_values_that_look_like_numbers(
    of: str, value: str, rule: str, make_shop: MakeShop, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = make_shop()
    with (shop / "values.yaml").open("a", encoding="utf-8") as stream:
        stream.write(f'Odd: {{summary: Odd ones., of: {of}, values: {{? "{value}" : {{summary: Odd., name: odd}}}}}}\n')
    (shop / "actions/Hard.yaml").write_text(
        "action: Hard\nsummary: Is hard.\ncategory: items\nretry: safe\n"
        f"request:\n  a: {{type: {of}, values: Odd, summary: A.}}\n"
        "response:\n  b: {type: int, summary: B.}\n"
        f'examples:\n  - {{name: one, answer: {{b: "{value}"}}, view: {{}}}}\n',
        encoding="utf-8",
    )
    assert main(["lint", "shop"]) == (1 if rule else 0)
    assert rule in capsys.readouterr().out


def test_a_lock_that_is_a_folder(make_shop: MakeShop, capsys: pytest.CaptureFixture[str]) -> None:
    (make_shop() / "layout.lock").mkdir()
    assert main(["lint", "shop"]) == 1
    assert "layout.lock:1:1: error: cannot be read: Is a directory" in capsys.readouterr().out


def emitted_rules() -> Set[str]:
    """Every rule id that the sources hand to error(), warning() or Misfit()."""
    found: Set[str] = set()
    for file in (*PACKAGE.glob("*.py"), *PACKAGE.glob("importers/*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in ("error", "warning", "_error", "_misfit", "_wrong"):
                found |= {each for argument in node.args for each in _rule_ids(argument)}
            if isinstance(node, ast.Tuple):  # tables of (what, rule, …)
                found |= {each for element in node.elts for each in _rule_ids(element)} & set(rules.all_rules())
    return found


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _rule_ids(argument: ast.expr) -> Set[str]:
    is_text = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    text = str(argument.value) if is_text and isinstance(argument, ast.Constant) else ""
    return {text} if re.fullmatch(r"[a-z]+(-[a-z]+)+", text) or text == "sentence" else set()


def test_every_emitted_rule_is_explained_and_the_other_way_round() -> None:
    assert emitted_rules() == set(rules.all_rules())


def test_every_rule_has_a_negative_spec_or_a_test() -> None:
    expected = "".join(each.read_text(encoding="utf-8") for each in NEGATIVE.glob("*/expected.txt"))
    tests = "".join(each.read_text(encoding="utf-8") for each in Path(__file__).parents[1].glob("*/test_*.py"))
    shown = {rule for rule in rules.all_rules() if f"[{rule}]" in expected or f'"{rule}"' in tests}
    assert set(rules.all_rules()) - shown == set()


@pytest.fixture
def service(make_shop: MakeShop) -> Service:
    shop = make_shop()
    (shop / "actions" / "All.yaml").write_text(ALL_KINDS, encoding="utf-8")
    diagnostics = Diagnostics()
    found = load_service(str(shop), diagnostics)
    assert found is not None and not diagnostics
    lint(found, diagnostics)
    assert not diagnostics
    return found


ALL_KINDS = """\
action: All
summary: Takes and returns everything.
category: items
retry: safe
request:
  s: {type: string, summary: Text.}
  i: {type: int, summary: Number.}
  u: {type: uint, summary: Number.}
  d: {type: double, summary: Number.}
  b: {type: bool, summary: Flag.}
  j: {type: json, summary: Anything.}
  is: {type: list, of: int, summary: Numbers.}
  node: {type: Node, summary: Tree.}
  nodes: {type: list, of: Node, first_index: 1, summary: Trees.}
  texts: {type: map, of: string, summary: Texts.}
  kind: {type: string, summary: Which case.}
  part: {type: Part, summary: One of two.}
response:
  s: {type: string, also: [object], summary: Text.}
  i: {type: int, summary: Number.}
  u: {type: uint, summary: Number.}
  d: {type: double, summary: Number.}
  b: {type: bool, summary: Flag.}
  j: {type: json, summary: Anything.}
  is: {type: list, of: int, summary: Numbers.}
  node: {type: Node, summary: Tree.}
  nodes: {type: list, of: Node, summary: Trees.}
  texts: {type: map, of: string, summary: Texts.}
  kind: {type: string, summary: Which case.}
  part: {type: Part, summary: One of two.}
types:
  Node:
    summary: A node of a tree.
    fields:
      name: {type: string, required: true, summary: Name.}
      children: {type: list, of: Node, summary: What hangs on it.}
  Part:
    summary: A part.
    variant: {by: kind, cases: {Node: Node, Leaf: Leaf}}
  Leaf:
    summary: A leaf.
    fields: {size: {type: int, summary: Size.}}
"""


@pytest.mark.parametrize(
    "request_, sends",
    [
        ({"s": "a&b=c"}, {"s": "a&b=c"}),
        ({"i": -(2**63), "u": 2**64 - 1}, {"i": str(-(2**63)), "u": str(2**64 - 1)}),
        ({"d": 25.0, "b": True}, {"d": "25", "b": "true"}),
        ({"d": 0.1, "b": False}, {"d": "0.1", "b": "false"}),
        ({"j": {"a": [1, None]}}, {"j": '{"a":[1,null]}'}),
        ({"is": [4, 5]}, {"is.0": "4", "is.1": "5"}),
        ({"is": []}, {}),
        ({"node": {"name": "r", "children": [{"name": "c"}]}}, {"node.name": "r", "node.children.0.name": "c"}),
        ({"nodes": [{"name": "a"}, {"name": "b"}]}, {"nodes.1.name": "a", "nodes.2.name": "b"}),
        ({"texts": {"k": "v"}}, {"texts.k": "v"}),
        ({"kind": "Leaf", "part": {"size": 1}}, {"kind": "Leaf", "part.size": "1"}),
    ],
)
def test_flatten(service: Service, request_: Dict[str, Any], sends: Dict[str, str]) -> None:
    action = service.action_named("All")
    assert action is not None
    assert flatten(service, action.request, request_) == (sends, ())


@pytest.mark.parametrize(
    "request_, misfits",
    [
        ({"i": 2**63}, ["i: `i` takes a whole number, not 9223372036854775808"]),
        ({"u": -1}, ["u: `u` takes a whole number that is not negative, not -1"]),
        ({"i": True, "b": 1}, ["i: `i` takes a whole number, not true", "b: `b` takes true or false, not 1"]),
        ({"s": None}, ["s: `s` takes a text, not null"]),
        ({"is": [1, "2"]}, ['is[1]: `is[1]` takes a whole number, not "2"']),
        (
            {"node": {"nam": "r"}},
            ["node.nam: node has no field `nam`", "node: `node.name` is required, but not in the request"],
        ),
        ({"node": [1]}, ["node: `node` takes a mapping, not a list"]),
        ({"part": {"size": 1}}, ["part: nothing says which case of `Part` `part` is"]),
        ({"kind": "Root", "part": {}}, ["part: nothing says which case of `Part` `part` is"]),
    ],
)
def test_misfits(service: Service, request_: Dict[str, Any], misfits: List[str]) -> None:
    action = service.action_named("All")
    assert action is not None
    found = flatten(service, action.request, request_)[1]
    assert [f"{each.path}: {each.message}" for each in found] == misfits


@pytest.mark.parametrize(
    "answer, view",
    [
        ({"unknown": 1, "s": None}, {}),
        ({"s": 5}, {"s": "5"}),
        ({"s": True}, {"s": "true"}),
        ({"s": "nul\0"}, {}),
        ({"s": {"a": 1}}, {"s": '{"a":1}'}),
        ({"s": [1]}, {}),
        ({"i": "12"}, {"i": 12}),
        ({"i": "012"}, {}),
        ({"i": 3.0}, {"i": 3}),
        ({"i": 3.5}, {}),
        ({"i": 2**63}, {}),
        ({"i": True}, {"i": 1}),
        ({"u": -1}, {}),
        ({"u": str(2**64 - 1)}, {"u": 2**64 - 1}),
        ({"d": "0.5"}, {"d": 0.5}),
        ({"d": 7}, {"d": 7.0}),
        ({"d": 2**63 + 1}, {}),
        ({"d": True}, {}),
        ({"b": 1}, {"b": True}),
        ({"b": "false"}, {"b": False}),
        ({"b": 2}, {}),
        ({"j": [1, {"a": None}]}, {"j": [1, {"a": None}]}),
        ({"is": 4}, {"is": [4]}),
        ({"is": "4"}, {}),
        ({"is": ["4", "x", None, 5]}, {"is": [4, 5]}),
        ({"node": [{"name": "r"}]}, {"node": {"name": "r"}}),
        ({"node": [{}, {}]}, {}),
        ({"nodes": {"name": "r", "x": 1}}, {"nodes": [{"name": "r"}]}),
        ({"nodes": [{"name": "r"}, 5]}, {"nodes": [{"name": "r"}, {}]}),
        ({"texts": {"a": 1, "b": None}}, {"texts": {"a": "1"}}),
        ({"texts": []}, {"texts": {}}),
        ({"kind": "Leaf", "part": {"size": "3"}}, {"kind": "Leaf", "part": {"size": 3}}),
        ({"kind": "Root", "part": {"size": 3}}, {"kind": "Root"}),
        ({"part": {"size": 3}}, {}),
    ],
)
def test_typed_view(service: Service, answer: Dict[str, Any], view: Dict[str, Any]) -> None:
    action = service.action_named("All")
    assert action is not None
    found = typed_view(service, action.response, answer)
    assert found == view
    assert [type(each) for each in found.values()] == [type(each) for each in view.values()]


DECIMALS = [
    (1, "1"),
    (1.0, "1"),
    (-2.5, "-2.5"),
    (0.1, "0.1"),
    (0.1 + 0.2, "0.30000000000000004"),
    (100000.0, "100000"),
    (1e15, "1e+15"),
    (1e-7, "1e-07"),
]


@pytest.mark.parametrize("number, text", DECIMALS)
def test_shortest_decimal(number: float, text: str) -> None:
    assert decimal(number) == text
