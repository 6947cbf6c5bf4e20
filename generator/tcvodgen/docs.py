# SPDX-License-Identifier: MIT
"""Sentences about fields and actions, for comments in headers and texts in tables."""

from __future__ import annotations

import json
import textwrap
from dataclasses import replace
from typing import Any, List, Optional, Sequence

from .names import member_name, snake
from .spec import Action, ErrorCode, Field, Limits, Type, ValueSet

COLUMNS = 100
_MOST_VALUES = 6
_SYMBOLS = {"percent": "%"}
_REPEATING = {
    "safe": "Only reads: it may be repeated.",
    "idempotent": "Repeating it does no harm.",
    "never": "It is not repeated when its outcome is unknown.",
}


def number_text(value: float) -> str:
    """Shortest decimal form: 20, 0.5."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def default_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _span(low: Optional[str], high: Optional[str], unit: str) -> str:
    unit_text = f" {unit}" if unit else ""
    if low is not None and low == high:
        return f"{low}{unit_text}"
    if low is not None and high is not None:
        return f"{low} to {high}{unit_text}"
    if low is not None:
        return f"at least {low}{unit_text}"
    return f"at most {high}{unit_text}" if high is not None else ""


def _optional_text(value: Optional[float]) -> Optional[str]:
    return None if value is None else number_text(value)


def limits_text(limits: Limits) -> str:
    """Constraints in words: "1 to 40 bytes; pattern [a-z]+"."""
    parts = [
        _span(_optional_text(limits.minimum), _optional_text(limits.maximum), ""),
        _span(
            _optional_text(limits.min_length),
            _optional_text(limits.max_length),
            limits.length_unit,
        ),
        _span(_optional_text(limits.min_items), _optional_text(limits.max_items), "items"),
        f"pattern {limits.pattern}" if limits.pattern else "",
    ]
    return "; ".join(part for part in parts if part)


def without_pattern(limits: Limits) -> Limits:
    return replace(limits, pattern=None)


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?")) else text + "."


def _values_text(value_set: ValueSet, macro_prefix: str) -> str:
    macros = f"{macro_prefix}_\N{HORIZONTAL ELLIPSIS}"
    if len(value_set.values) > _MOST_VALUES:
        return f"Values: {macros}."
    return f"Values: {', '.join(each.value for each in value_set.values)} ({macros})."


def field_doc(
    field: Field, value_set: Optional[ValueSet], macro_prefix: str, in_response: bool
) -> str:
    """All that a member's comment says, as one paragraph."""
    parts = [_sentence(field.summary)]
    if member_name(field) != snake(field.name):
        parts.append(f"On the wire: {field.name}.")
    if field.unit:
        parts.append(f"[{_SYMBOLS.get(field.unit, field.unit)}]")
    if field.required:
        parts.append("Always there." if in_response else "Required.")
    limits = limits_text(field.limits)
    if limits:
        parts.append(_sentence(limits[0].upper() + limits[1:]))
    if field.default is not None:
        parts.append(f"Default: {default_text(field.default)}.")
    if value_set is not None:
        parts.append(_values_text(value_set, macro_prefix))
    if field.present_when:
        parts.append(_sentence(f"Present when: {field.present_when}"))
    if field.sensitive:
        parts.append("Never logged.")
    if field.deprecated:
        parts.append(_sentence(f"Deprecated: {field.deprecated}"))
    return " ".join(part for part in parts if part)


def case_doc(field: Field, discriminator: str) -> str:
    """Comment of a variant's member."""
    condition = f'When `{discriminator}` is "{field.name}".'
    return f"{_sentence(field.summary)} {condition}" if field.summary else condition


def type_doc(type: Type) -> str:
    if not type.discriminator:
        return _sentence(type.summary)
    return (
        f"{_sentence(type.summary)} At most one member is set: the one that the text of "
        f"`{type.discriminator}` names."
    )


def action_doc(action: Action) -> List[str]:
    """Paragraphs of a typed call's comment."""
    paragraphs = [f"{_sentence(action.summary)} ({action.name})"]
    facts = []
    if action.deprecated:
        facts.append(_sentence(f"Deprecated: {action.deprecated}"))
    if action.status in ("undocumented", "draft"):
        facts.append(f"The vendor's documentation of it is {_standing(action.status)}.")
    if action.aliases:
        facts.append(f"Also called {', '.join(action.aliases)}.")
    if action.body == "binary":
        facts.append("`body` is sent as it is.")
    if not any(field.required for field in action.request):
        facts.append("`request` may be NULL.")
    facts.append(_REPEATING[action.retry])
    if action.rate_limit:
        facts.append(
            f"The service takes {action.rate_limit.calls} calls in "
            f"{action.rate_limit.seconds} seconds."
        )
    if action.doc:
        facts.append(f"Vendor's page: {action.doc}.")
    paragraphs.append(" ".join(facts))
    paragraphs += [_error_doc(error) for error in action.errors]
    return paragraphs


def _standing(status: str) -> str:
    return "missing" if status == "undocumented" else "a draft"


def _error_doc(error: ErrorCode) -> str:
    return f"Error {error.code}: {_sentence(error.summary)}"


def comment_text(text: str) -> str:
    """Text that cannot end its comment, start another one or join the next line."""
    text = " ".join(text.split())
    text = text.replace("*/", "* /").replace("/*", "/ *").replace("??/", "? ?/")
    return text.rstrip("\\")


def block_comment(paragraphs: Sequence[str], indent: int = 0) -> List[str]:
    """Lines of a comment, wrapped; each paragraph begins on a line of its own."""
    margin = " " * indent
    lines: List[str] = []
    for paragraph in filter(None, paragraphs):
        lines += wrapped(comment_text(paragraph), COLUMNS - indent - 6)
    if not lines:
        return []
    first = margin + "/* " + lines[0]
    rest = [f"{margin} * {line}" for line in lines[1:]]
    return _closed([first] + rest)


def _closed(lines: List[str]) -> List[str]:
    return lines[:-1] + [lines[-1] + " */"]


def wrapped(text: str, width: int, later_margin: str = "") -> List[str]:
    return textwrap.wrap(
        text,
        width,
        subsequent_indent=later_margin,
        break_long_words=False,
        break_on_hyphens=False,
    )
