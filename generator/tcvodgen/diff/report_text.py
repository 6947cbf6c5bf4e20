# SPDX-License-Identifier: MIT
"""The report for a terminal."""

from __future__ import annotations

from typing import Callable, Dict, List

from ..diagnostics import printable
from .finding import Finding
from .report import LEGEND, Report, cure, reach

_COLOURS = {"error": "31;1", "warning": "33;1", "info": "32", "docs": "36"}
_INDENT = " " * 16


def text(report: Report, coloured: bool = False) -> str:
    if not report.findings:
        return f"{report.title()}\nNo changes.\n"
    paint = _painter(coloured)
    lines = [report.title(), report.verdict(), report.release(), ""]
    for each in report.findings:
        lines += _finding(report, each, paint)
    lines += ["", LEGEND, "`tcvodgen explain RULE` tells more about the name in brackets"]
    return "\n".join(lines) + "\n"


def _painter(coloured: bool) -> Callable[[str, str], str]:
    def paint(severity: str, text: str) -> str:
        return f"\033[{_COLOURS[severity]}m{text}\033[0m" if coloured else text

    return paint


def _finding(report: Report, finding: Finding, paint: Callable[[str, str], str]) -> List[str]:
    word = "approved" if finding.approval else finding.severity
    message = printable(finding.message)
    head = f"{paint(finding.severity, word.ljust(8))} {finding.verdicts.strip()}  {message} [{finding.rule}]"
    return [head, *(f"{_INDENT}{each}" for each in details(report, finding))]


def details(report: Report, finding: Finding) -> List[str]:
    """What else there is to say, a line each."""
    if finding.severity == "docs":
        return []
    facts: Dict[str, str] = {
        "in": reach(finding),
        "at": _places(report, finding),
        "also": ", ".join(finding.also),
        "perhaps now": ", ".join(finding.candidates),
        "alike": ", ".join(finding.subjects[:6]) + (" …" if len(finding.subjects) > 6 else ""),
        "hint": "" if finding.approval else cure(finding),
        "approved": _approval(finding),
        "fingerprint": _fingerprint(finding) if finding.severity in ("error", "warning") else "",
    }
    return [f"{name}: {printable(value)}" for name, value in facts.items() if value]


def _fingerprint(finding: Finding) -> str:
    prints = finding.fingerprints
    return ", ".join(prints[:6]) + (" …" if len(prints) > 6 else "")


def _places(report: Report, finding: Finding) -> str:
    old, new = report.old_place(finding.before), report.new_place(finding.after)
    if old and new:
        return f"{new} (was {old})"
    return new or (f"{old} (old)" if old else "")


def _approval(finding: Finding) -> str:
    approval = finding.approval
    return "" if approval is None else f"{approval.cause}, by {approval.author}: {' '.join(approval.reason.split())}"
