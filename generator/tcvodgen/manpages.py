# SPDX-License-Identifier: MIT
"""A man page for each action."""

from __future__ import annotations

from typing import Dict, List, Sequence, Tuple

from . import reference
from .cmodel import CModel
from .reference import FieldRow
from .templating import Printer

_ESCAPES = {"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "", "^": "\\(ha", "~": "\\(ti"}


def pages(printer: Printer, model: CModel, note: str) -> Dict[str, str]:
    """Texts by path below the output folder."""
    entries = reference.action_entries(model)
    files = {}
    for each in entries:
        related = [other.function for other in entries if other.category == each.category and other != each]
        files[f"man/man3/{each.function}.3"] = printer.text(
            "page.3.j2",
            marker=note,
            title=each.function,
            manual=roff(model.service.title),
            action=each,
            summary=roff(each.summary),
            deprecated=roff(each.deprecated),
            facts=[(roff(label), roff(text)) for label, text in each.facts],
            parameters=_fields(each.parameters),
            answer=_fields(each.answer),
            errors=[(row.code.replace("-", "\\-"), roff(row.summary)) for row in each.errors],
            prototype=[roff(line) for line in each.prototype],
            sample=[roff(line) for line in each.sample],
            related=related,
        )
    return files


def roff(text: str) -> str:
    """Text as roff prints it; no line of it can be taken for a request."""
    escaped = "".join(
        _ESCAPES.get(sign, sign) if sign.isascii() else f"\\[u{ord(sign):04X}]" for sign in text
    )
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped


def _fields(rows: Sequence[FieldRow]) -> List[Tuple[str, str, List[str]]]:
    """(path, what it is, sentences)"""
    found = []
    for row in rows:
        facts = [roff(fact) for fact in row.facts]
        facts += [f"Pattern: {roff(row.pattern)}"] if row.pattern else []
        facts += [f"Values: {roff(row.values)}."] if row.values else []
        found.append((roff(row.path), roff(row.type) + (", required" if row.required else ""), facts))
    return found
