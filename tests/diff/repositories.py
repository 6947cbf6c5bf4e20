# SPDX-License-Identifier: MIT
"""A git repository with a spec and a release, and the command run in it."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict, Tuple

from specs import BASE, ROOT, advance, files_of, patched, write
from tcvodgen import lock_file
from tcvodgen.diagnostics import Diagnostics
from tcvodgen.lock import Lock

FILES = files_of(BASE)
BROKEN: Dict[str, Any] = {"actions/GetItem.yaml": {"request": {"verbose": None}}}
FINE: Dict[str, Any] = {
    "actions/GetItem.yaml": {"request": {"zone": {"type": "string", "summary": "Where it is."}}}
}
VERSION_H = '#define TCVOD_VERSION "{}"'


def tcvodgen(*arguments: str, cwd: Path = ROOT) -> Tuple[int, str, str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generator"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "tcvodgen", *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout, done.stderr


def git(cwd: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.test", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *identity, *arguments], cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def declare(root: Path, version: str, soname: int) -> None:
    """As the files of this project do."""
    for name, text in (
        ("runtime/include/tcvod/version.h", VERSION_H.format(version)),
        ("CMakeLists.txt", f"TCVOD_SOVERSION {soname}"),
        ("runtime/libtcvod.map", f"TCVOD_{soname} {{"),
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        pattern = re.sub(r"\d+(\\\.\d+)*", r"[0-9.]+", re.escape(text))
        declared, count = re.subn(pattern, text, (ROOT / name).read_text(encoding="utf-8"))
        assert count == 1, f"{name} declares it otherwise"
        (root / name).write_text(declared, encoding="utf-8")


def edit(root: Path, patch: Dict[str, Any]) -> None:
    folder = root / "spec" / "shop"
    pinned = lock_file.read(str(folder), Diagnostics())
    assert pinned is not None
    files = patched(files_of(folder), patch)
    for gone in set(files_of(folder)) - set(files):
        (folder / gone).unlink()
    write(folder, files)
    advance(folder, pinned, False)


def released(parent: Path) -> Path:
    """A tree with one release."""
    root = parent / "tree"
    folder = write(root / "spec" / "shop", FILES)
    advance(folder, Lock(), True)
    declare(root, "1.1.0", 3)
    (root / ".gitattributes").write_text("spec/**/*.yaml diff=tcvod\n", encoding="utf-8")
    git(parent, "init", "-q", "-b", "main", str(root))
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "First")
    git(root, "tag", "v1")
    return root
