# SPDX-License-Identifier: MIT
"""The generator of another revision, run on the spec of that revision."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Dict, Optional

from .inputs import Input, git, has_folder, revision_folder
from .trouble import NotComparable

_FOLDER = "generator/tcvodgen"
_HERE = Path(__file__).parents[1]
_APART = ("diff", "importers", "__pycache__")  # they write nothing that is generated


def output(given: Input) -> Optional[Dict[str, str]]:
    """What the generator of a revision makes of its own spec, by path; None when it is the one that runs now."""
    if not given.revision or not has_folder(given.revision, _FOLDER):
        return None
    root = git("rev-parse", "--show-toplevel").strip()
    with revision_folder(given.revision, os.path.join(root, _FOLDER)) as package:
        if _texts(Path(package)) == _texts(_HERE):
            return None
        return _run(Path(package).parent, given)


def _texts(package: Path) -> Dict[str, bytes]:
    found = {}
    for file in package.rglob("*"):
        inside = file.relative_to(package)
        if file.suffix in (".py", ".j2") and inside.parts[0] not in _APART and "commands_" not in file.name:
            found[str(inside)] = file.read_bytes()
    return found


def _run(package_root: Path, given: Input) -> Dict[str, str]:
    with tempfile.TemporaryDirectory(prefix="tcvodgen-") as temporary:
        spec = os.path.join(temporary, "spec", os.path.basename(given.folder))
        shutil.copytree(given.folder, spec)
        out = os.path.join(temporary, "generated")
        done = subprocess.run(
            [sys.executable, "-m", "tcvodgen", "generate", "--spec", spec, "--out", out],
            cwd=temporary,
            env={**os.environ, "PYTHONPATH": str(package_root), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            reason = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:] or ["no reason given"]
            raise NotComparable(f"the generator of {given.revision} does not take {given.label}: {reason[0]}")
        return {
            str(file.relative_to(out)): file.read_text(encoding="utf-8")
            for file in sorted(Path(out).rglob("*"))
            if file.is_file()
        }
