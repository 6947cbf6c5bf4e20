# SPDX-License-Identifier: MIT
import shutil
from pathlib import Path

from conan import ConanFile


def copy(recipe: ConanFile, pattern: str, src: str, dst: str) -> None:
    found = [path for path in Path(src).glob(pattern.replace("/*", "/**/*")) if path.is_file()]
    if not found:
        raise FileNotFoundError(f"{pattern} in {src}")
    for path in found:
        target = Path(dst, path.relative_to(src))
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)


def rmdir(recipe: ConanFile, path: str) -> None:
    shutil.rmtree(path, ignore_errors=True)
