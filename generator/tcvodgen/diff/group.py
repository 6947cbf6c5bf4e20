# SPDX-License-Identifier: MIT
"""Folds what says the same many times, and puts findings in order."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Dict, Iterable, List, Tuple

from .finding import Finding
from .verdict import SEVERITIES

FOLD_FROM = 5  # one attribute that changes alike on this many subjects is one finding
_COUNTED = {
    "doc-text-changed": "texts reworded",
    "doc-markup-only": "texts with other punctuation or markup",
    "doc-example-changed": "examples edited",
    "doc-link-changed": "links to the vendor's pages edited",
    "doc-note-changed": "notes edited",
    "lay-tombstone-added": "slots stay reserved",
    "lay-tombstone-revived": "reserved slots are in use again",
}


def grouped(findings: Iterable[Finding]) -> Tuple[Finding, ...]:
    heaps: Dict[Tuple[str, ...], List[Finding]] = {}
    kept: List[Finding] = []
    for each in findings:
        if each.approval is not None:
            kept.append(each)  # somebody answers for this one, not for those that are alike
        else:
            heaps.setdefault(_key(each), []).append(each)
    for key, heap in heaps.items():
        heap.sort(key=order)
        folds = key[0] in _COUNTED or (len(heap) >= FOLD_FROM and len(key) > 1)
        kept += [_folded(heap)] if folds and len(heap) > 1 else heap
    return tuple(sorted(kept, key=order))


def unfolded(findings: Iterable[Finding]) -> Tuple[Finding, ...]:
    return tuple(part for each in findings for part in each.parts or (each,))


def order(finding: Finding) -> Tuple[Any, ...]:
    return (-SEVERITIES.index(finding.severity), finding.subject, finding.rule, finding.fingerprint)


def _key(finding: Finding) -> Tuple[str, ...]:
    if finding.rule in _COUNTED:
        return (finding.rule,)
    edit = json.dumps([finding.old, finding.new], sort_keys=True, default=str)
    if finding.before is None or finding.after is None:
        edit += finding.subject.name  # one parameter that came everywhere, not all that came
    if finding.old is None and finding.new is None:
        edit = str(finding.subject)
    verdicts = "".join(vars(finding.verdicts).values())
    return finding.rule, finding.fact, finding.severity, verdicts, edit, finding.direction


def _folded(heap: List[Finding]) -> Finding:
    first = heap[0]
    subjects = tuple(sorted({str(each.subject) for each in heap}))
    if first.rule in _COUNTED:
        message = f"{len(heap)} {_COUNTED[first.rule]}"
    else:
        message = f"{first.message}; the same of {len(heap) - 1} others"
    return replace(
        first,
        message=message,
        subjects=subjects,
        parts=tuple(heap),
        actions=tuple(sorted({name for each in heap for name in each.actions})),
        old=None if first.rule in _COUNTED else first.old,
        new=None if first.rule in _COUNTED else first.new,
        fact="" if first.rule in _COUNTED else first.fact,
    )
