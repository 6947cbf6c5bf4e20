# SPDX-License-Identifier: MIT
"""tcvodgen and tcvod-emulator as Python packages: built without a network, and complete."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Set

import pytest
from conftest import HIDDEN, SOURCE

PACKAGES = {"generator": "tcvodgen", "emulator": "tcvod_emulator"}


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheels")
    for name in (*PACKAGES, "spec"):
        shutil.copytree(SOURCE / name, folder / "source" / name,
                        ignore=shutil.ignore_patterns("__pycache__", ".mypy_cache", "*.egg-info", "build"))
    subprocess.run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-index", "--no-deps",
                    "--no-build-isolation", "--wheel-dir", str(folder),
                    *(str(folder / "source" / name) for name in PACKAGES)], check=True)
    return folder


def packed(wheel: Path) -> Set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def files(folder: Path, prefix: str) -> Set[str]:
    return {f"{prefix}/{path.relative_to(folder)}" for path in folder.rglob("*")
            if path.is_file() and not {"__pycache__", ".mypy_cache"} & set(path.parts)}


@pytest.mark.parametrize("project, package", PACKAGES.items())
def test_a_wheel_holds_every_file(wheels: Path, project: str, package: str) -> None:
    expected = files(SOURCE / project / package, package)
    if project == "emulator":
        expected |= files(SOURCE / "spec" / "vod-v2", "tcvod_emulator/spec")
    assert packed(next(wheels.glob(f"{package}-*.whl"))) == expected


def test_installed_commands_work(wheels: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target",
                    str(tmp_path), *map(str, wheels.glob("*.whl"))], check=True)
    inherited = {name: text for name, text in os.environ.items() if name not in HIDDEN}
    environment = {**inherited, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    for command, found in (("tcvodgen --version", "tcvodgen "), ("tcvodgen explain wire-name", "wire-name"),
                           ("tcvod-emulator -- printenv TCVOD_ENDPOINT", "https://127.0.0.1:")):
        program, *arguments = command.split()
        told = subprocess.run([str(tmp_path / "bin" / program), *arguments], env=environment, cwd=tmp_path,
                              capture_output=True, text=True, check=True)
        assert found in told.stdout
