# SPDX-License-Identifier: MIT
from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import tcvodgen
from conftest import MakeShop
from tcvodgen import rules
from tcvodgen.cli import main

Output = pytest.CaptureFixture[str]


def test_default_is_every_spec_below_spec(make_shop: MakeShop, capsys: Output) -> None:
    shop = make_shop()
    shop.parent.joinpath("spec").mkdir()
    shop.rename(shop.parent / "spec" / "shop")
    assert main(["lint"]) == 0
    assert capsys.readouterr().out == "1 spec checked, nothing found\n"


def test_json_output(make_shop: MakeShop, capsys: Output) -> None:
    make_shop("unknown-type")
    assert main(["lint", "--format", "json", "shop"]) == 1
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["file"], row["rule"]) == ("shop/actions/GetItem.yaml", "unknown-type")
    assert (row["line"], row["column"]) == (9, 28)


def test_github_output(make_shop: MakeShop, capsys: Output) -> None:
    make_shop("unknown-type")
    assert main(["lint", "--format", "github", "shop"]) == 1
    assert capsys.readouterr().out == (
        "::error file=shop/actions/GetItem.yaml,line=9,col=28,title=unknown-type::"
        "there is no type `Prize` (did you mean `Price`?)\n"
    )


def second_shop(shop: Path, *own: str) -> None:
    """A spec beside the first; of what both cannot have in common, `own` is its own."""
    second = shutil.copytree(shop, shop.parent / "second")
    file = second / "service.yaml"
    values = {"service": "second", "number": "9", "c_prefix": "second", "include": "second"}
    lines = file.read_text(encoding="utf-8").splitlines()
    words = [line.partition(":")[0] for line in lines]
    lines = [f"{word}: {values[word]}" if word in own else line for word, line in zip(words, lines)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.parametrize("key", ["number", "c_prefix", "include"])
def test_two_specs_share_nothing_that_becomes_a_name(key: str, make_shop: MakeShop, capsys: Output) -> None:
    second_shop(make_shop(), "service", *{"number", "c_prefix", "include"} - {key})
    assert main(["lint", "second", "shop"]) == 1
    said = capsys.readouterr().out
    rule = "service-taken"
    assert f"[{rule}]" in said and f"`{key}: " in said and said.startswith("shop/service.yaml:")
    assert "(second/service.yaml:" in said and "1 finding;" in said
    for command in (["generate"], ["check"], ["lock"], ["dump-model"]):
        out = ["--out", "out"] if command[0] in ("generate", "check") else []
        assert main([*command, "--spec", "second", "shop", *out]) == 1
        assert rule in capsys.readouterr().err
    assert not Path("out").exists()


def test_two_specs_of_their_own(make_shop: MakeShop, capsys: Output) -> None:
    second_shop(make_shop(), "service", "number", "c_prefix", "include")
    assert main(["lint", "shop", "second"]) == 0, capsys.readouterr().out


def test_one_spec_named_twice(make_shop: MakeShop, capsys: Output) -> None:
    make_shop()
    assert main(["generate", "--spec", "shop", "./shop", "--out", "out"]) == 1
    assert "`service: shop` is also that of another spec" in capsys.readouterr().err


def test_nothing_to_lint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["lint"]) == 2
    assert "no spec/*/service.yaml here" in capsys.readouterr().err


def test_a_folder_that_is_no_spec(tmp_path: Path, capsys: Output) -> None:
    assert main(["lint", os.fspath(tmp_path)]) == 2
    assert "it has no service.yaml" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["lint", "--format", "xml"], ["lintt"]])
def test_wrong_usage(arguments: "list[str]", capsys: Output) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    assert exit_.value.code == 2
    assert "usage: tcvodgen" in capsys.readouterr().err


def test_explain(capsys: Output) -> None:
    assert main(["explain", "unknown-type"]) == 0
    output = capsys.readouterr().out
    assert output.startswith("unknown-type: a type that is not declared\n")
    assert "\nCure: correct the name" in output


def test_explain_all(capsys: Output) -> None:
    assert main(["explain", "--all"]) == 0
    output = capsys.readouterr().out
    assert all(f"{rule.id}: {rule.title}\n" in output for rule in rules.all_rules().values())


def test_explain_with_a_near_name(capsys: Output) -> None:
    assert main(["explain", "unkown-type"]) == 2
    assert "did you mean `unknown-type`?" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["explain"], ["explain", "--all", "unknown-type"]])
def test_explain_needs_one_thing(arguments: "list[str]", capsys: Output) -> None:
    assert main(arguments) == 2
    assert "name one rule, or --all" in capsys.readouterr().err


def test_as_a_module_with_a_reader_that_leaves(make_shop: MakeShop) -> None:
    environment = {**os.environ, "PYTHONPATH": os.path.dirname(os.path.dirname(tcvodgen.__file__))}
    command = [sys.executable, "-m", "tcvodgen", "explain", "--all"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode in (0, 1)
