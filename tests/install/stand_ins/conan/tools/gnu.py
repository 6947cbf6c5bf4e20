# SPDX-License-Identifier: MIT
from conan import ConanFile


class PkgConfigDeps:
    def __init__(self, recipe: ConanFile) -> None:
        self.recipe = recipe

    def generate(self) -> None:
        self.recipe.generated.append("PkgConfigDeps")
