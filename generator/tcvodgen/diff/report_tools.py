# SPDX-License-Identifier: MIT
"""GitHub annotations and SARIF 2.1.0."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Sequence
from urllib.parse import quote

from .. import __version__
from .catalogue import catalogue
from .finding import Finding
from .report import Report, cure

MOST_ANNOTATIONS = 10  # of one severity in one step; GitHub drops the rest without a word
_COMMANDS = {"error": "error", "warning": "warning", "info": "notice", "docs": "notice"}
_LEVELS = {"error": "error", "warning": "warning", "info": "note", "docs": "none"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def github(report: Report) -> str:
    lines: List[str] = []
    held: Dict[str, int] = {}
    for each in report.open_findings:
        command = _COMMANDS[each.severity]
        if sum(line.startswith(f"::{command} ") for line in lines) < MOST_ANNOTATIONS - 1:
            lines.append(_annotation(report, each, command))
        else:
            held[command] = held.get(command, 0) + 1
    lines += [f"::{command}::{count} more findings are in the report" for command, count in held.items()]
    return "".join(f"{line}\n" for line in lines)


def _annotation(report: Report, finding: Finding, command: str) -> str:
    message = finding.message + (f" ({cure(finding)})" if cure(finding) else "")
    old = report.old_place(finding.before)
    if finding.after is None and old:
        message += f" [was at {old}]"
    position = finding.anchor
    place = ""
    if position is not None and position.line:
        place = f"file={_property(report.new_file(position))},line={position.line},col={position.column},"
    return f"::{command} {place}title={_property(finding.rule)}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def sarif(reports: Sequence[Report]) -> str:
    """One run for each service."""
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(each) for each in reports]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _run(report: Report) -> Dict[str, Any]:
    used = sorted({each.rule for each in report.findings})
    return {
        "tool": {
            "driver": {
                "name": "tcvodgen diff",
                "version": __version__,
                "rules": [_rule(name) for name in used],
            }
        },
        "automationDetails": {"id": f"tcvodgen-diff/{report.service}"},
        "columnKind": "unicodeCodePoints",
        "results": [_result(report, each, used) for each in report.findings],
    }


def _rule(name: str) -> Dict[str, Any]:
    rule = catalogue()[name]
    return {
        "id": name,
        "shortDescription": {"text": rule.text.title},
        "fullDescription": {"text": rule.text.why},
        "help": {"text": f"When {rule.text.trigger}. {rule.text.cure}."},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(report: Report, finding: Finding, used: List[str]) -> Dict[str, Any]:
    row: Dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": used.index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "partialFingerprints": {"tcvodgen/v1": finding.fingerprint},
        "locations": [_location(report, finding)],
        "properties": {**vars(finding.verdicts), "bump": finding.bump, "direction": finding.direction},
    }
    if finding.approval is not None:
        row["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": finding.approval.reason}
        ]
    return row


def _location(report: Report, finding: Finding) -> Dict[str, Any]:
    position = finding.anchor
    uri = report.new_file(position) if position is not None else report.new_label
    line, column = (position.line or 1, position.column or 1) if position is not None else (1, 1)
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(uri)},
            "region": {"startLine": line, "startColumn": column},
        },
        "logicalLocations": [{"fullyQualifiedName": str(finding.subject), "kind": finding.subject.kind}],
    }
