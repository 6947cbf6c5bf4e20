# SPDX-License-Identifier: MIT
"""Whether a value keeps the limits of its field."""

from __future__ import annotations

import re
from typing import Any

from .spec import Field


def broken_limit(field: Field, value: Any) -> str:
    """What a single value breaks ("is above the maximum 3"); "" when it keeps all limits."""
    if isinstance(value, str):
        return _broken_text(field, value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _broken_number(field, value)
    return ""


def _broken_number(field: Field, value: float) -> str:
    limits = field.limits
    if limits.minimum is not None and value < limits.minimum:
        return f"is {value}, below the minimum {limits.minimum}"
    if limits.maximum is not None and value > limits.maximum:
        return f"is {value}, above the maximum {limits.maximum}"
    return ""


def _broken_text(field: Field, value: str) -> str:
    limits = field.limits
    length = len(value.encode("utf-8", "surrogatepass")) if limits.length_unit == "bytes" else len(value)
    if limits.min_length is not None and length < limits.min_length:
        return f"has {length} {limits.length_unit}, fewer than {limits.min_length}"
    if limits.max_length is not None and length > limits.max_length:
        return f"has {length} {limits.length_unit}, more than {limits.max_length}"
    if limits.pattern is not None and not _matches(limits.pattern, value):
        return f"does not match the pattern {limits.pattern}"
    return ""


def _matches(pattern: str, value: str) -> bool:
    """A pattern that does not compile is reported where it stands."""
    try:
        return re.fullmatch(pattern, value) is not None
    except (re.error, OverflowError, RecursionError):
        return True


def broken_item_limit(field: Field, count: int) -> str:
    """What a list or map of `count` elements breaks."""
    limits = field.limits
    if limits.min_items is not None and count < limits.min_items:
        return f"has {count} elements, fewer than {limits.min_items}"
    if limits.max_items is not None and count > limits.max_items:
        return f"has {count} elements, more than {limits.max_items}"
    return ""
