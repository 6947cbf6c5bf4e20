# SPDX-License-Identifier: MIT
"""The rules: texts for `explain`, severity, effects and mirror, from catalogue/*.yaml."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Mapping, Tuple

from .. import rules, source
from ..diagnostics import Diagnostics, render
from ..section import Section, as_section
from .verdict import AXES, EFFECTS, SEVERITIES, Verdicts

_FOLDER = Path(__file__).parent / "catalogue"


@dataclass(frozen=True)
class DiffRule:
    text: rules.Rule
    severity: str
    verdicts: Verdicts
    mirrors: Tuple[str, ...]  # what the same edit backwards is
    unmirrored: str  # why there is none

    @property
    def id(self) -> str:
        return self.text.id


@functools.lru_cache(maxsize=None)
def catalogue() -> Mapping[str, DiffRule]:
    diagnostics = Diagnostics()
    found: Dict[str, DiffRule] = {}
    for file in sorted(_FOLDER.glob("*.yaml")):
        root = source.read_file(str(file), diagnostics)
        for key, node in root.entries if isinstance(root, source.Mapping) else ():
            section = as_section(node, f"rule `{key.text}`", diagnostics)
            if section is not None:
                found[key.text] = _rule(key.text, section)
    if diagnostics:
        raise ValueError(render(diagnostics, "text"))
    return dict(sorted(found.items()))


def _rule(name: str, section: Section) -> DiffRule:
    text = rules.Rule(
        id=name,
        title=section.text("title", required=True),
        trigger=section.text("trigger", required=True),
        why=section.text("why", required=True),
        example=section.text("example", required=True),
        cure=section.text("cure", required=True),
    )
    rule = DiffRule(
        text=text,
        severity=section.word("severity", SEVERITIES, required=True),
        verdicts=_verdicts(section),
        mirrors=tuple(section.text("mirror").split()),
        unmirrored=section.text("unmirrored"),
    )
    section.finish()
    return rule


def _verdicts(section: Section) -> Verdicts:
    words: List[str] = section.text("effects", required=True).split()
    if len(words) != len(AXES) or not set(words) <= set(EFFECTS):
        message = f"`effects` takes {len(AXES)} of {', '.join(EFFECTS)}: {', '.join(AXES)}"
        section.diagnostics.error(section.key_position("effects"), "unknown-word", message)
        return Verdicts()
    return Verdicts(*words)


def explained(rule: DiffRule) -> str:
    """The page of a rule, for a terminal."""
    effects = ", ".join(f"{axis} {effect}" for axis, effect in vars(rule.verdicts).items())
    backwards = (
        f"Backwards it is {' or '.join(rule.mirrors)}." if rule.mirrors else f"No mirror: {rule.unmirrored}."
    )
    return f"{rules.explained(rule.text)}\n\nSeverity {rule.severity}. Effects: {effects}. {backwards}"
