# SPDX-License-Identifier: MIT
"""The workflow that posts the report: its steps are run here, with a stand-in for GitHub's command."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any, Dict, List, Tuple

import pytest
import yaml
from repositories import BROKEN, FINE, edit, git
from specs import ROOT

FILE = ROOT / ".github/workflows/spec-diff.yml"
WORKFLOW: Dict[Any, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
STEPS: List[Dict[str, Any]] = WORKFLOW["jobs"]["diff"]["steps"]
GH = """\
#!/bin/sh
for argument in "$@"; do printf '%s\\n' "$argument"; done >>gh.log
echo -- >>gh.log
case "$*" in *--jq*) cat comments ;; esac
"""


def script(name: str) -> str:
    (found,) = [each["run"] for each in STEPS if each.get("name") == name]
    return str(found)


def run(root: Path, name: str, **environment: str) -> Tuple[int, str]:
    """A step as GitHub runs it: bash that stops at the first failure, also within pipes."""
    (root / "bin").mkdir(exist_ok=True)
    (root / "bin/gh").write_text(GH, encoding="utf-8")
    (root / "bin/gh").chmod(0o755)
    files = {"GITHUB_OUTPUT": str(root / "output"), "GITHUB_STEP_SUMMARY": str(root / "summary")}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script(name)],
        cwd=root,
        env={
            **os.environ,
            **files,
            "PYTHONPATH": "generator",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PATH": f"{root / 'bin'}:{os.environ['PATH']}",
            **environment,
        },
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def pull_request(repository: Path) -> Path:
    """A branch with the base as it was."""
    (repository / "generator").symlink_to(ROOT / "generator")
    (repository / "comments").write_text("", encoding="utf-8")
    return repository


def committed(root: Path, patch: Dict[str, Any]) -> str:
    base = git(root, "rev-parse", "HEAD").strip()
    edit(root, patch)
    git(root, "commit", "-q", "-a", "-m", "Edit")
    return base


def test_it_asks_for_no_more_than_it_needs() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read", "pull-requests": "write"}
    assert set(WORKFLOW[True]) == {"pull_request", "workflow_call"}  # `on`, as YAML 1.1 reads it
    for each in STEPS:
        assert ("run" in each) != ("uses" in each)
        assert "${{" not in each.get("run", ""), "texts of others reach a script as variables only"


def test_the_recipe_gives_what_is_asked() -> None:
    text = (ROOT / "docs/spec-diff.md").read_text(encoding="utf-8")
    (recipe,) = re.findall(r"```yaml\n# \.github/workflows/spec-diff\.yml\n(.*?)```", text, re.DOTALL)
    (job,) = yaml.safe_load(recipe)["jobs"].values()
    assert set(job["with"]) == set(WORKFLOW[True]["workflow_call"]["inputs"])
    assert job["permissions"] == WORKFLOW["permissions"]
    repository, _, version = job["uses"].partition("/.github/workflows/spec-diff.yml@")
    assert job["with"] == {"generator": repository, "ref": version}
    (generator,) = [each for each in STEPS if each.get("if") == "inputs.generator"]
    assert f"'{generator['with']['path']}/generator'" in next(
        each["env"]["PYTHONPATH"] for each in STEPS if each.get("name") == "Compare"
    )


@pytest.mark.parametrize("name", [each["name"] for each in STEPS if "run" in each])
def test_scripts_are_well_formed(name: str) -> None:
    assert subprocess.run(["bash", "-n", "-c", script(name)], capture_output=True).returncode == 0


@pytest.mark.parametrize("patch, status", [(FINE, "0"), (BROKEN, "1")])
def test_compare(patch: Dict[str, Any], status: str, pull_request: Path) -> None:
    base = committed(pull_request, patch)
    code, said = run(pull_request, "Compare", BASE=base)
    assert code == 0, said
    assert (pull_request / "output").read_text() == f"status={status}\n"
    comment = (pull_request / "comment.md").read_text(encoding="utf-8")
    assert "<!-- tcvodgen diff" in comment and (pull_request / "summary").read_text(encoding="utf-8") == comment
    assert ("::error file=spec/shop/actions/GetItem.yaml" in said) == (status == "1")
    assert run(pull_request, "Verdict", STATUS=status)[0] == int(status)


def test_a_failure_to_compare_is_told(pull_request: Path) -> None:
    base = committed(pull_request, FINE)
    (pull_request / "spec/shop/types.yaml").write_text("Price: [", encoding="utf-8")
    assert run(pull_request, "Compare", BASE=base)[0] == 0
    assert (pull_request / "output").read_text() == "status=3\n"
    assert "not compared" in (pull_request / "comment.md").read_text(encoding="utf-8")
    assert run(pull_request, "Verdict", STATUS="3")[0] == 3


@pytest.mark.parametrize("known", ["", "41\n42\n"], ids=["first", "again"])
def test_one_comment_is_updated(known: str, pull_request: Path) -> None:
    (pull_request / "comment.md").write_text("A report.\n", encoding="utf-8")
    (pull_request / "comments").write_text(known, encoding="utf-8")
    comments = "repos/me/it/issues/7/comments"
    code, said = run(pull_request, "Comment", GH_TOKEN="none", COMMENTS=comments, GITHUB_REPOSITORY="me/it")
    assert code == 0, said
    asked, sent = (pull_request / "gh.log").read_text(encoding="utf-8").split("--\n")[:2]
    assert comments in asked and "<!-- tcvodgen diff" in asked
    target = "PATCH\nrepos/me/it/issues/comments/41\n" if known else f"POST\n{comments}\n"
    assert target in sent and "body=@comment.md" in sent
