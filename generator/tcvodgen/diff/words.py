# SPDX-License-Identifier: MIT
"""Facts as a reader of a report wants them."""

from __future__ import annotations

import json
import re
from typing import Any, List, Mapping

from ..diagnostics import printable

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_WORD = re.compile(r"[A-Z][A-Z0-9_]{1,}")
_SIGN = re.compile(r"<[^>]*>|[\W_]+")


def shown(value: Any) -> str:
    """A value in backquotes; what is absent as a word."""
    if value is None or value == "" or value == ():
        return "nothing"
    if isinstance(value, tuple):
        return "`" + printable(", ".join(str(each) for each in value)) + "`"
    if isinstance(value, str):
        return f"`{printable(value if len(value) <= 80 else value[:79] + '…')}`"
    return f"`{printable(json.dumps(value, ensure_ascii=False, default=str))}`"


def type_text(facts: Mapping[str, Any]) -> str:
    return f"{facts['container']} of {facts['type']}" if facts["container"] else str(facts["type"])


def is_markup_only(old: str, new: str) -> bool:
    """Whether two texts differ in tags, punctuation, spaces and case only."""
    return _SIGN.sub("", old).lower() == _SIGN.sub("", new).lower()


def prose_facts(text: str) -> List[str]:
    """Numbers and upper-case words of a text: limits, defaults and values that somebody wrote as prose."""
    return sorted([*_NUMBER.findall(text), *_WORD.findall(text)])
