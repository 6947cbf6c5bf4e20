# SPDX-License-Identifier: MIT
"""What each rule wants, why, and how to satisfy it; the texts stand in rule_texts/."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List

from . import source
from .diagnostics import Diagnostics, render
from .section import as_section

_FOLDER = Path(__file__).parent / "rule_texts"
_WIDTH = 100


@dataclass(frozen=True)
class Rule:
    id: str
    title: str
    trigger: str
    why: str
    example: str
    cure: str


def all_rules() -> Dict[str, Rule]:
    """Every rule by its id, sorted."""
    diagnostics = Diagnostics()
    found: List[Rule] = []
    for file in sorted(_FOLDER.glob("*.yaml")):
        found += _rules(str(file), diagnostics)
    if diagnostics:
        raise ValueError(render(diagnostics, "text"))
    return {rule.id: rule for rule in sorted(found, key=lambda each: each.id)}


def _rules(file: str, diagnostics: Diagnostics) -> List[Rule]:
    root = source.read_file(file, diagnostics)
    found: List[Rule] = []
    for key, node in root.entries if isinstance(root, source.Mapping) else ():
        section = as_section(node, f"rule `{key.text}`", diagnostics)
        if section is None:
            continue
        rule = Rule(
            id=key.text,
            title=section.text("title", required=True),
            trigger=section.text("trigger", required=True),
            why=section.text("why", required=True),
            example=section.text("example", required=True),
            cure=section.text("cure", required=True),
        )
        section.finish()
        found.append(rule)
    return found


def explained(rule: Rule) -> str:
    """The rule as text for a terminal."""
    parts = [f"{rule.id}: {rule.title}", ""]
    for label, text in (("When", rule.trigger), ("Why", rule.why)):
        parts += [_paragraph(label, text)]
    parts += ["", textwrap.indent(rule.example.rstrip("\n"), "    "), "", _paragraph("Cure", rule.cure)]
    return "\n".join(parts)


def _paragraph(label: str, text: str) -> str:
    opening = f"{label}:".ljust(6)
    return textwrap.fill(text, _WIDTH, initial_indent=opening, subsequent_indent=" " * len(opening))
