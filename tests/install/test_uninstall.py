# SPDX-License-Identifier: MIT
"""`cmake --build BUILD --target uninstall` leaves what was there before."""

import os
import subprocess
from pathlib import Path

import pytest
from conftest import BUILD, SOURCE, install

SCRIPT = SOURCE / "cmake" / "uninstall.cmake"


def files(folder: Path) -> "set[Path]":
    return {path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()}


@pytest.mark.parametrize("staged", [False, True])
def test_nothing_is_left(tmp_path: Path, staged: bool) -> None:
    prefix = Path("/usr/local/tcvod-test") if staged else tmp_path
    target = Path(f"{tmp_path}{prefix}") if staged else tmp_path
    (target / "include").mkdir(parents=True)
    (target / "include/other.h").write_text("", encoding="utf-8")
    before = files(tmp_path)
    install(prefix, root=tmp_path if staged else None)
    assert len(files(tmp_path)) > 100
    byte_code = target / "share/tcvod/python/tcvodgen/__pycache__/cli.pyc"
    byte_code.parent.mkdir()
    byte_code.write_text("", encoding="utf-8")

    environment = {**os.environ, "DESTDIR": str(tmp_path)} if staged else dict(os.environ)
    command = ["cmake", "--build", str(BUILD), "--target", "uninstall"]
    subprocess.run(command, check=True, capture_output=True, env=environment)
    assert files(tmp_path) == before
    assert [path for path in target.rglob("tcvod*") if path.is_dir()] == []


def test_nothing_to_remove_is_said(tmp_path: Path) -> None:
    done = subprocess.run(["cmake", "-P", str(SCRIPT)], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode != 0 and "nothing to remove" in done.stderr
