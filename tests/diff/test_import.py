# SPDX-License-Identifier: MIT
"""The vendor's description becomes a spec; decisions of our own survive every import."""

import json
import shutil
from pathlib import Path
from typing import Any, Callable, Dict, Optional

import pytest
from specs import findings, plain
from tcvodgen.cli import main

HERE = Path(__file__).parent / "importing"


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    shutil.copytree(HERE, tmp_path, dirs_exist_ok=True)
    return tmp_path / "cinema"


def run(spec: Path, revision: str, *more: str) -> int:
    return main(["import", str(spec.parent / f"{revision}.json"), "--into", str(spec), *more])


def edited(spec: Path, edit: Callable[[Dict[str, Any]], None], revision: str = "api-1") -> None:
    file = spec.parent / f"{revision}.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    edit(content)
    file.write_text(json.dumps(content), encoding="utf-8")


def member(content: Dict[str, Any], owner: str, name: str) -> Dict[str, Any]:
    return next(each for each in content["objects"][owner]["members"] if each["name"] == name)


def without_entry(spec: Path) -> None:
    """The vendor removed DeleteShow; so must we, knowingly."""
    overlay = spec.parent / "cinema.overlay.yaml"
    lines = overlay.read_text(encoding="utf-8").splitlines(keepends=True)
    overlay.write_text("".join(line for line in lines if "DeleteShow" not in line), encoding="utf-8")


def test_three_revisions(spec: Path, tmp_path: Path) -> None:
    found = []
    for number in (1, 2, 3):
        if number == 3:
            without_entry(spec)
        assert run(spec, f"api-{number}") == 0
        shutil.copytree(spec, tmp_path / f"r{number}" / "cinema")
    for number in (1, 2):
        pair = (tmp_path / f"r{each}" / "cinema" for each in (number, number + 1))
        found.append({each.rule for each in findings(*pair)})
    assert {"act-added", "rsp-added", "act-deprecated", "doc-prose-fact-changed"} <= found[0]
    assert {"act-removed", "rsp-removed", "req-added-required"} <= found[1]


def test_overlay_survives(spec: Path) -> None:
    for number in (1, 2):
        assert run(spec, f"api-{number}") == 0
        assert plain(spec / "types.yaml")["Cover"]["fields"]["Width"]["c_name"] == "width_pixels"
        assert plain(spec / "types.yaml")["Film"]["fields"]["Status"]["values"] == "FilmStatus"
        assert plain(spec / "actions/DescribeFilm.yaml")["response"]["Film"]["required"] is True


def test_twice_changes_nothing(spec: Path) -> None:
    assert run(spec, "api-1") == 0
    assert run(spec, "api-1", "--check") == 0


def test_check_writes_nothing(spec: Path) -> None:
    assert run(spec, "api-1", "--check") == 1
    assert not (spec / "actions").exists()


def test_removed_actions_go(spec: Path) -> None:
    run(spec, "api-1")
    assert (spec / "actions/DeleteShow.yaml").exists()
    without_entry(spec)
    assert run(spec, "api-3") == 0
    assert not (spec / "actions/DeleteShow.yaml").exists()


def test_stale_overlay_is_an_error(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(spec, "api-3") == 1
    assert "overlay-stale" in capsys.readouterr().err


def test_conflict_is_an_error(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    overlay = spec.parent / "cinema.overlay.yaml"
    overlay.write_text(overlay.read_text().replace("instead_of: false", "instead_of: true"))
    assert run(spec, "api-1") == 1
    assert "overlay-conflict" in capsys.readouterr().err
    assert not (spec / "actions").exists()


def test_agreement_is_an_error(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edited(spec, lambda content: member(content, "DescribeFilmResponse", "Film").update(output_required=True))
    assert run(spec, "api-1") == 1
    assert "overlay-redundant" in capsys.readouterr().err


@pytest.mark.parametrize(
    "edit, said",
    [
        (lambda content: content.pop("objects"), "has no `objects`"),
        (lambda content: content["actions"]["DeleteShow"].update(input="Nothing"), "names `Nothing`"),
        (
            lambda content: member(content, "Film", "Title").update(member="colour"),
            "is not known to this importer",
        ),
        (lambda content: member(content, "Film", "Title").update(nullable=True), "does not know"),
        (lambda content: member(content, "Film", "Title").update(required="yes"), "neither true nor false"),
        (
            lambda content: content["objects"]["Film"]["members"].append(member(content, "Film", "Title")),
            "is there twice",
        ),
        (
            lambda content: content["actions"].update({"../../Above": content["actions"].pop("BookSeats")}),
            "`../../Above` is no name",
        ),
    ],
    ids=["section", "object", "type", "key", "flag", "twice", "path"],
)
def test_bad_description(
    spec: Path, edit: Callable[[Dict[str, Any]], None], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    edited(spec, edit)
    assert run(spec, "api-1") == 1
    found = capsys.readouterr().err
    assert said in found and "import-description" in found


def test_what_is_no_json_is_one_error(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (spec.parent / "api-1.json").write_text('{"actions":', encoding="utf-8")
    assert run(spec, "api-1") == 1
    assert capsys.readouterr().err.count("[import-description]") == 1


def test_foreign_file_is_an_error(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (spec / "actions").mkdir()
    (spec / "actions/Own.yaml").write_text("action: Own\n", encoding="utf-8")
    assert run(spec, "api-1") == 1
    assert "import-foreign" in capsys.readouterr().err


def test_an_overlay_must_be_there(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (spec.parent / "cinema.overlay.yaml").unlink()
    assert run(spec, "api-1") == 1
    said = capsys.readouterr().err
    assert "overlay-missing" in said and "actions: {}" in said and "nothing was written" in said


def test_a_service_must_be_there(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (spec / "service.yaml").unlink()
    assert run(spec, "api-1") == 1
    assert "import-service" in capsys.readouterr().err
    assert not (spec / "actions").exists()


def overlaid(spec: Path, old: str, new: str) -> int:
    """Edits the overlay; the line that was edited."""
    overlay = spec.parent / "cinema.overlay.yaml"
    lines = overlay.read_text(encoding="utf-8").splitlines(keepends=True)
    (number,) = [number for number, line in enumerate(lines) if old in line]
    lines[number] = lines[number].replace(old, new)
    overlay.write_text("".join(lines), encoding="utf-8")
    return number + 1


def longer(content: Dict[str, Any]) -> None:
    member(content, "Film", "Length").update(document="Length in minutes. Rounded up.")


def test_what_both_sides_changed_is_an_error(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(spec, "api-1") == 0
    line = overlaid(spec, "Length: {unit: seconds}", "Length: {unit: hours}")
    edited(spec, longer)
    before = (spec / "types.yaml").read_bytes()
    capsys.readouterr()
    assert run(spec, "api-1") == 1
    said = capsys.readouterr().err
    assert f"cinema.overlay.yaml:{line}:7: error: the vendor changed `Film.fields.Length`" in said
    assert "overlay-both-changed" in said and "--reviewed Film.fields.Length" in said
    assert (spec / "types.yaml").read_bytes() == before, "nothing was written"
    assert run(spec, "api-1", "--reviewed", "Film.fields.Length") == 0
    assert run(spec, "api-1") == 0, "it is settled"


def test_what_the_vendor_changed_below_a_decision_is_named(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(spec, "api-1")
    edited(spec, longer)
    capsys.readouterr()
    assert run(spec, "api-1") == 0
    assert 'the vendor changed `Film.fields.Length`, about which this decides: summary was "' in capsys.readouterr().out


def test_what_we_changed_alone_is_fine(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(spec, "api-1")
    overlaid(spec, "Length: {unit: seconds}", "Length: {unit: hours}")
    capsys.readouterr()
    assert run(spec, "api-1") == 0
    assert "Film.fields.Length" not in capsys.readouterr().out


def test_a_stale_entry_is_named_with_its_line(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = overlaid(spec, "DeleteShow:", "DeleteSchow:")
    assert run(spec, "api-1") == 1
    said = capsys.readouterr().err
    assert f"cinema.overlay.yaml:{line}:3: error: there is no action `DeleteSchow`" in said
    assert "did you mean `DeleteShow`?" in said


def test_nobody_reviews_what_the_overlay_does_not_touch(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(spec, "api-1", "--reviewed", "Film.fields.Lenght") == 1
    assert "the overlay says nothing about `Film.fields.Lenght`" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    ["<<<<<<< ours\n", "[]", '{"Film": 1}', '{"Film": {"vendor": null, "ours": {}}}', '"\\ud83d"', "[" * 100_000],
    ids=["conflict", "list", "number", "null", "half", "deep"],
)
def test_a_damaged_record_is_an_error(text: str, spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (spec.parent / "cinema.imported.json").write_text(text, encoding="utf-8")
    assert run(spec, "api-1") == 1
    assert "import-record" in capsys.readouterr().err


def test_a_text_of_our_own_says_which_one_it_replaces(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    overlaid(spec, "Length: {unit: seconds}", "Length: {unit: seconds, summary: How long it is.}")
    assert run(spec, "api-1") == 1
    assert "overlay-contradiction" in capsys.readouterr().err


@pytest.mark.parametrize(
    "document, summary",
    [
        ("Use one of a,b or c.", "Use one of a,b or c."),
        ("Sizes (a,b)", "Sizes (a,b)."),
        ("A bell \x07, a \x7f and a \x85.", "A bell , a and a."),
        ("One\u2028line\ufeff and \uffff.", "One line\ufeff and \uffff."),
        (None, "Length."),
    ],
)
def test_any_text_of_the_vendor_can_be_read_again(document: Optional[str], summary: str, spec: Path) -> None:
    edited(spec, lambda content: member(content, "Film", "Length").update(document=document))
    assert run(spec, "api-1") == 0
    assert plain(spec / "types.yaml")["Film"]["fields"]["Length"]["summary"] == summary
    assert run(spec, "api-1", "--check") == 0


def test_a_text_of_the_overlay_is_written_as_it_stands(spec: Path) -> None:
    overlaid(spec, "It is gone.", '"Gone,\\x7f or\\u2028so."')
    assert run(spec, "api-1") == 0
    values = plain(spec / "values.yaml")["FilmStatus"]["values"]
    assert values["Deleted"]["summary"] == "Gone,\x7f or\u2028so."


def test_a_released_layout_holds(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(spec, "api-1") == 0
    out = str(spec.parent / "out")
    assert main(["generate", "--spec", str(spec), "--out", out]) == 0
    assert main(["lock", "--spec", str(spec), "--release"]) == 0
    edited(spec, lambda content: member(content, "Film", "Views").update(type="string", member="string"))
    before = (spec / "types.yaml").read_bytes()
    capsys.readouterr()
    assert run(spec, "api-1") == 1
    said = capsys.readouterr().err
    assert "after the import: " in said and "[lock-kind-changed]" in said and "tcvodgen-" not in said
    assert "        Views: {type: string, summary: " in said, "the line as it would be"
    assert (spec / "types.yaml").read_bytes() == before


def without_values(spec: Path) -> None:
    overlay = spec.parent / "cinema.overlay.yaml"
    text = overlay.read_text(encoding="utf-8").partition("values:\n")[0]
    overlay.write_text(text.replace("      Status: {values: FilmStatus}\n", ""), encoding="utf-8")


def test_values_go_with_the_overlay(spec: Path) -> None:
    assert run(spec, "api-1") == 0
    without_values(spec)
    assert run(spec, "api-1", "--check") == 1 and (spec / "values.yaml").exists()
    assert run(spec, "api-1") == 0
    assert not (spec / "values.yaml").exists()


@pytest.mark.parametrize("name", ["values.yaml", "types.yaml"])
def test_what_was_written_by_hand_is_not_replaced(
    name: str, spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (spec / name).write_text("{}\n", encoding="utf-8")
    assert run(spec, "api-1") == 1
    assert "import-foreign" in capsys.readouterr().err
    assert (spec / name).read_text(encoding="utf-8") == "{}\n"


@pytest.mark.parametrize(
    "old, new, column, rule",
    [
        ("BookSeats:       {category: seats}", "BookSeats: {retri: safe}", 15, "unknown-key"),
        ("Length: {unit: seconds}", "Length: {unit: secnds}", 22, "unknown-unit"),
        ("Deleted: {summary: It is gone.}", "Deleted: {summery: It is gone.}", 17, "unknown-key"),
        ("Labels: {first_index: 1}", "Labels: {default: 3}", 66, "default-kind"),
        ("Length: {unit: seconds}", "Length: {type: {is: strin, instead_of: int}}", 22, "unknown-type"),
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_a_slip_is_named_where_it_stands_in_the_overlay(
    old: str,
    new: str,
    column: int,
    rule: str,
    is_first: bool,
    spec: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert is_first or run(spec, "api-1") == 0
    line = overlaid(spec, old, new)
    capsys.readouterr()
    assert run(spec, "api-1") == 1
    said = capsys.readouterr().err
    assert f"cinema.overlay.yaml:{line}:{column}: error: after the import: " in said, said
    assert f"[{rule}]" in said and new in said


@pytest.mark.parametrize(
    "output, name", [("DescribeFilmResponse", "DescribeFilmResponseObject"), ("FilmAnswer", "FilmAnswer")]
)
def test_an_answer_that_is_also_part_of_another(output: str, name: str, spec: Path) -> None:
    def part(content: Dict[str, Any]) -> None:
        row = {"name": "Last", "type": "object", "member": output, "document": "The last one."}
        content["actions"]["DescribeFilm"]["output"] = output
        content["objects"][output] = content["objects"].pop("DescribeFilmResponse")
        content["objects"]["Cover"]["members"].append(row)

    edited(spec, part)
    assert run(spec, "api-1") == 0
    assert plain(spec / "types.yaml")["Cover"]["fields"]["Last"]["type"] == name
    assert list(plain(spec / "types.yaml")[name]["fields"]) == ["Film", "RequestId"]
    assert list(plain(spec / "actions/DescribeFilm.yaml")["response"]) == ["Film"]
    assert main(["generate", "--spec", str(spec), "--out", str(spec.parent / "out")]) == 0


@pytest.mark.parametrize(
    "text, said",
    [
        ('{"actions": {"A": {"document": "\\ud83d"}}}', "`document` holds half a character, \\ud83d"),
        ('{"\\udc00": 1}', "`\\udc00` holds half a character"),
        ("[" * 100_000, "nested too deeply"),
    ],
    ids=["half", "half key", "deep"],
)
def test_json_that_is_no_text(text: str, said: str, spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (spec.parent / "api-1.json").write_text(text, encoding="utf-8")
    assert run(spec, "api-1") == 1
    assert said in capsys.readouterr().err


def test_a_document_that_is_no_text(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edited(spec, lambda content: member(content, "Film", "Length").update(document=["Length."]))
    assert run(spec, "api-1") == 1
    assert "`document` is no text" in capsys.readouterr().err


def test_a_folder_among_the_actions(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (spec / "actions/Old").mkdir(parents=True)
    assert run(spec, "api-1") == 1
    assert "import-foreign" in capsys.readouterr().err


def test_into_the_folder_one_stands_in(spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(spec)
    assert main(["import", "../api-1.json", "--into", "."]) == 0
    assert main(["import", "../api-1.json", "--into", "./", "--check"]) == 0
    assert (spec / "types.yaml").exists() and (spec.parent / "cinema.imported.json").exists()


@pytest.mark.parametrize("name, is_folder", [("types.yaml", True), ("actions", False)])
def test_what_stands_in_the_way(name: str, is_folder: bool, spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (spec / name).mkdir() if is_folder else (spec / name).touch()
    assert run(spec, "api-1") == 2
    assert f"{name} is a {'folder' if is_folder else 'file'}, where" in capsys.readouterr().err
    assert not (spec / "values.yaml").exists(), "nothing was written"
