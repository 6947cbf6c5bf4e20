# SPDX-License-Identifier: MIT
"""An installed tree that has been moved, and commands that know nothing of the build."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Dict, Optional, Sequence

import pytest

BUILD = Path(os.environ["TCVOD_LIBRARY_DIR"])
SOURCE = Path(__file__).resolve().parents[2]
HIDDEN = {"LD_LIBRARY_PATH", "PYTHONPATH", "TCVOD_LIBRARY_DIR", "TCVOD_CLI"}


class Tree:
    """An installed tree."""

    def __init__(self, prefix: Path) -> None:
        self.prefix = prefix
        self.libraries = next(prefix.rglob("libtcvod.*")).parent

    def environment(self) -> Dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if name not in HIDDEN}
        return {
            **inherited, "PKG_CONFIG_PATH": str(self.libraries / "pkgconfig"),
            "LD_LIBRARY_PATH": str(self.libraries), "LC_ALL": "C.UTF-8"
        }

    def run(self, *command: object, code: int = 0, without: Sequence[str] = ()) -> str:
        environment = {name: text for name, text in self.environment().items() if name not in without}
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, env=environment)
        assert done.returncode == code, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr


def install(prefix: Path, *options: str, root: Optional[Path] = None) -> None:
    environment = {**os.environ, "DESTDIR": str(root)} if root else dict(os.environ)
    subprocess.run(["cmake", "--install", str(BUILD), "--prefix", str(prefix), *options], check=True,
                   capture_output=True, env=environment)


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    folder = tmp_path_factory.mktemp("installed")
    install(folder / "first")
    shutil.move(str(folder / "first"), str(folder / "moved"))
    return Tree(folder / "moved")


@pytest.fixture(scope="session")
def library(tree: Tree) -> Path:
    return (tree.libraries / "libtcvod.so").resolve()
