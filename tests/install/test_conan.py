# SPDX-License-Identifier: MIT
"""The Conan recipe, as far as it can be looked at without Conan: its types, and each of its methods
against stand-ins for what Conan offers, down to a package that holds one kind of library.
"""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import SOURCE

RECIPE = SOURCE / "packaging" / "conan" / "conanfile.py"
STAND_INS = Path(__file__).with_name("stand_ins")


def test_types(tmp_path: Path) -> None:
    command = ["mypy", "--strict", "--cache-dir", str(tmp_path), str(RECIPE), str(STAND_INS / "conan")]
    done = subprocess.run(command, env={**os.environ, "MYPYPATH": str(STAND_INS)}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.fixture()
def recipe(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(STAND_INS))
    found = importlib.util.spec_from_file_location("conanfile", RECIPE)
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    made = module.TcvodConan()
    made.recipe_folder = str(RECIPE.parent)
    return made


def settle(recipe: Any, shared: bool, system: str = "Linux") -> None:
    settings = sys.modules["conan"].Settings
    recipe.settings = settings(os=system, **{"compiler.libcxx": "libstdc++11"})
    recipe.options = settings(shared=shared)


def test_requirements(recipe: Any) -> None:
    recipe.requirements()
    assert [reference.split("/")[0] for reference in recipe.required] == ["libcurl", "json-c", "openssl"]
    cmake = (SOURCE / "CMakeLists.txt").read_text(encoding="utf-8")
    for line, reference in (("CURL_VERSION 7.85", "[>=7.85 "), ("OPENSSL_VERSION 1.1.1", "[>=1.1.1 ")):
        assert line in cmake and any(reference in asked for asked in recipe.required)


def test_refuses_windows(recipe: Any) -> None:
    settle(recipe, shared=False, system="Windows")
    with pytest.raises(sys.modules["conan.errors"].ConanInvalidConfiguration):
        recipe.validate()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("conan")


@pytest.mark.parametrize("shared, kept, gone, target", [
    (True, "libtcvod.so", "libtcvod.a", "tcvod::tcvod"),
    (False, "libtcvod.a", "libtcvod.so", "tcvod::tcvod_static")])
def test_package(recipe: Any, built: Path, tmp_path: Path, shared: bool, kept: str, gone: str, target: str) -> None:
    folders = {
        "export_sources": built / "sources", "build": built / "build", "package": tmp_path / "package"
    }
    for name, folder in folders.items():
        folder.mkdir(exist_ok=True)
        setattr(recipe, f"{name}_folder", str(folder))
    settle(recipe, shared)
    for method in ("configure", "validate", "export_sources", "layout", "generate", "build", "package",
                   "package_info"):
        getattr(recipe, method)()
    assert recipe.settings.get_safe("compiler.libcxx") is None
    assert recipe.generated == ["CMakeToolchain", "CMakeDeps", "PkgConfigDeps"]
    package = tmp_path / "package"
    assert (package / "lib" / kept).exists() and not (package / "lib" / gone).exists()
    assert (package / "licenses/LICENSE").is_file() and (package / "include/tcvod/vod_v2.h").is_file()
    assert {path.name for path in package.iterdir()} == {"include", "lib", "licenses"}
    assert recipe.cpp_info.properties["cmake_target_name"] == target
