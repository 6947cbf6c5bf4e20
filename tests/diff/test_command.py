# SPDX-License-Identifier: MIT
"""The command: what can be compared, and that nothing but a comparison exits with 0 or 1."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict, List

import pytest
from repositories import BROKEN, FILES, FINE, declare, edit, git, tcvodgen
from specs import ROOT, pair, patched, write

def test_thresholds(tmp_path: Path) -> None:
    old, new = map(str, pair(tmp_path, FILES, patched(FILES, BROKEN)))
    assert tcvodgen("diff", old, old)[0] == 0
    assert tcvodgen("diff", old, new)[0] == 1
    assert tcvodgen("diff", old, new, "--fail-on", "never")[0] == 0
    assert tcvodgen("diff", old, new, "--fail-on", "never", "--max-bump", "minor")[0] == 1
    old, new = map(str, pair(tmp_path / "fine", FILES, patched(FILES, FINE)))
    assert tcvodgen("diff", old, new)[0] == 0
    assert tcvodgen("diff", old, new, "--fail-on", "info")[0] == 1
    assert tcvodgen("diff", old, new, "--max-bump", "minor")[0] == 0


@pytest.mark.parametrize(
    "arguments, status",
    [
        ([], 2),
        (["OLD"], 2),
        (["OLD", "NEW", "--base", "main"], 2),
        (["OLD", "NEW", "--release"], 2),
        (["OLD", "NEW", "--format", "pdf"], 2),
        (["OLD", "NEW", "--budget", "10"], 2),
        (["OLD", "NEW", "--approvals", "BAD"], 2),
        (["OLD", "NEW", "--approvals", "nowhere.yaml"], 2),
        (["OLD", "NEW", "--fail-on", "everything"], 2),
        (["OLD", "NEW", "--max-bump", "huge"], 2),
        (["OLD", "NEW", "--approvals", "OLD"], 2),
        (["OLD", "INVALID"], 3),
        (["INVALID", "NEW"], 3),
        (["OLD", "GARBLED"], 3),
        (["OLD", "BLANK"], 3),
        (["OLD", "LOCK"], 3),
        (["OLD", "EMPTY"], 4),
        (["OLD", "nowhere"], 4),
        (["OLD", "OTHER"], 4),
        (["OLD", "CONFLICT"], 4),
        (["CONFLICT", "NEW"], 4),
        (["OLD", "NEW", "--output", "nowhere/report.md"], 2),
        (["--base", "HEAD", "--spec", "nowhere"], 4),
        (["--base", "--output=x"], 2),
        (["--base", "-x"], 2),
        (["OLD", "BAD"], 4),
        (["--base", "no-such-revision"], 4),
        (["OLD", "no-such-revision:spec/vod-v2"], 4),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else None,
)
def test_failure_to_compare_is_no_pass(arguments: List[str], status: int, tmp_path: Path) -> None:
    old, new = pair(tmp_path, FILES, patched(FILES, FINE))
    invalid = write(tmp_path / "invalid" / "shop", FILES)
    (invalid / "actions/GetItem.yaml").write_text("action: GetItem\nrequierd: 1\n", encoding="utf-8")
    lock = write(tmp_path / "lock" / "shop", FILES)
    (lock / "layout.lock").write_text(
        (new / "layout.lock").read_text(encoding="utf-8").replace("slot: 2", "slot: 9", 1), encoding="utf-8"
    )
    conflict = write(tmp_path / "conflict" / "shop", FILES)
    (conflict / "layout.lock").write_text("<<<<<<< ours\n=======\n>>>>>>> theirs\n", encoding="utf-8")
    garbled = write(tmp_path / "garbled" / "shop", FILES)
    (garbled / "values.yaml").write_bytes(b"\xff\xfe\x00")
    blank = write(tmp_path / "blank" / "shop", FILES)
    (blank / "service.yaml").write_text("", encoding="utf-8")
    other = write(
        tmp_path / "other" / "store", patched(FILES, {"service.yaml": {"service": "store", "number": 77}})
    )
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.yaml").write_text("- fingerprint: 0123456789abcdef\n  reasn: typo\n", encoding="utf-8")
    names = {
        "OLD": old,
        "NEW": new,
        "INVALID": invalid,
        "LOCK": lock,
        "EMPTY": tmp_path / "empty",
        "OTHER": other,
        "CONFLICT": conflict,
        "GARBLED": garbled,
        "BLANK": blank,
        "BAD": tmp_path / "bad.yaml",
    }
    given = [str(names.get(each, each)) for each in arguments]
    found, out, err = tcvodgen("diff", *given)
    assert found == status, (out, err)
    assert err.strip() and "Traceback" not in err


@pytest.mark.parametrize(
    "arguments, place, status",
    [
        (["diff", "--base", "HEAD"], "no repository", 4),
        (["diff", "HEAD:spec/shop", "spec/shop"], "no repository", 4),
        (["diff", "--base", "v1"], "no git", 4),
        (["diff", "--base", "v1", "--release"], "no version", 4),
        (["check", "--release-base", "v1"], "no version", 4),
        (["diff-driver", "spec/shop/service.yaml"], "", 2),
        (["merge-lock", "spec/shop"], "", 4),
        (["merge-lock", "nowhere"], "", 4),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else str(part),
)
def test_a_place_where_nothing_can_be_compared(
    arguments: List[str], place: str, status: int, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tcvodgen("generate", cwd=repository)
    if place == "no repository":
        shutil.rmtree(repository / ".git")
        monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(repository.parent))
    elif place == "no git":
        monkeypatch.setenv("PATH", str(repository))
    elif place == "no version":
        (repository / "runtime/include/tcvod/version.h").write_text("#define TCVOD_VERSION 1\n", encoding="utf-8")
    found, out, err = tcvodgen(*arguments, cwd=repository)
    assert found == status, (out, err)
    assert err.strip() and "Traceback" not in err
    assert not arguments[0].startswith("merge") or err.startswith("tcvodgen merge-lock: ")


def test_single_file(tmp_path: Path) -> None:
    old, new = pair(tmp_path, FILES, patched(FILES, {**BROKEN, "actions/ListItems.yaml": {"retry": "never"}}))
    name = "actions/ListItems.yaml"
    status, out, _ = tcvodgen("diff", str(old / name), str(new / name), "--fail-on", "warning")
    assert status == 1 and "act-retry-tightened" in out and "req-removed" not in out
    _, out, _ = tcvodgen("diff", str(old / name), str(new / name), "--format", "github")
    (place,) = re.findall("file=([^,]+),", out)
    assert (ROOT / place).resolve() == (new / name).resolve()


def test_base_revision(repository: Path) -> None:
    assert tcvodgen("diff", "--base", "v1", cwd=repository)[0] == 0
    edit(repository, BROKEN)
    status, out, err = tcvodgen("diff", "--base", "v1", "--format", "json", cwd=repository)
    assert status == 1, err
    (finding,) = [each for each in json.loads(out)["reports"][0]["findings"] if each["rule"] == "req-removed"]
    assert finding["before"]["file"] == "v1:spec/shop/actions/GetItem.yaml"
    assert tcvodgen("diff", "v1:spec/shop", "spec/shop", cwd=repository)[0] == 1


def test_spec_that_is_gone(repository: Path) -> None:
    (repository / "spec" / "shop").rename(repository / "spec" / "store")
    assert tcvodgen("diff", "--base", "v1", cwd=repository)[0] == 4


def test_release_needs_the_right_version(repository: Path) -> None:
    def said(*arguments: str) -> str:
        return tcvodgen(
            "diff", "--base", "v1", "--release", "--fail-on", "never", *arguments, cwd=repository
        )[1]

    assert "lib-" not in said()
    edit(repository, FINE)
    assert "lib-version-too-low" in said()
    declare(repository, "1.2.0", 3)
    assert "lib-" not in said()
    edit(repository, BROKEN)
    assert "lib-version-too-low" in said() and "lib-soname" not in said()
    declare(repository, "2.0.0", 4)
    assert "lib-soname-too-high" in said()
    edit(repository, {"actions/PutItem.yaml": None})
    assert "lib-" not in said()
    declare(repository, "3.0.0", 3)
    assert "lib-soname-too-low" in said() and "lib-version-too-high" in said()
    (repository / "runtime/libtcvod.map").write_text("TCVOD_9 {\n};\n", encoding="utf-8")
    assert "lib-symbol-node" in said()


def test_check_refuses_a_release(repository: Path) -> None:
    def check() -> int:
        assert tcvodgen("generate", cwd=repository)[0] == 0
        return tcvodgen("check", "--release-base", "v1", cwd=repository)[0]

    assert check() == 0
    edit(repository, FINE)
    assert check() == 1
    declare(repository, "1.2.0", 3)
    assert check() == 0
    assert tcvodgen("check", "--release-base", "v0", cwd=repository)[0] == 4


def test_git_shows_findings(repository: Path) -> None:
    edit(repository, BROKEN)
    command = f"{sys.executable} -m tcvodgen diff-driver"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generator"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        ["git", "-c", f"diff.tcvod.command={command}", "diff", "--ext-diff", "--", "spec"],
        cwd=repository,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert "[req-removed]" in done.stdout, done.stdout + done.stderr
    assert re.search(r"at: a/spec/shop/actions/GetItem\.yaml:\d+:\d+ \(old\)", done.stdout), done.stdout


def test_git_shows_the_lines_of_what_is_no_text(repository: Path) -> None:
    (repository / "spec/shop/service.yaml").write_bytes(b"service: \xff\n")
    done = subprocess.run(
        ["git", "-c", f"diff.tcvod.command={sys.executable} -m tcvodgen diff-driver", "diff", "--ext-diff"],
        cwd=repository,
        env={**os.environ, "PYTHONPATH": str(ROOT / "generator"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0 and "+service: \ufffd" in done.stdout, done.stdout + done.stderr


def test_one_file_of_approvals_is_for_one_spec(repository: Path) -> None:
    shutil.copytree(repository / "spec/shop", repository / "spec/second")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "two")
    status, _, err = tcvodgen("diff", "--base", "HEAD", "--approvals", "approvals.yaml", cwd=repository)
    assert status == 2 and "--spec" in err


def test_stanzas_can_be_pasted(tmp_path: Path) -> None:
    old, new = pair(tmp_path, FILES, patched(FILES, BROKEN))
    _, stanza, _ = tcvodgen("diff", str(old), str(new), "--stanzas")
    file = tmp_path / "approvals.yaml"
    file.write_text(stanza, encoding="utf-8")
    assert (
        tcvodgen("diff", str(old), str(new), "--approvals", str(file))[0] == 2
    ), "an approval without a reason is none"
    filled = (
        stanza.replace('reason: ""', "reason: Nobody used it.")
        .replace('author: ""', "author: me")
        .replace('until: ""', "until: always")
    )
    file.write_text(filled, encoding="utf-8")
    status, out, err = tcvodgen("diff", str(old), str(new), "--approvals", str(file))
    assert status == 0, err
    assert "approved" in out and "major release" in out, "an approval hides nothing and changes no version"


def actions(required: int) -> Dict[str, Any]:
    """Six actions alike; of the first few `limit` is required."""
    limit = {"type": "int", "summary": "How many."}
    plain = {"summary": "More.", "category": "items", "retry": "never"}
    return {
        f"actions/More{n}.yaml": {
            "action": f"More{n}",
            **plain,
            "request": {"limit": {**limit, "required": True} if n < required else limit},
        }
        for n in range(6)
    }


def approved(stanzas: str) -> str:
    filled = stanzas.replace('reason: ""', "reason: Nobody used it.").replace('author: ""', "author: me")
    return filled.replace('until: ""', "until: always")


@pytest.mark.parametrize("first", [4, 5])
def test_one_more_that_is_alike_is_approved_alone(first: int, tmp_path: Path) -> None:
    old, new = pair(tmp_path / "first", {**FILES, **actions(0)}, {**FILES, **actions(first)})
    file = new.parent / "shop.approvals.yaml"
    status, stanzas, _ = tcvodgen("diff", str(old), str(new), "--stanzas")
    assert status == 1 and stanzas.count("fingerprint:") == first
    file.write_text(approved(stanzas), encoding="utf-8")
    assert tcvodgen("diff", str(old), str(new))[0] == 0
    _, more = pair(tmp_path / "more", {**FILES, **actions(0)}, {**FILES, **actions(first + 1)})
    shutil.copy(file, more.parent)
    status, out, _ = tcvodgen("diff", str(old), str(more))
    assert status == 1 and f"1 error, {first} approved" in out and "app-unused" not in out
    _, stanzas, _ = tcvodgen("diff", str(old), str(more), "--stanzas")
    with (more.parent / file.name).open("a", encoding="utf-8") as stream:
        stream.write(approved(stanzas))
    assert tcvodgen("diff", str(old), str(more))[0] == 0


def test_an_approval_of_all_that_is_folded_holds(tmp_path: Path) -> None:
    old, new = pair(tmp_path, {**FILES, **actions(0)}, {**FILES, **actions(5)})
    (folded,) = json.loads(tcvodgen("diff", str(old), str(new), "--format", "json")[1])["reports"][0]["findings"]
    assert len(folded["fingerprints"]) == 5
    text = f"- {{fingerprint: \"{folded['fingerprint']}\", cause: evolution, reason: So., author: me, until: always}}\n"
    (new.parent / "shop.approvals.yaml").write_text(text, encoding="utf-8")
    status, out, _ = tcvodgen("diff", str(old), str(new))
    assert status == 0 and "All findings are approved." in out


@pytest.mark.parametrize("theirs", ["GetItem", "PutItem"])
def test_merge_lock(theirs: str, repository: Path) -> None:
    """In two structs, git joins what was appended and stops at the digest only."""
    new = {"request": {"zone": {"type": "string", "summary": "Where it is."}}}
    git(repository, "checkout", "-q", "-b", "other")
    edit(repository, {f"actions/{theirs}.yaml": new})
    git(repository, "commit", "-q", "-a", "-m", "Other")
    git(repository, "checkout", "-q", "main")
    edit(repository, {"actions/GetItem.yaml": {"request": {"zoom": {"type": "int", "summary": "How near."}}}})
    git(repository, "commit", "-q", "-a", "-m", "Main")
    subprocess.run(
        ["git", "-c", "user.name=T", "-c", "user.email=t@example.test", "merge", "-q", "other"],
        cwd=repository,
        capture_output=True,
    )
    assert "<<<<<<<" in (repository / "spec/shop/layout.lock").read_text(encoding="utf-8")
    assert tcvodgen("diff", "--base", "v1", cwd=repository)[0] in (3, 4)
    status, out, err = tcvodgen("merge-lock", "spec/shop", "--write", cwd=repository)
    assert status == 0 and "take ours" in out, err
    assert f"theirs: layout 2, not released; only here: {theirs}.request.zone" in out
    git(repository, "checkout", "-q", "--theirs", f"spec/shop/actions/{theirs}.yaml")
    assert tcvodgen("generate", cwd=repository)[0] == 0
    assert tcvodgen("diff", "--base", "v1", cwd=repository)[0] == 0


@pytest.mark.parametrize("gone, kept", [("ours", "theirs"), ("theirs", "ours")])
def test_merge_of_a_lock_that_one_side_removed(gone: str, kept: str, repository: Path) -> None:
    new = {"actions/GetItem.yaml": {"request": {"zone": {"type": "string", "summary": "Where it is."}}}}
    for branch, removes in (("other", gone == "theirs"), ("main", gone == "ours")):
        git(repository, "checkout", "-q", *(["-b"] if branch == "other" else []), branch)
        if removes:
            git(repository, "rm", "-q", "spec/shop/layout.lock")
        else:
            edit(repository, new)
        git(repository, "commit", "-q", "-a", "-m", branch)
    subprocess.run(
        ["git", "-c", "user.name=T", "-c", "user.email=t@example.test", "merge", "-q", "other"],
        cwd=repository,
        capture_output=True,
    )
    status, _, err = tcvodgen("merge-lock", "spec/shop", cwd=repository)
    assert status == 4 and err.startswith(f"tcvodgen merge-lock: {gone} has no layout.lock any more, {kept} changed it")
    command = re.search(r"git (checkout .*), then", err)
    assert command is not None
    git(repository, *command.group(1).split())
    if kept == "theirs":
        git(repository, "checkout", "-q", "--theirs", "--", "spec/shop")
    assert tcvodgen("generate", cwd=repository)[0] == 0


def test_every_rule_is_explained() -> None:
    status, out, _ = tcvodgen("explain", "req-added-required")
    assert status == 0 and "Backwards it is req-removed" in out
