# SPDX-License-Identifier: MIT
"""The report for programs; report.schema.json describes it."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, Dict, Optional, Sequence

from ..diagnostics import Position
from .finding import Finding
from .report import Report, cure

FORMAT = 1


def text(reports: Sequence[Report]) -> str:
    document = {"format": FORMAT, "reports": [_report(each) for each in reports]}
    return json.dumps(document, indent=2, ensure_ascii=False, default=str) + "\n"


def _report(report: Report) -> Dict[str, Any]:
    return {
        "service": report.service,
        "old": report.old_label,
        "new": report.new_label,
        "verdict": report.verdict(),
        "bump": report.bump,
        "new_soname": report.needs_soname,
        "layout": {"old": report.layouts[0], "new": report.layouts[1]},
        "compared_subjects": {"old": report.subjects[0], "new": report.subjects[1]},
        "counts": report.counts(),
        "findings": [_finding(report, each) for each in report.findings],
    }


def _finding(report: Report, finding: Finding) -> Dict[str, Any]:
    return {
        "rule": finding.rule,
        "fingerprint": finding.fingerprint,
        "fingerprints": list(finding.fingerprints),
        "kind": finding.subject.kind,
        "subject": str(finding.subject),
        "subjects": list(finding.subjects),
        "message": finding.message,
        "severity": finding.severity,
        "verdicts": vars(finding.verdicts),
        "bump": finding.bump,
        "new_soname": finding.needs_soname,
        "direction": finding.direction,
        "actions": list(finding.actions),
        "old": finding.old,
        "new": finding.new,
        "before": _place(report.old_place(finding.before), finding.before),
        "after": _place(report.new_place(finding.after), finding.after),
        "also": list(finding.also),
        "candidates": list(finding.candidates),
        "cure": cure(finding),
        "approval": _approval(finding),
    }


def _place(text: str, position: Optional[Position]) -> Optional[Dict[str, Any]]:
    if not text or position is None:
        return None
    return {"file": text.rsplit(":", 2)[0], "line": position.line, "column": position.column}


def _approval(finding: Finding) -> Optional[Dict[str, str]]:
    if finding.approval is None:
        return None
    row = dataclasses.asdict(finding.approval)
    return {key: row[key] for key in ("cause", "reason", "author", "until")}
