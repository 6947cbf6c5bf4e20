# SPDX-License-Identifier: MIT
"""Programs in C99 and C++11 build against a moved tree, shared and static, by CMake and by pkg-config."""

import shutil
from pathlib import Path

import pytest
from conftest import Tree

CONSUMER = Path(__file__).with_name("consumer")
STRICT = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]
COMPILERS = {"c": ["gcc", "-std=c99"], "cpp": ["g++", "-std=c++11"]}


def needs(tree: Tree, program: Path) -> bool:
    return "libtcvod.so.0" in tree.run("readelf", "--dynamic", program)


def test_cmake(tree: Tree, tmp_path: Path) -> None:
    tree.run("cmake", "-G", "Ninja", "-S", CONSUMER, "-B", tmp_path, f"-DCMAKE_PREFIX_PATH={tree.prefix}")
    tree.run("cmake", "--build", tmp_path)
    for kind in ("tcvod", "tcvod_static"):
        for suffix in COMPILERS:
            program = tmp_path / f"{kind}_{suffix}"
            tree.run(program)
            assert needs(tree, program) == (kind == "tcvod")


@pytest.mark.parametrize("request_, found", [
    ("0.1", True), ("0.0", False), ("0.99", False), ("1.0", False), ("REQUIRED COMPONENTS shared static", True),
    ("COMPONENTS dynamic", False), ("OPTIONAL_COMPONENTS dynamic", True)])
def test_find_package(tree: Tree, tmp_path: Path, request_: str, found: bool) -> None:
    lines = ["cmake_minimum_required(VERSION 3.18)", "project(asks LANGUAGES C)",
             f"find_package(tcvod {request_})", 'message(STATUS "found: ${tcvod_FOUND}")']
    (tmp_path / "CMakeLists.txt").write_text("\n".join(lines), encoding="utf-8")
    told = tree.run("cmake", "-G", "Ninja", "-S", tmp_path, "-B", tmp_path / "build",
                    f"-DCMAKE_PREFIX_PATH={tree.prefix}")
    assert f"found: {'1' if found else '0'}" in told or f"found: {'TRUE' if found else 'FALSE'}" in told
    if "dynamic" in request_ and not found:
        assert "tcvod has no component dynamic" in told


@pytest.mark.parametrize("suffix", COMPILERS)
def test_pkg_config(tree: Tree, tmp_path: Path, suffix: str) -> None:
    flags = tree.run("pkg-config", "--cflags", "--libs", "tcvod").split()
    assert not {"-lcurl", "-ljson-c", "-lcrypto"} & set(flags), "what the library needs is its own affair"
    program = tmp_path / "program"
    tree.run(*COMPILERS[suffix], *STRICT, CONSUMER / f"consumer.{suffix}", "-o", program, *flags)
    tree.run(program)
    assert needs(tree, program)


@pytest.mark.parametrize("suffix", COMPILERS)
def test_pkg_config_static(tree: Tree, tmp_path: Path, suffix: str) -> None:
    alone = tmp_path / "prefix"
    shutil.copytree(tree.prefix, alone, symlinks=True)
    for shared in alone.rglob("libtcvod.so*"):
        shared.unlink()
    static = Tree(alone)
    flags = static.run("pkg-config", "--static", "--cflags", "--libs", "tcvod").split()
    assert {"-lcurl", "-ljson-c", "-lcrypto", "-lm"} <= set(flags)
    program = tmp_path / "program"
    static.run(*COMPILERS[suffix], *STRICT, CONSUMER / f"consumer.{suffix}", "-o", program, *flags)
    static.run(program, without=["LD_LIBRARY_PATH"])
    assert not needs(static, program)


def test_commands_run_where_they_were_moved(tree: Tree) -> None:
    version = tree.run(tree.prefix / "bin/tcvod", "version", without=["LD_LIBRARY_PATH"])
    assert version.startswith("tcvod " + tree.run("pkg-config", "--modversion", "tcvod").strip())
    assert tree.run(tree.prefix / "bin/tcvodgen", "--version").startswith("tcvodgen ")
    beside = tree.run(tree.prefix / "bin/tcvod-emulator", "--", "sh", "-c", 'echo "at $TCVOD_ENDPOINT"')
    assert "at https://127.0.0.1:" in beside


def test_documents(tree: Tree) -> None:
    manuals = {page.name for page in (tree.prefix / "share/man").rglob("*.[13]")}
    assert {"tcvod.1", "tcvodgen.1", "tcvod-emulator.1", "tcvod_create_class.3"} <= manuals
    assert (tree.prefix / "share/doc/tcvod/LICENSE").is_file()
    assert any(path.name == "tcvod" for path in (tree.prefix / "share").rglob("completions/*"))
