# SPDX-License-Identifier: MIT
"""What Conan 2 offers a recipe, reduced to what ours uses; what the recipe asks for is remembered."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Union


class Settings:
    def __init__(self, **values: Union[str, bool]) -> None:
        self.values: Dict[str, Union[str, bool]] = dict(values)

    def get_safe(self, name: str) -> Optional[Union[str, bool]]:
        return self.values.get(name)

    def rm_safe(self, name: str) -> None:
        self.values.pop(name, None)


class CppInfo:
    def __init__(self) -> None:
        self.libs: List[str] = []
        self.system_libs: List[str] = []
        self.properties: Dict[str, str] = {}

    def set_property(self, name: str, value: str) -> None:
        self.properties[name] = value


class ConanFile:
    settings: Any = None
    options: Any = None
    recipe_folder = ""
    export_sources_folder = ""
    source_folder = ""
    build_folder = ""
    package_folder = ""

    def __init__(self) -> None:
        self.cpp_info = CppInfo()
        self.required: List[str] = []
        self.generated: List[str] = []

    def requires(self, reference: str) -> None:
        self.required.append(reference)
