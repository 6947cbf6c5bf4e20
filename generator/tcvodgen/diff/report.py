# SPDX-License-Identifier: MIT
"""What a comparison comes to, whatever it is printed as."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Dict, List, Optional, Tuple

from ..diagnostics import Position
from .catalogue import catalogue
from .finding import Finding
from .side import Comparison
from .verdict import BUMPS, SEVERITIES, at_least, worst

LEGEND = (
    "five marks: deployed programs, programs built again, C source, C ABI, docs; "
    "- none, + additive, = different but compatible, ~ runs or compiles but says something else, ? may break, x breaks"
)


@dataclass(frozen=True)
class Report:
    service: str
    old_label: str
    new_label: str
    old_folder: str
    new_folder: str
    findings: Tuple[Finding, ...]
    layouts: Tuple[int, int]
    subjects: Tuple[int, int]

    @property
    def bump(self) -> str:
        return worst(BUMPS, (each.bump for each in self.findings))

    @property
    def needs_soname(self) -> bool:
        return any(each.needs_soname for each in self.findings)

    @property
    def severity(self) -> str:
        return worst(SEVERITIES, (each.severity for each in self.open_findings))

    @property
    def open_findings(self) -> List[Finding]:
        return [each for each in self.findings if each.approval is None]

    def counts(self) -> Dict[str, int]:
        """Findings by severity, approved ones apart."""
        found = {severity: 0 for severity in reversed(SEVERITIES)}
        for each in self.open_findings:
            found[each.severity] += 1
        found["approved"] = len(self.findings) - len(self.open_findings)
        return found

    def at_least(self, severity: str) -> bool:
        return any(at_least(SEVERITIES, each.severity, severity) for each in self.open_findings)

    def exceeds(self, bump: str) -> bool:
        return BUMPS.index(self.bump) > BUMPS.index(bump)

    def old_place(self, position: Optional[Position]) -> str:
        return _place(position, self.old_folder, self.old_label)

    def new_place(self, position: Optional[Position]) -> str:
        return _place(position, self.new_folder, self.new_label)

    def new_file(self, position: Position) -> str:
        """Path in the repository, for tools that link to it."""
        base = _folder_of(self.new_label, self.new_folder)
        return _inside(position.file, self.new_folder, base.rpartition(":")[2])

    def verdict(self) -> str:
        """One line: what it breaks."""
        if not self.findings:
            return "No changes."
        words = {
            "error": "Breaking",
            "warning": "Compatible, with risks",
            "info": "Compatible",
            "docs": "Texts only",
        }
        if not self.open_findings:
            return "All findings are approved."
        return f"{words[self.severity]}: {self.count_text()}."

    def count_text(self) -> str:
        names = {
            "error": "error",
            "warning": "warning",
            "info": "addition or note",
            "docs": "edit of texts",
            "approved": "approved",
        }
        plurals = {
            "error": "errors",
            "warning": "warnings",
            "info": "additions and notes",
            "docs": "kinds of edits of texts",
            "approved": "approved",
        }
        return ", ".join(
            f"{count} {names[key] if count == 1 else plurals[key]}"
            for key, count in self.counts().items()
            if count
        )

    def release(self) -> str:
        """One line: the release that it calls for."""
        if self.bump == "none":
            return "Needs no release."
        soname = "a new SONAME" if self.needs_soname else "the same SONAME"
        layout = f"layout {self.layouts[1]}"
        if self.layouts[0] != self.layouts[1]:
            layout += f" (was {self.layouts[0]})"
        return f"Needs a {self.bump} release, with {soname} and {layout}."

    def title(self) -> str:
        return f"{self.service}: {self.old_label} → {self.new_label}"


def make(comparison: Comparison, findings: Tuple[Finding, ...], labels: Tuple[str, str]) -> Report:
    old, new = comparison.old, comparison.new
    return Report(
        service=new.service.name,
        old_label=labels[0],
        new_label=labels[1],
        old_folder=old.service.folder,
        new_folder=new.service.folder,
        findings=findings,
        layouts=(old.lock.version, new.lock.version),
        subjects=(len(old.snapshot), len(new.snapshot)),
    )


def cure(finding: Finding) -> str:
    text = catalogue()[finding.rule].text.cure
    return "" if text.startswith("nothing to do") else text


def reach(finding: Finding) -> str:
    """Whom a finding reaches, in words."""
    if not finding.direction:
        return ""
    where = "requests and responses" if finding.direction == "both" else f"{finding.direction}s"
    shown = ", ".join(finding.actions[:6]) + (
        f" and {len(finding.actions) - 6} more" if len(finding.actions) > 6 else ""
    )
    return f"{where} of {shown}" if shown else f"{where} of every action"


def _folder_of(label: str, folder: str) -> str:
    """What a file of a spec is shown below: its label, unless that names a file."""
    return folder if os.path.isfile(label) else label


def _place(position: Optional[Position], folder: str, label: str) -> str:
    if position is None or not position.line:
        return ""
    return f"{_inside(position.file, folder, _folder_of(label, folder))}:{position.line}:{position.column}"


def _inside(file: str, folder: str, base: str) -> str:
    inside = os.path.relpath(file, folder).replace(os.sep, "/")
    if inside.startswith("../"):
        return os.path.relpath(file).replace(os.sep, "/")
    return os.path.normpath(f"{base}/{inside}").replace(os.sep, "/")
