# SPDX-License-Identifier: MIT
"""Actions and events."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Mapping, Optional, Set, Tuple

from .bench import Bench
from .changes import Change
from .judge_service import always, members, methods
from .judge_texts import former, link, sentence, text
from .snapshot import Subject
from .words import shown

Edits = Mapping[str, Tuple[Any, Any]]

RETRIES = ("never", "idempotent", "safe")


def added(bench: Bench, change: Change) -> None:
    parts = _company(bench, change)
    bench.add("act-added", change, f"`{change.subject}` is new{parts}", new=True)


def removed(bench: Bench, change: Change) -> None:
    assert change.before is not None
    announced = change.before.facts["status"] == "deprecated" or change.before.facts["deprecated"]
    rule = "act-removed-deprecated" if announced else "act-removed"
    bench.add(rule, change, f"`{change.subject}` is gone{_company(bench, change)}", old=True)


def renamed(bench: Bench, old: Change, new: Change) -> None:
    """An alias that is the name of an action which is gone: the same action under another name."""
    pair = Change(new.subject, old.before, new.after)
    message = f"`{old.subject}` is called `{new.subject}` now; the old name still works on the wire"
    bench.add("act-renamed", pair, message, "aliases", old.subject.name, new.subject.name)
    _facts(bench, pair, pair.facts, {old.subject.name, new.subject.name})
    bench.claim(old.subject, bench.claimed(new.subject))


def renamed_in_place(bench: Bench, change: Change, old: str) -> None:
    """`was`: the action keeps its number and its slots; whether the old name works on the wire, `aliases` says."""
    assert change.after is not None
    known = old in change.after.facts["aliases"]
    rule = "act-renamed-in-place" if known else "act-renamed-on-wire"
    message = f"`{old}` is called `{change.subject}` now"
    message += "; the old name still works on the wire" if known else ", and the wire no longer takes the old name"
    bench.add(rule, change, message, "was", old, change.subject.name)


def event_added(bench: Bench, change: Change) -> None:
    bench.add("evt-added", change, f"event `{change.subject}` is new", new=True)


def event_removed(bench: Bench, change: Change) -> None:
    bench.add("evt-removed", change, f"event `{change.subject}` is gone", old=True)


def judge(bench: Bench, change: Change, edits: Edits) -> None:
    name = change.subject.name
    _facts(bench, change, edits, {name, bench.comparison.renames.back("action", name)})


def _facts(bench: Bench, change: Change, edits: Edits, names: Set[str]) -> None:
    """`names`: what the rename of the action, which is a finding of its own, does to its aliases."""
    if "status" in edits or "deprecated" in edits:
        _standing(bench, change)
    for name, (old, new) in edits.items():
        if name == "aliases":
            old, new = sorted(set(old) - names), sorted(set(new) - names)
        if name not in ("status", "deprecated"):
            FACTS[name](bench, change, name, old, new)


def judge_event(bench: Bench, change: Change, edits: Edits) -> None:
    for name, (old, new) in edits.items():
        EVENT_FACTS[name](bench, change, name, old, new)


def _company(bench: Bench, change: Change) -> str:
    """What comes or goes with an action, in words."""
    counts: List[str] = []
    for group, word in (("types", "type"), ("value_sets", "value set")):
        uses = [getattr(side.reach, group) for side in (bench.comparison.old, bench.comparison.new)]
        own = [
            name
            for name in set(uses[0]) ^ set(uses[1])
            if (uses[0].get(name) or uses[1][name]).users == {change.subject.name}
        ]
        if own:
            counts.append(f"{len(own)} {word}{'s' if len(own) > 1 else ''}")
    return f", with {' and '.join(counts)} of its own" if counts else ""


def _standing(bench: Bench, change: Change) -> None:
    """`status` and `deprecated` say one thing together."""
    assert change.before is not None and change.after is not None
    before, after = (
        each.facts["status"] == "deprecated" or bool(each.facts["deprecated"])
        for each in (change.before, change.after)
    )
    old, new = change.before.facts["status"], change.after.facts["status"]
    if after and not before:
        bench.add("act-deprecated", change, f"`{change.subject}` is deprecated", "deprecated", old, new)
    elif before and not after:
        bench.add(
            "act-undeprecated", change, f"`{change.subject}` is no longer deprecated", "status", old, new
        )
    elif old != new:
        bench.add("act-status-changed", change, f"`{change.subject}` was {old}, is {new}", "status", old, new)
    texts = change.before.facts["deprecated"], change.after.facts["deprecated"]
    if before and after and texts[0] != texts[1]:
        text(bench, change, "deprecated", *texts)


def _retry(bench: Bench, change: Change, name: str, old: str, new: str) -> None:
    more = RETRIES.index(new) > RETRIES.index(old)
    message = f"repeating `{change.subject}`: was {old}, is {new}"
    bench.add("act-retry-loosened" if more else "act-retry-tightened", change, message, name, old, new)


def _body(bench: Bench, change: Change, name: str, old: str, new: str) -> None:
    rule = "act-body-added" if new == "binary" else "act-body-removed"
    bench.add(rule, change, f"body of `{change.subject}`: was {old}, is {new}", name, old, new)


def _paging(bench: Bench, change: Change, name: str, old: Any, new: Any) -> None:
    if old is None:
        bench.add(
            "act-paging-added", change, f"answers of `{change.subject}` go on: {shown(new)}", name, old, new
        )
    elif new is None:
        bench.add(
            "act-paging-removed", change, f"answers of `{change.subject}` no longer go on", name, old, new
        )
    else:
        message = f"answers of `{change.subject}` go on otherwise: was {shown(old)}, is {shown(new)}"
        bench.add("act-paging-changed", change, message, name, old, new)


def _rate(
    bench: Bench, change: Change, name: str, old: Optional[Tuple[int, int]], new: Optional[Tuple[int, int]]
) -> None:
    lower = new is not None and (old is None or new[0] * old[1] < old[0] * new[1])
    message = f"rate limit of `{change.subject}`: was {_per(old)}, is {_per(new)}"
    bench.add("act-rate-lowered" if lower else "act-rate-raised", change, message, name, old, new)


def _per(rate: Optional[Tuple[int, int]]) -> str:
    return f"{rate[0]} calls in {rate[1]} s" if rate else "not stated"


FACTS: Dict[str, Callable[[Bench, Change, str, Any, Any], None]] = {
    "summary": sentence,
    "category": always("act-category-changed", "category"),
    "host": always("act-host-changed", "host"),
    "methods": methods("act-method-added", "act-method-removed", "act-method-preferred"),
    "retry": _retry,
    "rate_limit": _rate,
    "body": _body,
    "success_codes": members("act-success-code-added", "act-success-code-removed", "codes of success"),
    "aliases": members("act-alias-added", "act-alias-removed", "aliases"),
    "doc": link,
    "paging": _paging,
    "was": former,
}


EVENT_FACTS: Dict[str, Callable[[Bench, Change, str, Any, Any], None]] = {
    "summary": sentence,
    "told_by": always("evt-told-by-changed", "field that tells the event from others"),
}


def renames(
    bench: Bench, removed_subjects: List[Subject], added_changes: List[Change]
) -> Dict[Subject, Change]:
    """Removed actions whose name is an alias of a new one."""
    found: Dict[Subject, Change] = {}
    gone = {each.name: each for each in removed_subjects}
    for change in added_changes:
        assert change.after is not None
        for alias in change.after.facts["aliases"]:
            if alias in gone and gone[alias] not in found:
                found[gone[alias]] = change
                break
    return found
