# SPDX-License-Identifier: MIT
"""layers.yaml against the tree: which file stands in which room, and what it uses."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Any, Dict, Iterator, List, Optional, Set, Tuple

import yaml

ROOT = Path(__file__).resolve().parents[2]
INCLUDE = re.compile(r'^\s*#\s*include\s+["<]([^">]+)[">]', re.MULTILINE)
LIBRARIES = ("curl", "json-c", "openssl", "uv.h")


@dataclass(frozen=True)
class Room:
    name: str
    does: str
    files: Tuple[str, ...]
    outside: Tuple[str, ...]
    stands_on: Tuple[str, ...]
    layer: int  # 0 is the top


@dataclass(frozen=True)
class Part:
    name: str
    title: str
    folder: Path
    prefix: str
    package: str
    suffixes: Tuple[str, ...]
    outside: Tuple[str, ...]
    layers: Tuple[Tuple[Room, ...], ...]

    @property
    def rooms(self) -> List[Room]:
        return [room for layer in self.layers for room in layer]

    def files(self) -> List[str]:
        """Names below the folder, as others include or import them, without their suffixes."""
        found = (file.relative_to(self.folder) for suffix in self.suffixes for file in self.folder.rglob(f"*{suffix}"))
        return sorted({file.with_suffix("").as_posix() for file in found})

    def room_of(self, name: str) -> Optional[Room]:
        return next((room for room in self.rooms if any(fnmatch(name, pattern) for pattern in room.files)), None)


@dataclass(frozen=True)
class Use:
    """`what` is a file of the part, or whatever is outside of it."""

    file: str
    place: str
    what: str
    inside: bool


def room(described: Dict[str, Any], layer: int) -> Room:
    files, outside, stands_on = (tuple(described.get(key, ())) for key in ("files", "outside", "stands_on"))
    return Room(described["room"], described["does"], files, outside, stands_on, layer)


def parts(path: Path = Path(__file__).with_name("layers.yaml"), root: Path = ROOT) -> List[Part]:
    described = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [
        Part(
            each["part"], each["title"], root / each["folder"], each.get("prefix", ""), each.get("package", ""),
            tuple(each["suffixes"]), tuple(each.get("outside", ())),
            tuple(tuple(room(one, layer) for one in row) for layer, row in enumerate(each["layers"])))
        for each in described]  # fmt: skip


def included(text: str) -> Iterator[Tuple[int, str]]:
    for match in INCLUDE.finditer(text):
        yield text.count("\n", 0, match.start(1)) + 1, match.group(1)


def imported(text: str, module: str, is_package: bool) -> Iterator[Tuple[int, str]]:
    """Absolute names of modules; `from x import y` gives x.y, whether or not y is one."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            steps = node.level - (1 if is_package else 0)
            parents = module.split(".")[: len(module.split(".")) - steps] if node.level else []
            base = ".".join([*parents, *filter(None, [node.module])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def c_uses(part: Part, file: str, names: Set[str]) -> Iterator[Use]:
    for suffix in part.suffixes:
        path = part.folder / f"{file}{suffix}"
        for line, target in included(path.read_text(encoding="utf-8")) if path.exists() else ():
            own = target[len(part.prefix) :] if target.startswith(part.prefix) else ""
            inside = own.endswith(".h") and own[:-2] in names
            if inside or "/" in target or target in LIBRARIES:
                yield Use(file, f"{path}:{line}", own[:-2] if inside else target, inside)


def python_uses(part: Part, file: str, names: Set[str]) -> Iterator[Use]:
    path = part.folder / f"{file}.py"
    is_package = path.name == "__init__.py"
    module = ".".join([part.package, *filter(lambda word: word != "__init__", file.split("/"))])
    for line, target in imported(path.read_text(encoding="utf-8"), module, is_package):
        found = python_file(target, part, names)
        if found or target.partition(".")[0] in ("tcvodgen", "tcvod_emulator"):
            yield Use(file, f"{path}:{line}", found or target, bool(found))


def python_file(target: str, part: Part, names: Set[str]) -> str:
    words = target.split(".")
    if words[0] != part.package:
        return ""
    candidates = ["/".join(words[1:]), "/".join(words[1:-1]), "/".join([*words[1:], "__init__"]), "/".join([*words[1:-1], "__init__"])]
    return next((name for name in candidates if name in names), "")


def uses(part: Part) -> List[Use]:
    names = set(part.files())
    of_file = python_uses if part.package else c_uses
    return [use for file in part.files() for use in of_file(part, file, names) if use.what != file]


def is_allowed_outside(use: Use, part: Part, room: Room) -> bool:
    library = next((name for name in LIBRARIES if use.what == name or use.what.startswith(f"{name}/")), "")
    if library:
        return library in room.stands_on
    if not part.package and not use.what.startswith("tcvod/"):
        return use.what.startswith(("sys/", "netinet/", "arpa/"))
    return any(allowed(use.what, pattern, bool(part.package)) for pattern in (*part.outside, *room.outside))


def allowed(what: str, pattern: str, is_module: bool) -> bool:
    return pattern in (what, what.rpartition(".")[0]) if is_module else PurePosixPath(what).match(pattern)


def complaint(use: Use, part: Part) -> str:
    here = part.room_of(use.file)
    if here is None:
        return ""  # told by homeless()
    if not use.inside:
        return "" if is_allowed_outside(use, part, here) else f"{use.place}: `{here.name}` may not use {use.what}"
    there = part.room_of(use.what)
    if there is None or there == here or there.layer > here.layer:
        return ""
    direction = "beside" if there.layer == here.layer else "above"
    return f"{use.place}: {use.what} is in `{there.name}`, which stands {direction} `{here.name}`"


def homeless(part: Part) -> List[str]:
    return [f"{part.folder / name}: in no room of tests/architecture/layers.yaml" for name in part.files() if part.room_of(name) is None]


def empty(part: Part) -> List[str]:
    patterns = [(room, pattern) for room in part.rooms for pattern in room.files]
    names = part.files()
    return [f"{part.name}, `{room.name}`: no file is called {pattern}" for room, pattern in patterns
            if not any(fnmatch(name, pattern) for name in names)]  # fmt: skip


def cycles(part: Part) -> List[str]:
    """Headers or modules that use each other, found by taking away, again and again, those that use nothing that is left."""
    needs: Dict[str, Set[str]] = {name: set() for name in part.files()}
    for use in uses(part):
        if use.inside and ".c:" not in use.place:
            needs[use.file].add(use.what)
    while True:
        free = [name for name, used in needs.items() if not used & needs.keys()]
        if not free:
            return sorted(needs)
        for name in free:
            del needs[name]


def complaints(part: Part) -> List[str]:
    return [*homeless(part), *empty(part), *filter(None, (complaint(use, part) for use in uses(part)))]
