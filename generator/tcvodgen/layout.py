# SPDX-License-Identifier: MIT
"""Sizes and offsets of C types on LP64, for the layout listing and its assertions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence, Tuple

_POINTER = (8, 8)
_SMALL = {"tcvod_bool": (2, 1), "char": (1, 1)}
_PAIRS = ("tcvod_int", "tcvod_uint", "tcvod_double")


@dataclass(frozen=True)
class Placement:
    offsets: Tuple[int, ...]
    size: int
    align: int


def measure(c_type: str) -> Tuple[int, int]:
    """Size and alignment of a member: a pointer, a typed optional, or pointer and count."""
    if c_type.endswith("*"):
        return _POINTER
    if c_type in _SMALL:
        return _SMALL[c_type]
    if c_type in _PAIRS or c_type.endswith(("_list", "_map")):
        return 16, 8
    raise ValueError(f"no size is known for {c_type}")


def place(c_types: Sequence[str]) -> Placement:
    """Where members of these types lie in a struct of their own."""
    offsets = []
    end = 0
    align = 1
    for c_type in c_types or ("char",):
        size, member_align = measure(c_type)
        start = _round_up(end, member_align)
        offsets.append(start)
        end = start + size
        align = max(align, member_align)
    return Placement(tuple(offsets), _round_up(end, align), align)


def _round_up(value: int, step: int) -> int:
    return (value + step - 1) // step * step
