# SPDX-License-Identifier: MIT
"""The small spec with every feature, and what is generated from it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Dict, Mapping

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).resolve().parent / "golden"
SPEC = GOLDEN / "spec" / "mini"


def copy_spec(folder: Path) -> Path:
    return Path(shutil.copytree(SPEC, folder / "mini"))


def tcvodgen(
    *arguments: str, cwd: Path, environment: Mapping[str, str] = {}
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "tcvodgen", *arguments],
        cwd=cwd,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT / "generator"),
            "PYTHONDONTWRITEBYTECODE": "1",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def generate(spec: Path, **environment: str) -> Dict[str, str]:
    """Texts by path of everything that one run writes, the lock included."""
    out = spec.parent / "out"
    arguments = ("generate", "--spec", spec.name, "--out", out.name)
    ran = tcvodgen(*arguments, cwd=spec.parent, environment=environment)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    files = tree(out)
    files["layout.lock"] = (spec / "layout.lock").read_text(encoding="utf-8")
    return files


def tree(folder: Path) -> Dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def expected() -> Dict[str, str]:
    files = tree(GOLDEN / "expected")
    files["layout.lock"] = (SPEC / "layout.lock").read_text(encoding="utf-8")
    return files
