# SPDX-License-Identifier: MIT
"""Specs that differ from the base by a patch, written out as folders with their locks."""

from __future__ import annotations

import copy
import functools
import hashlib
import json
import sys
from collections import OrderedDict
from pathlib import Path
from typing import Any, Dict, Mapping, Optional, Tuple

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "generator"), str(ROOT / "emulator")]

from tcvodgen import lock, lock_file, source  # noqa: E402
from tcvodgen.canonical import canonical  # noqa: E402
from tcvodgen.diagnostics import Diagnostics, render  # noqa: E402
from tcvodgen.diff import side  # noqa: E402
from tcvodgen.diff.finding import Finding  # noqa: E402
from tcvodgen.diff.judge import judge  # noqa: E402
from tcvodgen.lint import lint  # noqa: E402
from tcvodgen.load import load_service  # noqa: E402
from tcvodgen.lock import Lock  # noqa: E402
from tcvodgen.spec import Service  # noqa: E402

BASE = Path(__file__).parent / "base" / "shop"
Files = Dict[str, Any]


def plain(file: Path) -> Any:
    diagnostics = Diagnostics()
    node = source.read_file(str(file), diagnostics)
    assert node is not None and not diagnostics, render(diagnostics, "text")
    return source.plain(node)


def files_of(folder: Path) -> Files:
    """Every YAML file of a spec as plain values, by path; without the lock."""
    return {str(file.relative_to(folder)): plain(file) for file in sorted(folder.rglob("*.yaml"))}


def patched(files: Any, patch: Any) -> Any:
    """JSON merge patch: null removes."""
    if not isinstance(patch, Mapping) or patch.get("=") is not None:
        return patch["="] if isinstance(patch, Mapping) else patch
    result = copy.deepcopy(files) if isinstance(files, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = patched(result.get(key), value)
    return result


def write(folder: Path, files: Files) -> Path:
    """JSON is the YAML in which nothing can be read two ways."""
    for name, content in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    return folder


def service_of(folder: Path) -> Service:
    """The checked service of a folder; each state of it is read once."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*.yaml")):
        digest.update(f"{file}\0".encode() + file.read_bytes() + b"\0")
    return _service(str(folder), digest.hexdigest())


@functools.lru_cache(maxsize=8)
def _service(folder: str, digest: str) -> Service:
    diagnostics = Diagnostics()
    service = load_service(folder, diagnostics)
    if service is not None:
        lint(service, diagnostics)
    assert service is not None and not diagnostics.has_errors, render(diagnostics, "text")
    return canonical(service)


def lock_of(folder: Path) -> Optional[Lock]:
    if not (folder / lock_file.FILE_NAME).exists():
        return None
    text = (folder / lock_file.FILE_NAME).read_text(encoding="utf-8")
    return _LOCKS.get(text) or _read_lock(str(folder))


def _read_lock(folder: str) -> Lock:
    diagnostics = Diagnostics()
    found = lock_file.read(folder, diagnostics)
    assert found is not None, render(diagnostics, "text")
    return found


_LOCKS: "OrderedDict[str, Lock]" = OrderedDict()
"""The last ones written, by their text: what was just written need not be read."""
_MOST_LOCKS = 8


def _keep(text: str, pinned: Lock) -> None:
    _LOCKS[text] = pinned
    if len(_LOCKS) > _MOST_LOCKS:
        _LOCKS.popitem(last=False)


def advance(folder: Path, start: Lock, released: bool, refused: bool = False) -> Lock:
    """Writes the lock that the generator would write."""
    diagnostics = Diagnostics()
    moved = lock.advance(start, service_of(folder), diagnostics)
    assert refused or not diagnostics, render(diagnostics, "text")
    if released and not moved.layouts[-1].released:
        moved = lock.release(moved)
    text = lock_file.write(moved, folder.name)
    (folder / lock_file.FILE_NAME).write_text(text, encoding="utf-8")
    if not diagnostics:
        _keep(text, moved)
    return moved


def pair(
    root: Path, before: Files, after: Files, released: bool = True, name: str = "shop"
) -> Tuple[Path, Path]:
    """Two versions: the old one released, the new one as the generator leaves it."""
    old = write(root / "old" / name, before)
    new = write(root / "new" / name, after)
    pinned = advance(old, Lock(), released)
    advance(new, pinned, False, refused=True)
    return old, new


def findings(old: Path, new: Path) -> Tuple[Finding, ...]:
    return judge(side.comparison(source_of(old), source_of(new)))


def source_of(folder: Path) -> side.Source:
    return side.Source(service_of(folder), lock_of(folder))


def rules(old: Path, new: Path) -> "set[str]":
    found = findings(old, new)
    return {each.rule for each in found} | {also for each in found for also in each.also}


def of_rule(found: Tuple[Finding, ...], rule: str) -> Optional[Finding]:
    return next((each for each in found if each.rule == rule), None)
