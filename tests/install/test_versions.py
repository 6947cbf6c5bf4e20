# SPDX-License-Identifier: MIT
"""One version, wherever it is written; options that recipes set exist; man pages know every option."""

import re
import subprocess
import sys

import pytest
from conftest import SOURCE

WRITTEN = {
    "CMakeLists.txt": r"project\(tcvod VERSION ([\d.]+)",
    "runtime/include/tcvod/version.h": r'TCVOD_VERSION "([\d.]+)"',
    "generator/tcvodgen/__init__.py": r'__version__ = "([\d.]+)"',
    "emulator/pyproject.toml": r'\nversion = "([\d.]+)"',
    "packaging/vcpkg/tcvod/vcpkg.json": r'"version": "([\d.]+)"',
    "packaging/conan/conanfile.py": r'\n    version = "([\d.]+)"',
}


def read(name: str) -> str:
    return (SOURCE / name).read_text(encoding="utf-8")


def test_one_version() -> None:
    found = {name: re.findall(pattern, read(name)) for name, pattern in WRITTEN.items()}
    assert len({tuple(versions) for versions in found.values()}) == 1, found
    version = found["CMakeLists.txt"][0]
    assert f'"tcvodgen=={version}"' in read("emulator/pyproject.toml")
    soversion = re.findall(r"TCVOD_SOVERSION (\d+)", read("CMakeLists.txt"))[0]
    assert (SOURCE / f"packaging/debian/libtcvod{soversion}.lintian-overrides").is_file()


@pytest.mark.parametrize("recipe", ["packaging/vcpkg/tcvod/portfile.cmake", "packaging/conan/conanfile.py"])
def test_options_of_recipes_exist(recipe: str) -> None:
    declared = re.findall(r"^option\((\w+)", read("CMakeLists.txt") + read("cmake/install.cmake"), re.MULTILINE)
    used = set(re.findall(r"TCVOD_[A-Z_]+", read(recipe)))
    assert used and used <= set(declared)


@pytest.mark.parametrize("module, page", [("tcvodgen", "tcvodgen.1"), ("tcvod_emulator", "tcvod-emulator.1")])
def test_man_pages_know_what_help_knows(module: str, page: str) -> None:
    told = subprocess.run([sys.executable, "-m", module, "--help"], capture_output=True, text=True, check=True)
    offered = set(re.findall(r"^ +(?:-\w, )?(--[a-z-]+)", told.stdout, re.MULTILINE))
    if module == "tcvodgen":
        offered |= set(re.findall(r"^    ([a-z][a-z-]+)\b", told.stdout, re.MULTILINE))
    written = read(f"packaging/man/{page}").replace("\\-", "-")
    assert offered and [word for word in offered if not re.search(rf"\B{word}\b|\b{word}\b", written)] == []
