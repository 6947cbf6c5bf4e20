# SPDX-License-Identifier: MIT
"""Primitive changes → findings. Every fact has a rule; one without is an internal disagreement."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Mapping, Set, Tuple

from . import judge_actions, judge_fields, judge_layout, judge_service, judge_types, links
from .bench import Bench, Disagreement, owners_of
from .changes import Change, apply, compare
from .finding import Finding
from .group import grouped
from .side import Comparison
from .snapshot import FIELD_KINDS, Subject
from .surface import surface, vanished
from .verdict import EFFECTS, at_least

OneWay = Callable[[Bench, Change], None]

ADDED: Mapping[str, OneWay] = {
    "host": judge_service.host_added,
    "action": judge_actions.added,
    "event": judge_actions.event_added,
    "type": judge_types.type_added,
    "case": judge_types.case_added,
    "value_set": judge_types.value_set_added,
    "value": judge_types.value_added,
    "error": judge_types.error_added,
    "example": judge_types.example,
    **{kind: judge_fields.added for kind in FIELD_KINDS},
}
REMOVED: Mapping[str, OneWay] = {
    "host": judge_service.host_removed,
    "action": judge_actions.removed,
    "event": judge_actions.event_removed,
    "type": judge_types.type_removed,
    "case": judge_types.case_removed,
    "value_set": judge_types.value_set_removed,
    "value": judge_types.value_removed,
    "error": judge_types.error_removed,
    "example": judge_types.example,
    **{kind: judge_fields.removed for kind in FIELD_KINDS},
}
CHANGED: Mapping[str, Callable[[Bench, Change, Mapping[str, Tuple[Any, Any]]], None]] = {
    "service": judge_service.judge,
    "host": judge_service.judge_host,
    "action": judge_actions.judge,
    "event": judge_actions.judge_event,
    "type": judge_types.judge_type,
    "case": judge_fields.judge,
    "value_set": judge_types.judge_value_set,
    "value": judge_types.judge_value,
    "error": judge_types.judge_error,
    "example": judge_types.judge_example,
    **{kind: judge_fields.judge for kind in FIELD_KINDS},
}


def judge(comparison: Comparison) -> Tuple[Finding, ...]:
    """All findings, grouped and sorted."""
    bench = Bench(comparison)
    changes = compare(bench.old, bench.new)
    if apply(changes, bench.old) != bench.new:
        raise Disagreement("the changes, applied to the old spec, do not give the new one")
    _directions(bench)
    links.declared(bench)
    rest = links.follow(bench, _without_company(bench, changes))
    for change in rest:
        _one(bench, change)
    links.with_candidates(bench, rest)
    judge_layout.judge(bench)
    judge_layout.unexplained(bench)
    _refuse_false_alarms(bench)
    return grouped(bench.findings)


def _one(bench: Bench, change: Change) -> None:
    kind = change.subject.kind
    try:
        if change.before is None:
            ADDED[kind](bench, change)
        elif change.after is None:
            REMOVED[kind](bench, change)
        else:
            CHANGED[kind](bench, change, change.facts)
    except KeyError as error:
        raise Disagreement(f"no rule for {error} of {kind} `{change.subject}`") from error


def _without_company(bench: Bench, changes: List[Change]) -> List[Change]:
    """Leaves out what came or went with what it belongs to, or with the only actions that use it."""
    came = {each.subject for each in changes if each.before is None}
    went = {each.subject for each in changes if each.after is None}
    return [each for each in changes if not _is_company(bench, each, came, went)]


def _is_company(bench: Bench, change: Change, came: Set[Subject], went: Set[Subject]) -> bool:
    same_way = came if change.before is None else went if change.after is None else set()
    if not {*owners_of(change.subject)}.isdisjoint(same_way):
        return True
    if change.subject.kind in ("member", "case") and _turned(bench, change.subject.owner):
        return True
    if change.subject.kind not in ("type", "value_set") or not same_way:
        return False
    users = bench.use(change.subject).users
    return bool(users) and all(
        Subject("action", (user,)) in same_way or Subject("event", (user,)) in same_way for user in users
    )


def _turned(bench: Bench, name: str) -> bool:
    """Whether a type is a variant on one side only."""
    sides = [bench.old.get(Subject("type", (name,))), bench.new.get(Subject("type", (name,)))]
    return len({bool(each.facts["discriminator"]) for each in sides if each is not None}) == 2


def _directions(bench: Bench) -> None:
    for kind in ("type", "value_set"):
        for subject in sorted(each for each in bench.old if each.kind == kind and each in bench.new):
            change = Change(subject, bench.old[subject], bench.new[subject])
            judge_types.directions(bench, change)
            if kind == "type":
                judge_types.recursion(bench, change)


def _refuse_false_alarms(bench: Bench) -> None:
    """A rule that calls a change of one thing a source break must find something that broke."""
    broken = {
        each.name.subject
        for each in vanished(
            surface(bench.comparison.old.model, bench.comparison.renames),
            surface(bench.comparison.new.model),
            bench.was,
        )
        if each.effect == "breaks" or each.is_other
    }
    touched: Dict[Subject, bool] = {}
    for subject in broken:
        for each in (subject, *owners_of(subject)):
            touched[each] = True
    renamed = {each.subject.owner for each in bench.findings if each.rule == "act-renamed"}
    for finding in bench.findings:
        if (
            finding.subject.kind == "lock"
            or finding.subject.owner in renamed
            or not at_least(EFFECTS, finding.verdicts.source, "breaks")
        ):
            continue
        if finding.subject not in touched and not _linked(bench, finding, touched):
            raise Disagreement(
                f"{finding.rule} calls `{finding.subject}` a source break, but no C name is gone"
            )


def _linked(bench: Bench, finding: Finding, touched: Mapping[Subject, bool]) -> bool:
    """A renamed subject broke under its old name."""
    if bench.was.get(finding.subject) in touched:
        return True
    if not isinstance(finding.old, str):
        return False
    return finding.subject.renamed(finding.old) in touched
