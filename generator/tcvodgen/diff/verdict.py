# SPDX-License-Identifier: MIT
"""The scales that findings are measured on."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from typing import Iterable, Sequence, TypeVar

# From harmless to harmful. `changes`: different, but compatible; `soft`: works, but a value is silently
# ignored, absent or means something else; `maybe`: breaks for some.
EFFECTS = ("none", "additive", "changes", "soft", "maybe", "breaks")
MARKS = {"none": "-", "additive": "+", "changes": "=", "soft": "~", "maybe": "?", "breaks": "x"}
SEVERITIES = ("docs", "info", "warning", "error")
BUMPS = ("none", "patch", "minor", "major")

_Word = TypeVar("_Word", bound=str)


def worst(scale: Sequence[_Word], words: Iterable[_Word]) -> _Word:
    """The last one on a scale; its first when there is none."""
    return max(words, key=scale.index, default=scale[0])


def at_least(scale: Sequence[str], word: str, threshold: str) -> bool:
    return scale.index(word) >= scale.index(threshold)


@dataclass(frozen=True)
class Verdicts:
    """Effects on five kinds of reader.

    deployed: programs already built, against the service as the new spec describes it
    upgraded: the same source code, built again with the new library
    source:   whether it still compiles, and means the same
    abi:      whether an old binary still runs with the new shared library
    docs:     whether somebody has to read again
    """

    deployed: str = "none"
    upgraded: str = "none"
    source: str = "none"
    abi: str = "none"
    docs: str = "none"

    def strip(self) -> str:
        """Five marks, in the order of AXES."""
        return "".join(MARKS[effect] for effect in astuple(self))

    def joined(self, other: "Verdicts") -> "Verdicts":
        return Verdicts(*(worst(EFFECTS, pair) for pair in zip(astuple(self), astuple(other))))


AXES = tuple(each.name for each in fields(Verdicts))
