# SPDX-License-Identifier: MIT
"""The vcpkg port, as far as it can be looked at without vcpkg: its manifest against the rules of the
format, and its portfile run for both linkages with stand-ins for what vcpkg offers.
"""

import json
import re
import subprocess
from pathlib import Path

import jsonschema
import pytest
from conftest import SOURCE, Tree

PORT = SOURCE / "packaging" / "vcpkg" / "tcvod"
STAND_IN = Path(__file__).with_name("stand_ins") / "vcpkg.cmake"
NAME = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}
MANIFEST = {
    "type": "object", "additionalProperties": False,
    "required": ["name", "version", "description", "license", "dependencies"],
    "properties": {
        "name": NAME, "version": {"type": "string", "pattern": r"^\d+(\.\d+)*$"},
        "description": {"type": "string"}, "license": {"type": "string"}, "supports": {"type": "string"},
        "dependencies": {
            "type": "array", "items": {
                "anyOf": [NAME, {
                    "type": "object", "additionalProperties": False, "required": ["name"],
                    "properties": {
                        "name": NAME, "host": {"type": "boolean"}, "default-features": {"type": "boolean"},
                        "features": {"type": "array", "items": NAME}
                    }
                }]
            }
        },
    },
}


def test_manifest() -> None:
    manifest = json.loads((PORT / "vcpkg.json").read_text(encoding="utf-8"))
    jsonschema.validate(manifest, MANIFEST)
    assert manifest["name"] == PORT.name
    helpers = {entry["name"] for entry in manifest["dependencies"]
               if isinstance(entry, dict) and entry.get("host")}
    used = set(re.findall(r"\b(vcpkg_cmake_config|vcpkg_cmake)_",
                          (PORT / "portfile.cmake").read_text(encoding="utf-8")))
    assert helpers == {name.replace("_", "-") for name in used}


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("vcpkg-build")


@pytest.mark.parametrize("linkage, present, absent", [
    ("dynamic", ["lib/libtcvod.so", "lib/cmake/tcvod/tcvod-targets.cmake"], "lib*.a"),
    ("static", ["lib/libtcvod.a", "lib/cmake/tcvod/tcvod-static-targets.cmake"], "lib*.so*")])
def test_portfile(build: Path, tmp_path: Path, linkage: str, present: "list[str]", absent: str) -> None:
    packages = tmp_path / "packages"
    command = ["cmake", f"-DPORT_DIR={PORT}", f"-DCURRENT_PACKAGES_DIR={packages}", f"-DBUILD={build}",
               f"-DVCPKG_LIBRARY_LINKAGE={linkage}", "-P", str(STAND_IN)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for name in (*present, "share/tcvod/usage", "share/tcvod/copyright", "include/tcvod/tcvod.h"):
        assert (packages / name).is_file(), name
    assert list((packages / "lib").glob(absent)) == [] and not (packages / "bin").exists()

    kind = "tcvod::tcvod" if linkage == "dynamic" else "tcvod::tcvod_static"
    consumer = tmp_path / "consumer"
    consumer.mkdir()
    (consumer / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.18)\nproject(asks LANGUAGES C)\nfind_package(tcvod CONFIG REQUIRED)\n"
        f"add_executable(main {Path(__file__).with_name('consumer') / 'consumer.c'})\n" +
        next(line.strip() for line in (PORT / "usage").read_text().splitlines() if "target_link" in line) +
        f"\nif(NOT TARGET {kind})\n  message(FATAL_ERROR no-{kind})\nendif()\n", encoding="utf-8")
    tree = Tree(packages)
    tree.run("cmake", "-G", "Ninja", "-S", consumer, "-B", consumer / "build", f"-DCMAKE_PREFIX_PATH={packages}")
    tree.run("cmake", "--build", consumer / "build")
    tree.run(consumer / "build/main")
