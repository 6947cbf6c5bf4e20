# SPDX-License-Identifier: MIT
"""Renames and moves: declared ones become one finding, likely ones are named as candidates."""

from __future__ import annotations

from dataclasses import replace
from typing import Callable, Dict, List, Optional, Tuple

from . import judge_actions, judge_fields, judge_types
from .bench import Bench, member
from .changes import Change, compare
from .snapshot import FIELD_KINDS, Entry, Subject
from .words import type_text

_MOST_CANDIDATES = 3
_CLOSE = 2

Linker = Callable[[Bench, Change, Change], None]
Links = List[Tuple[Subject, Subject, Linker]]
Ends = Dict[Subject, Change]


def declared(bench: Bench) -> None:
    """Types and actions that keep their pinned places under another name."""
    renames = bench.comparison.renames
    for kind, pairs, report in (
        ("type", renames.types, judge_types.renamed),
        ("action", renames.actions, judge_actions.renamed_in_place),
    ):
        for old, new in sorted(pairs.items()):
            subject = Subject(kind, (new,))
            report(bench, Change(subject, bench.old[subject], bench.new[subject]), old)


def follow(bench: Bench, changes: List[Change]) -> List[Change]:
    """Reports the declared links; returns the changes that remain."""
    gone, come = _ends(changes)
    used, rest = _linked(bench, changes, _actions(bench, gone, come))
    for old, new in used.items():
        rest += _parts(bench, old.name, new.name)
    rest = _through_the_envelope(bench, rest)
    gone, come = _ends(rest)
    return _linked(bench, rest, [*_fields(gone, come), *_values(gone, come), *_errors(gone, come)])[1]


def _ends(changes: List[Change]) -> Tuple[Ends, Ends]:
    gone = {each.subject: each for each in changes if each.after is None}
    return gone, {each.subject: each for each in changes if each.before is None}


def _linked(bench: Bench, changes: List[Change], links: Links) -> Tuple[Dict[Subject, Subject], List[Change]]:
    """New subjects by old ones, each linked once, and the changes that no link is about."""
    gone, come = _ends(changes)
    used: Dict[Subject, Subject] = {}
    for old, new, linker in links:
        if old not in used and new not in used.values():
            used[old] = new
            bench.was[new] = old
            linker(bench, gone[old], come[new])
    taken = {*used, *used.values()}
    return used, [each for each in changes if each.subject not in taken]


def _parts(bench: Bench, old: str, new: str) -> List[Change]:
    """What else is different in an action that is called otherwise now."""
    before = {_moved(subject, new): entry for subject, entry in bench.old.items() if _is_part(subject, old)}
    after = {subject: entry for subject, entry in bench.new.items() if _is_part(subject, new)}
    return compare(before, after)


def _through_the_envelope(bench: Bench, changes: List[Change]) -> List[Change]:
    """Fields of a response that every response has now, or that only it has still, were not lost on the way."""
    rest = []
    for each in changes:
        moved = _moved_with(bench, each) if each.subject.kind == "response" else each
        if moved is not each:
            judge_fields.judge(bench, moved, moved.facts)
        elif _is_in_every_response(bench, each):
            judge_fields.left_envelope(bench, each)
        else:
            rest.append(each)
    return rest


def _moved_with(bench: Bench, change: Change) -> Change:
    """The change with its other end, when that is in the envelope."""
    name = Subject("envelope", ("service", "envelope", change.subject.name))
    if change.after is None and name in bench.new:
        return replace(change, after=bench.new[name])
    if change.before is None and name in bench.old:
        return replace(change, before=bench.old[name])
    return change


def _is_in_every_response(bench: Bench, change: Change) -> bool:
    """Of a field that left the envelope."""
    name, actions = change.subject.name, [each.name for each in bench.new if each.kind == "action"]
    responses = (Subject("response", (action, "response", name)) for action in actions)
    return change.subject.kind == "envelope" and change.after is None and all(each in bench.new for each in responses)


def _is_part(subject: Subject, action: str) -> bool:
    return subject.owner == action and subject.kind in ("request", "response", "error", "example")


def _moved(subject: Subject, owner: str) -> Subject:
    return Subject(subject.kind, (owner, *subject.path[1:]))


def _fields(gone: Ends, come: Ends) -> Links:
    found: Links = []
    for subject, change in come.items():
        if subject.kind in FIELD_KINDS and change.after is not None and change.after.facts["was"]:
            old = subject.renamed(change.after.facts["was"])
            if old in gone:
                found.append((old, subject, judge_fields.renamed))
    return found + _same_members(gone, come)


def _same_members(gone: Ends, come: Ends) -> Links:
    """Fields that are one member in C: programs do not see the difference."""
    old_members = {
        _member_key(subject, change.before): subject
        for subject, change in gone.items()
        if subject.kind in FIELD_KINDS and change.before is not None
    }
    return [
        (old_members[key], subject, judge_fields.renamed)
        for subject, change in come.items()
        if subject.kind in FIELD_KINDS and change.after is not None
        for key in [_member_key(subject, change.after)]
        if key in old_members
    ]


def _member_key(subject: Subject, entry: Optional[Entry]) -> Tuple[str, Tuple[str, ...], str]:
    assert entry is not None
    return subject.kind, subject.path[:-1], member(subject.name, entry.facts["c_name"])


def _actions(bench: Bench, gone: Ends, come: Ends) -> Links:
    removed = [each for each in gone if each.kind == "action"]
    added = [change for subject, change in come.items() if subject.kind == "action"]
    return [
        (old, new.subject, judge_actions.renamed)
        for old, new in judge_actions.renames(bench, removed, added).items()
    ]


def _values(gone: Ends, come: Ends) -> Links:
    """A value keeps its constant: the same one, spelt differently on the wire."""
    return [(old, new, judge_types.value_renamed) for old, new in _named_alike(gone, come, "value")]


def _errors(gone: Ends, come: Ends) -> Links:
    moved: Links = [
        (old, new, judge_types.error_moved)
        for old in gone
        for new in come
        if old.kind == new.kind == "error" and old.name == new.name and "service" in (old.owner, new.owner)
    ]
    return moved + [
        (old, new, judge_types.error_renumbered) for old, new in _named_alike(gone, come, "error")
    ]


def _named_alike(gone: Ends, come: Ends, kind: str) -> List[Tuple[Subject, Subject]]:
    """Of one owner, with the same `name`, and the only ones of that name."""
    ends: Dict[Tuple[str, str], List[Subject]] = {}
    for group in (gone, come):
        for subject, change in group.items():
            entry = change.before or change.after
            if subject.kind == kind and entry is not None:
                ends.setdefault((subject.owner, entry.facts["name"]), []).append(subject)
    pairs = [(each[0], each[1]) for each in ends.values() if len(each) == 2]
    return [(old, new) for old, new in pairs if old in gone and new in come]


def with_candidates(bench: Bench, changes: List[Change]) -> None:
    """Names, with each removal, what it may have become; the verdict stays what it is."""
    gone = {each.subject: each.before for each in changes if each.after is None and each.before}
    come = {each.subject: each.after for each in changes if each.before is None and each.after}
    for index, finding in enumerate(bench.findings):
        old = gone.get(finding.subject)
        if old is None or finding.new is not None:
            continue
        scored = sorted(
            (-score, str(subject))
            for subject, new in come.items()
            for score in [_likeness(bench, finding.subject, old, subject, new)]
            if score >= _CLOSE
        )
        names = tuple(name for _, name in scored[:_MOST_CANDIDATES])
        bench.findings[index] = replace(finding, candidates=names)


def _likeness(bench: Bench, old_subject: Subject, old: Entry, new_subject: Subject, new: Entry) -> int:
    if old_subject.kind in FIELD_KINDS and new_subject.kind in FIELD_KINDS:
        return _field_likeness(bench, old_subject, old, new_subject, new)
    if old_subject.kind != new_subject.kind:
        return 0
    if old_subject.kind in ("type", "action", "event", "value_set"):
        parts = [
            {each.path[1:] for each in snapshot if each.owner == subject.owner and len(each.path) > 1}
            for snapshot, subject in ((bench.old, old_subject), (bench.new, new_subject))
        ]
        return 3 if parts[0] and parts[0] == parts[1] else 0
    same_owner = old_subject.owner == new_subject.owner
    return 3 if same_owner and old_subject.name.lower() == new_subject.name.lower() else 0


def _field_likeness(bench: Bench, old_subject: Subject, old: Entry, new_subject: Subject, new: Entry) -> int:
    if type_text(old.facts) != type_text(new.facts):
        return 0
    score = 1 if old.facts["summary"] == new.facts["summary"] else 0
    names = [
        member(each.name, entry.facts["c_name"]) for each, entry in ((old_subject, old), (new_subject, new))
    ]
    score += 2 if names[0].replace("_", "") == names[1].replace("_", "") else 0
    if old_subject.path[:-1] == new_subject.path[:-1]:
        return score + 1 if score else 0
    shared = bench.use(old_subject).users & bench.use(new_subject).users
    return score if shared and old_subject.name == new_subject.name else 0
