# SPDX-License-Identifier: MIT
"""The report for a review: a comment that is updated, not repeated, and that always fits."""

from __future__ import annotations

import re
from typing import Dict, Iterable, List, Sequence, Tuple

from ..diagnostics import printable
from .catalogue import catalogue
from .finding import Finding
from .group import unfolded
from .report import LEGEND, Report, cure, reach
from .verdict import BUMPS, SEVERITIES

BUDGET = 60_000  # GitHub refuses a comment of more than 65,536 characters
_TITLES = {"error": "Breaking", "warning": "Risks", "info": "Additions and notes", "docs": "Texts"}
_NEVER_APPROVED = ("approval", "release")
_MARKUP = re.compile(r"([\\|<>*_\[\]])")


def marker(service: str) -> str:
    """By which the comment of this report is found again."""
    return f"<!-- tcvodgen diff {service} -->"


def texts(reports: Sequence[Report], budget: int = BUDGET) -> str:
    """Of several specs, the first lines are about the one that breaks most."""
    ranked = sorted(reports, key=lambda each: (-BUMPS.index(each.bump), -SEVERITIES.index(each.severity)))
    return "\n".join(text(each, budget // len(ranked)) for each in ranked)


def text(report: Report, budget: int = BUDGET) -> str:
    head = [f"**{report.service}: {report.verdict()}**  ", report.release(), ""]
    tail = [
        "",
        f"<sub>{_escaped(report.old_label)} → {_escaped(report.new_label)}. {LEGEND}.</sub>",
        marker(report.service),
        "",
    ]
    left = budget - len("\n".join(head + tail)) - 200
    body: List[str] = []
    shown = 0
    for severity in reversed(SEVERITIES):
        group = [each for each in report.findings if each.severity == severity and each.approval is None]
        lines, count = _group(report, severity, group, left)
        body += lines
        shown += count
        left -= sum(len(line) + 1 for line in lines)
    approved = [each for each in report.findings if each.approval is not None]
    lines, count = _approved(approved, left)
    body += lines
    held = len(report.findings) - shown - count
    if held:
        body += [
            "",
            f"{held} more findings do not fit here; the totals above count them all. `--format json` has every one.",
        ]
    return "\n".join(head + body + tail)


def _group(report: Report, severity: str, findings: List[Finding], left: int) -> Tuple[List[str], int]:
    if not findings:
        return [], 0
    state = " open" if severity in ("error", "warning") else ""
    opening = [
        "",
        f"<details{state}><summary>{_TITLES[severity]} ({len(findings)})</summary>",
        "",
        "| | what | whom | rule |",
        "| --- | --- | --- | --- |",
    ]
    closing = ["", *_stanzas(findings, severity), "</details>"]
    left -= sum(len(line) + 1 for line in opening + closing)
    rows: List[str] = []
    for each in findings:
        row = _row(report, each)
        if len(row) + 1 > left:
            break
        rows.append(row)
        left -= len(row) + 1
    return (opening + rows + closing, len(rows)) if rows else ([], 0)


def _row(report: Report, finding: Finding) -> str:
    what = _escaped(finding.message)
    if finding.candidates:
        what += f"<br>perhaps now {_escaped(', '.join(finding.candidates))}"
    hint = cure(finding)
    if hint and finding.severity in ("error", "warning"):
        what += f"<br><i>{_escaped(hint)}</i>"
    place = report.new_place(finding.after) or report.old_place(finding.before)
    whom = f"{_escaped(reach(finding))}<br>{_escaped(place)}"
    return f"| `{finding.verdicts.strip()}` | {what} | {whom} | {finding.rule} |"


def _stanzas(findings: List[Finding], severity: str) -> List[str]:
    """What to paste to approve; only for what stops a merge."""
    if severity != "error":
        return []
    wanted = stanzas(findings)
    shown = wanted[:10]
    if not shown:
        return []
    lines = ["<details><summary>To approve</summary>", "", "```yaml", *shown, "```"]
    if len(wanted) > len(shown):
        lines.append(f"and {len(wanted) - len(shown)} more: `tcvodgen diff … --stanzas`")
    return [*lines, "</details>"]


def stanzas(findings: Iterable[Finding]) -> List[str]:
    """Entries of the approvals file, to be completed: one for each that is folded, so that they fit alone, too."""
    errors = [each for each in findings if each.severity == "error" and each.subject.kind not in _NEVER_APPROVED]
    return list(dict.fromkeys(_stanza(each) for each in unfolded(errors)))


def _stanza(finding: Finding) -> str:
    return (
        f"- fingerprint: {finding.fingerprint}    # {finding.rule} {printable(str(finding.subject))}\n"
        '  cause: evolution\n  reason: ""\n  author: ""\n  until: ""'
    )


def _approved(findings: List[Finding], left: int) -> Tuple[List[str], int]:
    lines = []
    for each in findings:
        assert each.approval is not None
        lines.append(
            f"- {_escaped(each.message)} ({each.rule}): {each.approval.cause}, {_escaped(each.approval.reason)}"
        )
        left -= len(lines[-1]) + 1
        if left < 0:
            lines.pop()
            break
    return (["", f"**Approved ({len(findings)})**", "", *lines], len(lines)) if lines else ([], 0)


def _escaped(text: str) -> str:
    parts = text.split("`")
    for index in range(0, len(parts), 2):
        parts[index] = _MARKUP.sub(r"\\\1", parts[index])
    for index in range(1, len(parts), 2):
        parts[index] = parts[index].replace("|", "\\|")
    return "`".join(parts).replace("\n", " ")


_SECTIONS = (("Removed", ("removed", "gone")), ("Deprecated", ("-deprecated",)), ("Added", ("added",)))


def changelog(report: Report, version: str = "Unreleased") -> str:
    """A section in the manner of keepachangelog.com."""
    sections: Dict[str, List[str]] = {name: [] for name in ("Added", "Changed", "Deprecated", "Removed")}
    for each in report.findings:
        if each.severity != "docs" and not each.rule.startswith(("lay-", "lock-")):
            sections[_section(each)].append(_entry(each))
    lines = [f"## [{version}]", "", f"{report.release()}", ""]
    for name, entries in sections.items():
        if entries:
            lines += [f"### {name}", "", *entries, ""]
    return "\n".join(lines)


def _section(finding: Finding) -> str:
    for name, endings in _SECTIONS:
        if any(finding.rule.endswith(ending) or f"{ending}-" in finding.rule for ending in endings):
            return name
    return "Changed"


def _entry(finding: Finding) -> str:
    users = reach(finding)
    breaking = "**Breaking.** " if "breaks" in (finding.verdicts.source, finding.verdicts.abi) else ""
    message = printable(finding.message)
    return (
        f"- {breaking}{message[:1].upper() + message[1:]}"
        + (f" ({users})" if users else "")
        + f". {_title(finding)}"
    )


def _title(finding: Finding) -> str:
    title = catalogue()[finding.rule].text.title
    return f"{title[:1].upper()}{title[1:]}."
