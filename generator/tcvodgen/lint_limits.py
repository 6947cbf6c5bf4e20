# SPDX-License-Identifier: MIT
"""Rules about units, limits, patterns and defaults of a field."""

from __future__ import annotations

import re
from typing import Any, Optional

from .diagnostics import Diagnostics, nearest
from .flatten import scalar_text, shown
from .limits import broken_item_limit, broken_limit
from .patterns import NotPortable, posix_pattern
from .spec import SCALARS, Field, ValueSet, where

NUMBERS = ("int", "uint", "double")
UNITS = (
    "bytes bits bps kbps pixels hertz seconds milliseconds unix_seconds minutes hours days percent degrees count frames"
).split()
MAX_COUNT = 2**32 - 1

_UNIT = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*\Z")
_FITTING = (
    (("min", "max"), NUMBERS, "a number"),
    (("min_length", "max_length", "length_unit", "pattern"), ("string",), "a string"),
    (("unit",), NUMBERS, "a number"),
)


def check(field: Field, value_set: Optional[ValueSet], diagnostics: Diagnostics) -> None:
    _check_fit(field, diagnostics)
    _check_unit(field, diagnostics)
    _check_ranges(field, diagnostics)
    if field.limits.pattern is not None:
        _check_pattern(field, field.limits.pattern, diagnostics)
    if field.default is not None:
        _check_default(field, value_set, diagnostics)


def _check_fit(field: Field, diagnostics: Diagnostics) -> None:
    """Limits and units belong to certain types."""
    for keys, types, wanted in _FITTING:
        for key in keys:
            if key in field.at and field.type and field.type not in types:
                message = f"`{key}` is for {wanted}, but `{field.name}` is `{field.type}`"
                diagnostics.error(where(field, key), "limit-kind", message, "remove it, or correct the type")
    for key in ("min_items", "max_items"):
        if key in field.at and not field.container:
            message = f"`{key}` is for a list or map, but `{field.name}` is `{field.type}`"
            diagnostics.error(where(field, key), "limit-kind", message, "remove it, or correct the type")
    lengths = (field.limits.min_length, field.limits.max_length)
    if "length_unit" in field.at and lengths == (None, None):
        message = "`length_unit` without `min_length` or `max_length`"
        diagnostics.error(where(field, "length_unit"), "limit-kind", message, "remove it, or add a length")


def _check_unit(field: Field, diagnostics: Diagnostics) -> None:
    """The list of units is open; one that is nearly a known one is a slip."""
    if not field.unit or field.unit in UNITS:
        return
    near = nearest(field.unit, UNITS)
    if not _UNIT.match(field.unit) or near:
        hint = f"did you mean `{near}`?" if near else f"lower-case words, such as {', '.join(UNITS[:6])}"
        diagnostics.error(where(field, "unit"), "unknown-unit", f"`{field.unit}` is no unit", hint)


def _check_ranges(field: Field, diagnostics: Diagnostics) -> None:
    limits = field.limits
    for low_key, low, high_key, high in (
        ("min", limits.minimum, "max", limits.maximum),
        ("min_length", limits.min_length, "max_length", limits.max_length),
        ("min_items", limits.min_items, "max_items", limits.max_items),
    ):
        if low is not None and high is not None and low > high:
            message = f"`{low_key}` {low} is above `{high_key}` {high}: no value can keep both"
            diagnostics.error(where(field, low_key), "limit-contradiction", message)
        for key, value in ((low_key, low), (high_key, high)):
            if value is not None:
                _check_bound(field, key, value, diagnostics)


def _check_bound(field: Field, key: str, value: float, diagnostics: Diagnostics) -> None:
    if key in ("min", "max"):
        if field.type in ("int", "uint") and isinstance(value, float):
            message = f"`{key}` {value} of `{field.name}`, which is a whole number"
            diagnostics.error(where(field, key), "limit-contradiction", message, "write a whole number")
    elif value > MAX_COUNT:
        message = f"`{key}` {value} is more than {MAX_COUNT}"
        diagnostics.error(where(field, key), "limit-contradiction", message, "leave it out")


def _check_pattern(field: Field, pattern: str, diagnostics: Diagnostics) -> None:
    position = where(field, "pattern")
    try:
        re.compile(pattern)
    except (re.error, OverflowError) as error:
        diagnostics.error(position, "pattern-syntax", f"the pattern does not compile: {error}")
        return
    except RecursionError:
        diagnostics.error(position, "pattern-syntax", "the groups of the pattern are nested too deeply")
        return
    try:
        posix_pattern(pattern)
    except NotPortable as error:
        hint = "the library matches with POSIX extended expressions; say it with brackets and groups"
        diagnostics.error(position, "pattern-portable", f"the pattern is not portable: {error}", hint)
        return
    if _has_anchor(pattern):
        message = "the pattern has an anchor"
        diagnostics.error(position, "pattern-anchor", message, "remove ^ and $: it is anchored at both ends anyway")


def _has_anchor(pattern: str) -> bool:
    outside = re.sub(r"\\.|\[\^?\]?(\\.|[^\]\\])*\]", "", pattern)
    return "^" in outside or "$" in outside


def _check_default(field: Field, value_set: Optional[ValueSet], diagnostics: Diagnostics) -> None:
    position = where(field, "default")
    if field.required:
        message = f"`{field.name}` is required, so its default is never used"
        diagnostics.error(position, "default-required", message, "remove `required` or `default`")
    if field.type not in SCALARS or field.container == "map":
        message = f"`{field.name}` is no scalar or list of scalars, so it cannot have a default"
        diagnostics.error(position, "default-kind", message, "say it in the summary")
        return
    values = field.default if field.container else [field.default]
    if not isinstance(values, list):
        diagnostics.error(position, "default-kind", f"the default of `{field.name}` is a list")
        return
    problem = broken_item_limit(field, len(values)) if field.container else ""
    if problem:
        diagnostics.error(position, "default-limit", f"the default {problem}")
    for value in values:
        _check_default_value(field, value, value_set, diagnostics)


def _check_default_value(field: Field, value: Any, value_set: Optional[ValueSet], diagnostics: Diagnostics) -> None:
    position = where(field, "default")
    try:
        text = scalar_text(field, value)
    except ValueError as error:
        message = f"`{field.name}` takes {error}, so {shown(value)} cannot be its default"
        diagnostics.error(position, "default-kind", message)
        return
    problem = broken_limit(field, value)
    if problem:
        diagnostics.error(position, "default-limit", f"the default {problem}")
    if value_set is not None and text not in [each.value for each in value_set.values]:
        near = nearest(text, [each.value for each in value_set.values])
        message = f"the default `{text}` is not in the value set `{value_set.name}`"
        diagnostics.error(position, "default-limit", message, f"did you mean `{near}`?" if near else "add it there")
