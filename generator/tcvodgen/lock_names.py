# SPDX-License-Identifier: MIT
"""Names in `layout.lock`: each thing is pinned under the first one that it had, and followed by `was`."""

from __future__ import annotations

from typing import Dict, Mapping, Protocol, Sequence, Tuple

from .diagnostics import Diagnostics, Position

_PARTS = ("request", "response")


class Named(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def now(self) -> str: ...


def pinned(name: str, things: Sequence[Named]) -> str:
    """The name under which a thing is pinned that the spec calls `name`."""
    return next((each.name for each in things if (each.now or each.name) == name), name)


def pinned_key(key: str, actions: Sequence[Named], structs: Sequence[Named]) -> str:
    """The same for a struct, which is a type, or the request or response of an action."""
    owner, dot, part = key.rpartition(".")
    if not dot:
        return pinned(key, structs)
    return f"{pinned(owner, actions)}.{part}" if part in _PARTS else key


def follow(
    things: Sequence[Named], wanted: Mapping[str, Tuple[str, Position]], diagnostics: Diagnostics
) -> Dict[str, str]:
    """What each pinned thing is called in the spec now ("" for its own name); `wanted`: name → (was, place)."""
    found: Dict[str, str] = {}
    left = dict(wanted)
    for fits in (_same, _said, _again):
        for each in things:
            name = next((name for name, (was, _) in left.items() if fits(each, name, was)), "")
            if each.name not in found and name:
                found[each.name] = name
                del left[name]
    for name, (_, position) in left.items():
        if name in found:
            diagnostics.error(
                position,
                "lock-name-taken",
                f"`{name}` is the name under which layout.lock pins `{found[name]}`",
                "give the new one another name: programs were built when this one meant something else",
            )
    return {each.name: _now(each, found.get(each.name, each.now)) for each in things}


def _now(thing: Named, name: str) -> str:
    return "" if name == thing.name else name


def _same(thing: Named, name: str, was: str) -> bool:
    return (thing.now or thing.name) == name


def _said(thing: Named, name: str, was: str) -> bool:
    return was in (thing.now or thing.name, thing.name)


def _again(thing: Named, name: str, was: str) -> bool:
    return thing.name == name
