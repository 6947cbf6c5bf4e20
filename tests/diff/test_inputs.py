# SPDX-License-Identifier: MIT
"""What is compared: specs that are invalid, folders named from anywhere, files as they were committed."""

import json
import shutil
from pathlib import Path
from typing import Any, Dict

import pytest
from repositories import BROKEN, FILES, edit, git, tcvodgen
from specs import ROOT, files_of, patched, write
from tcvodgen.cli import main

NEGATIVE = ROOT / "tests/generator/negative"
CASES = sorted(each.parent.name for each in NEGATIVE.glob("*/expected.txt"))


@pytest.mark.parametrize("case", CASES)
def test_a_spec_with_errors_is_compared_or_refused(case: str, tmp_path: Path) -> None:
    """As the base, it is held to what a C model needs and to nothing else; never does it end in a crash."""
    good, bad = tmp_path / "good" / "shop", tmp_path / "bad" / "shop"
    for folder in (good, bad):
        shutil.copytree(NEGATIVE / "base", folder)
    shutil.copytree(NEGATIVE / case, bad, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.txt"))
    assert main(["diff", str(bad), str(good)]) in (0, 1, 3, 4)
    assert main(["diff", str(good), str(bad)]) in (0, 1, 3, 4)


@pytest.mark.parametrize("case", ["unknown-type", "c-name-collision", "lock-name-taken"])
def test_a_base_without_a_c_model_is_invalid(case: str, repository: Path) -> None:
    mistakes: Dict[str, Any] = {
        "unknown-type": {"actions/GetItem.yaml": {"response": {"price": {"type": "Prize"}}}},
        "c-name-collision": {"actions/GetItem.yaml": {"request": {"Scale": {"type": "int", "summary": "How large."}}}},
    }
    folder = repository / "spec/shop"
    if case == "lock-name-taken":
        taken(folder, "type")
    else:
        write(folder, patched(FILES, mistakes[case]))
    git(repository, "commit", "-qam", "Wrong")
    write(folder, FILES)
    status, _, err = tcvodgen("diff", "--base", "HEAD", cwd=repository)
    assert status == 3 and f"[{case}]" in err and "Traceback" not in err


TEXT, PING = FILES["types.yaml"]["TextContent"], FILES["actions/Ping.yaml"]
RENAMED: Dict[str, Any] = {
    "type": {
        "types.yaml": {
            "TextContent": None,
            "Prose": {**TEXT, "was": "TextContent"},
            "Content": {"variant": {"cases": {"Text": "Prose"}}},
        }
    },
    "action": {"actions/Ping.yaml": None, "actions/Knock.yaml": {**PING, "action": "Knock", "was": "Ping"}},
}
TAKEN: Dict[str, Any] = {
    "type": {
        "types.yaml": {"Prose": {"was": None}, "TextContent": TEXT},
        "actions/PutItem.yaml": {"response": {"text": {"type": "TextContent", "summary": "A text."}}},
    },
    "action": {"actions/Knock.yaml": {"was": None}, "actions/Ping.yaml": PING},
}


def taken(folder: Path, kind: str) -> None:
    """Something is renamed with `was`, and later another thing takes its first name."""
    edit(folder.parents[1], RENAMED[kind])
    write(folder, patched(files_of(folder), TAKEN[kind]))


@pytest.mark.parametrize("kind", ["type", "action"])
def test_a_name_that_was_anothers_is_told_as_lint_tells_it(kind: str, repository: Path) -> None:
    taken(repository / "spec/shop", kind)
    status, _, err = tcvodgen("diff", "--base", "HEAD", cwd=repository)
    assert status == 3 and "[lock-name-taken]" in err and "Traceback" not in err


def test_attributes_hide_nothing(repository: Path) -> None:
    (repository / ".gitattributes").write_text("spec/shop/types.yaml export-ignore\n", encoding="utf-8")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "Attributes")
    edit(repository, BROKEN)
    status, out, err = tcvodgen("diff", "--base", "HEAD", "--format", "json", cwd=repository)
    assert status == 1, err
    assert "req-removed" in {each["rule"] for each in json.loads(out)["reports"][0]["findings"]}


@pytest.mark.parametrize(
    "chosen, place", [("spec/shop", ""), ("{}/spec/shop", ""), ("shop", "spec"), (".", "spec/shop"), ("../shop/", "spec/shop")]
)
def test_a_spec_is_named_from_anywhere(chosen: str, place: str, repository: Path) -> None:
    edit(repository, BROKEN)
    arguments = ["diff", "--base", "HEAD", "--spec", chosen.format(repository)]
    status, out, err = tcvodgen(*arguments, cwd=repository / place)
    assert status == 1 and "[req-removed]" in out, err


@pytest.mark.parametrize("chosen", ["spec/typo", "spec/shop/service.yaml", "spec"])
def test_a_chosen_folder_without_a_spec_is_no_pass(chosen: str, repository: Path) -> None:
    status, _, err = tcvodgen("diff", "--base", "HEAD", "--spec", "spec/shop", chosen, cwd=repository)
    assert status == 4 and f"{chosen} is no spec folder" in err
