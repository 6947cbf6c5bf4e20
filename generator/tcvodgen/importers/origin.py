# SPDX-License-Identifier: MIT
"""From a place in a file that an import is about to write to the entry of the overlay that put it there."""

from __future__ import annotations

from typing import Iterator, Optional, Tuple

from .. import source
from ..diagnostics import Diagnostics, Position
from .overlay import Overlay

Path = Tuple[str, ...]
_Found = Tuple[Path, bool]  # whether the place is that of the key


def origin(file: str, text: str, place: Position, overlay: Overlay) -> Optional[Position]:
    """The place in the overlay; None for what the vendor says. `file`: below the spec folder; `text`: all of it."""
    root = source.read_text(text, file, Diagnostics())
    start = tuple(file[: -len(".yaml")].split("/"))
    for path, is_key in reversed(list(_at(root, place, start))):
        found = overlay.entry(path)
        if found is not None:
            return found[0].position if is_key else found[1].position
    return None


def _at(node: Optional[source.Node], place: Position, path: Path) -> Iterator[_Found]:
    """What begins at a line and column, outer things first."""
    if node is None:
        return
    if _same(node.position, place):
        yield path, len(path) == 2  # a whole action, type or value set is best called by its name
    if isinstance(node, source.Mapping):
        for key, value in node.entries:
            if _same(key.position, place):
                yield (*path, key.text), True
            yield from _at(value, place, (*path, key.text))
    elif isinstance(node, source.Sequence):
        for index, item in enumerate(node.items):
            yield from _at(item, place, (*path, str(index)))


def _same(one: Position, other: Position) -> bool:
    return (one.line, one.column) == (other.line, other.column)
