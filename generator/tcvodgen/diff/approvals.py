# SPDX-License-Identifier: MIT
"""Findings that somebody answers for, in SPEC.approvals.yaml beside the spec folder."""

from __future__ import annotations

import datetime
import os
import re
from dataclasses import replace
from typing import Dict, Iterable, List, Set, Tuple

from .. import source
from ..diagnostics import Diagnostics, Position
from ..section import Section, as_section
from .catalogue import catalogue
from .finding import Approval, Finding
from .group import grouped, unfolded
from .snapshot import Subject
from .verdict import SEVERITIES

CAUSES = ("evolution", "correction")
_FINGERPRINT = re.compile(r"[0-9a-f]{16}\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_VERSION = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+\Z")


def default_file(folder: str) -> str:
    return f"{os.path.normpath(folder)}.approvals.yaml"


def read(file: str, diagnostics: Diagnostics, version: str) -> Tuple[Approval, ...]:
    """All approvals of a file; a file that cannot be understood is an error, never an empty list."""
    if _has_comments_only(file):
        return ()
    node = source.read_file(file, diagnostics)
    if node is None:
        return ()
    if not isinstance(node, source.Sequence):
        diagnostics.error(
            node.position, "wrong-kind", "approvals are a list", "begin each with `- fingerprint: …`"
        )
        return ()
    found: Dict[str, Approval] = {}
    for item in node.items:
        section = as_section(item, "an approval", diagnostics)
        if section is None:
            continue
        approval = _approval(section)
        if not version and _VERSION.match(approval.until):
            message = f"`until` is version {approval.until}, but no version of the library is declared here"
            diagnostics.error(section.at["until"], "approval-incomplete", message, "give a date")
        if approval.fingerprint in found:
            where = found[approval.fingerprint].position
            message = f"`{approval.fingerprint}` is approved twice (first at line {where.line})"
            diagnostics.error(approval.position, "approval-twice", message, "remove one of the two")
        found[approval.fingerprint] = approval
    return tuple(found.values())


def _has_comments_only(file: str) -> bool:
    """Before its first entry, and while the shell lets `diff --stanzas` write into it."""
    try:
        with open(file, encoding="utf-8", errors="replace") as stream:
            return all(not line.strip() or line.startswith("#") for line in stream)
    except OSError:
        return False


def _approval(section: Section) -> Approval:
    approval = Approval(
        fingerprint=section.text("fingerprint", required=True),
        cause=section.word("cause", CAUSES, required=True),
        reason=section.text("reason", required=True),
        author=section.text("author", required=True),
        until=section.text("until", required=True),
        position=section.position,
    )
    section.finish()
    _check(section, approval)
    return approval


def _check(section: Section, approval: Approval) -> None:
    wanted = (
        ("fingerprint", _FINGERPRINT.match(approval.fingerprint), "16 hex digits, as the report prints them"),
        ("reason", approval.reason.strip(), "say why this is fine"),
        ("author", approval.author.strip(), "say who answers for it"),
        ("until", _is_until(approval.until), 'a date ("2027-01-31"), a version ("1.2.0"), or "always"'),
    )
    for key, fine, hint in wanted:
        if key in section.at and not fine:
            section.diagnostics.error(
                section.at[key], "approval-incomplete", f"`{key}` cannot be `{getattr(approval, key)}`", hint
            )


def _is_until(text: str) -> bool:
    if _DATE.match(text):
        try:
            datetime.date.fromisoformat(text)
        except ValueError:
            return False
        return True
    return text == "always" or _VERSION.match(text) is not None


def apply(
    findings: Iterable[Finding], approvals: Tuple[Approval, ...], today: datetime.date, version: str
) -> Tuple[Finding, ...]:
    """Findings with their approvals, and findings about approvals that approve nothing any more.

    Each is matched before it is folded with those that are alike, so that one more of them changes no fingerprint.
    """
    live = {each.fingerprint: each for each in approvals if not _is_over(each, today, version)}
    result: List[Finding] = []
    known: Set[str] = set()
    for finding in findings:
        known.update((finding.fingerprint, *finding.fingerprints))
        whole = live.get(finding.fingerprint)
        parts = [replace(each, approval=live.get(each.fingerprint)) for each in unfolded([finding])]
        result += [replace(finding, approval=whole)] if whole else grouped(parts)
    for each in approvals:
        if each.fingerprint not in known:
            result.append(_about("app-unused", each, f"approval `{each.fingerprint}` fits no finding"))
        elif each.fingerprint not in live:
            result.append(
                _about("app-expired", each, f"approval `{each.fingerprint}` ended with {each.until}")
            )
    return tuple(sorted(result, key=lambda each: -SEVERITIES.index(each.severity)))


def _is_over(approval: Approval, today: datetime.date, version: str) -> bool:
    if approval.until == "always":
        return False
    if _DATE.match(approval.until):
        return today > datetime.date.fromisoformat(approval.until)
    return bool(version) and _numbers(version) >= _numbers(approval.until)


def _numbers(version: str) -> List[int]:
    return [int(part) for part in version.split(".")]


def _about(rule: str, approval: Approval, message: str) -> Finding:
    known = catalogue()[rule]
    place: Position = approval.position
    subject = Subject("approval", ("approvals", approval.fingerprint))
    return Finding(rule, subject, message, known.severity, known.verdicts, after=place, anchor=place)
