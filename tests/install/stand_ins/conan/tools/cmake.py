# SPDX-License-Identifier: MIT
"""CMake runs in earnest, with the libraries of the machine in place of Conan's."""

import json
import subprocess
from pathlib import Path
from typing import Dict

from conan import ConanFile


def cmake_layout(recipe: ConanFile) -> None:
    recipe.source_folder = recipe.export_sources_folder


class CMakeToolchain:
    def __init__(self, recipe: ConanFile) -> None:
        self.recipe = recipe
        self.cache_variables: Dict[str, bool] = {}

    def generate(self) -> None:
        self.recipe.generated.append("CMakeToolchain")
        Path(self.recipe.build_folder, "toolchain.json").write_text(json.dumps(self.cache_variables))


class CMakeDeps:
    def __init__(self, recipe: ConanFile) -> None:
        self.recipe = recipe

    def generate(self) -> None:
        self.recipe.generated.append("CMakeDeps")


class CMake:
    def __init__(self, recipe: ConanFile) -> None:
        self.recipe = recipe

    def run(self, *arguments: str) -> None:
        done = subprocess.run(["cmake", *arguments], capture_output=True, text=True)
        if done.returncode != 0 or "not used by the project" in done.stderr:
            raise RuntimeError(done.stdout + done.stderr)

    def configure(self) -> None:
        variables = json.loads(Path(self.recipe.build_folder, "toolchain.json").read_text())
        options = [f"-D{name}={'ON' if value else 'OFF'}" for name, value in variables.items()]
        self.run("-G", "Ninja", "-S", self.recipe.source_folder, "-B", self.recipe.build_folder,
                 "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_INSTALL_LIBDIR=lib", *options)

    def build(self) -> None:
        self.run("--build", self.recipe.build_folder)

    def install(self) -> None:
        self.run("--install", self.recipe.build_folder, "--prefix", self.recipe.package_folder)
