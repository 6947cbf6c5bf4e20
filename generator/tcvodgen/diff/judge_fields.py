# SPDX-License-Identifier: MIT
"""Fields of requests, responses, types and events; the parameters of every call and the envelope."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Callable, Dict, Mapping, Tuple

from .bench import Bench, member
from .catalogue import catalogue
from .changes import Change
from .judge_texts import note, sentence, text
from .snapshot import Facts
from .words import shown, type_text

_LOWER_BOUNDS = ("minimum", "min_length", "min_items")
_UPPER_BOUNDS = ("maximum", "max_length", "max_items")
LIMITS = (*_LOWER_BOUNDS, *_UPPER_BOUNDS, "length_unit", "pattern")
_INTEGERS = ("int", "uint")


def _both(suffix: str) -> Mapping[str, str]:
    return {"request": f"req-{suffix}", "response": f"rsp-{suffix}"}


def added(bench: Bench, change: Change) -> None:
    assert change.after is not None
    facts = change.after.facts
    label = f"`{change.subject}` ({type_text(facts)})"
    new = type_text(facts)
    if change.subject.kind == "common":
        rule = "svc-common-added-required" if facts["required"] else "svc-common-added-optional"
        bench.add(rule, change, f"every call has a new parameter {label}", new=new)
        return
    request = "req-added-required" if facts["required"] else "req-added-optional"
    message = f"{label} is new" + (" and required" if facts["required"] else "")
    bench.add_by_direction(
        {"request": request, "response": "rsp-added"}, change, message, "", None, [new, facts["required"]]
    )


def removed(bench: Bench, change: Change) -> None:
    assert change.before is not None
    old = type_text(change.before.facts)
    message = f"`{change.subject}` ({old}) is gone"
    if change.subject.kind == "common":
        bench.add("svc-common-removed", change, message, old=old)
        return
    bench.add_by_direction(
        _both("removed"), change, message, "", [old, change.before.facts["required"]], None
    )


def left_envelope(bench: Bench, change: Change) -> None:
    message = f"`{change.subject.name}` is no longer a field of the envelope; every response has it still"
    bench.add("rsp-left-envelope", change, message, "", True, None)


def renamed(bench: Bench, old: Change, new: Change) -> None:
    """`was:` links the two; what else differs between them is reported, too."""
    assert old.before is not None and new.after is not None
    pair = Change(new.subject, old.before, new.after)
    message = f"`{old.subject}` is called `{new.subject.name}` now"
    members = _members(bench, pair)
    suffix = "rewired" if members[0] == members[1] else "renamed"
    bench.add_by_direction(_both(suffix), pair, message, "was", old.subject.name, new.subject.name)
    bench.claim(old.subject, bench.claimed(new.subject))
    edits = {name: both for name, both in pair.facts.items() if name not in ("was", "c_name")}
    judge(bench, pair, edits)
    bench.claim(old.subject, bench.claimed(new.subject))


def judge(bench: Bench, change: Change, edits: Mapping[str, Tuple[Any, Any]]) -> None:
    if not {"type", "container"}.isdisjoint(edits):
        _type(bench, change)
    for name, (old, new) in edits.items():
        if name not in ("type", "container"):
            FACTS[name](bench, change, name, old, new)


def _type(bench: Bench, change: Change) -> None:
    assert change.before is not None and change.after is not None
    before, after = change.before.facts, change.after.facts
    old, new = type_text(before), type_text(after)
    message = f"`{change.subject}` was {old}, is {new}"
    rule = _type_rule(before, after)
    verdicts = catalogue()[rule].verdicts
    if _leaves_its_slot(bench, change):
        verdicts = replace(verdicts, abi=catalogue()["fld-c-name-changed"].verdicts.abi)
    bench.add(rule, change, message, "type", old, new, verdicts=verdicts)


def _leaves_its_slot(bench: Bench, change: Change) -> bool:
    """Whether the old member stays reserved, because the field of another type is called otherwise in C."""
    assert change.after is not None
    refused = {each.position for each in bench.comparison.new.refusals}
    members = _members(bench, change)
    return members[0] != members[1] and change.after.position not in refused


def _members(bench: Bench, change: Change) -> Tuple[str, str]:
    """C name of a field before and after."""
    assert change.before is not None and change.after is not None
    old = bench.was.get(change.subject, change.subject)
    return member(old.name, change.before.facts["c_name"]), member(change.subject.name, change.after.facts["c_name"])


def _type_rule(before: Facts, after: Facts) -> str:
    if before["container"] != after["container"]:
        return "fld-cardinality-changed"
    kinds = {before["type"], after["type"]}
    if kinds == {"string", "json"}:
        return "fld-text-form-changed"
    if kinds == set(_INTEGERS):
        return "fld-sign-changed"
    if after["type"] == "double" and before["type"] in _INTEGERS:
        return "fld-type-widened"
    if before["type"] == "double" and after["type"] in _INTEGERS:
        return "fld-type-narrowed"
    return "fld-type-changed"


def _required(bench: Bench, change: Change, name: str, old: bool, new: bool) -> None:
    if new:
        bench.add_by_direction(
            _both("became-required"), change, f"`{change.subject}` is required now", name, old, new
        )
    else:
        bench.add_by_direction(
            _both("became-optional"), change, f"`{change.subject}` is optional now", name, old, new
        )


def _limit(bench: Bench, change: Change, name: str, old: Any, new: Any) -> None:
    assert change.before is not None and change.after is not None
    what = f"{name} of `{change.subject}`: was {shown(old)}, is {shown(new)}"
    if name in ("pattern", "length_unit") and old is not None and new is not None:
        bench.add_by_direction(_both("constraint-changed"), change, what, name, old, new)
    elif old is None:
        bench.add_by_direction(_both("constraint-added"), change, what, name, old, new)
    elif new is None:
        bench.add_by_direction(_both("constraint-removed"), change, what, name, old, new)
    else:
        tighter = new > old if name in _LOWER_BOUNDS else new < old
        suffix = "constraint-tightened" if tighter else "constraint-loosened"
        bench.add_by_direction(_both(suffix), change, what, name, old, new)


def _default(bench: Bench, change: Change, name: str, old: Any, new: Any) -> None:
    suffix = "added" if old is None else "removed" if new is None else "changed"
    message = f"default of `{change.subject}`: was {shown(old)}, is {shown(new)}"
    bench.add(f"fld-default-{suffix}", change, message, name, old, new)


def _values(bench: Bench, change: Change, name: str, old: str, new: str) -> None:
    suffix = "bound" if not old else "unbound" if not new else "rebound"
    message = f"value set of `{change.subject}`: was {shown(old)}, is {shown(new)}"
    bench.add_by_direction(_both(f"values-{suffix}"), change, message, name, old, new)


def _also(bench: Bench, change: Change, name: str, old: Tuple[str, ...], new: Tuple[str, ...]) -> None:
    more = sorted(set(new) - set(old))
    less = sorted(set(old) - set(new))
    if more:
        message = f"`{change.subject}` also comes as {shown(tuple(more))}"
        bench.add("fld-also-added", change, message, name, None, more)
    if less:
        message = f"`{change.subject}` no longer comes as {shown(tuple(less))}"
        bench.add("fld-also-removed", change, message, name, less, None)


def _unit(bench: Bench, change: Change, name: str, old: str, new: str) -> None:
    message = f"unit of `{change.subject}`: was {shown(old)}, is {shown(new)}"
    bench.add("fld-unit-changed" if old and new else "fld-unit-stated", change, message, name, old, new)


def _first_index(bench: Bench, change: Change, name: str, old: int, new: int) -> None:
    message = f"elements of `{change.subject}` are numbered from {new}, no longer from {old}"
    bench.add("req-first-index-changed", change, message, name, old, new)


def _deprecated(bench: Bench, change: Change, name: str, old: str, new: str) -> None:
    if old and new:
        text(bench, change, name, old, new)
    elif new:
        bench.add("fld-deprecated", change, f"`{change.subject}` is deprecated: {new}", name, None, True)
    else:
        bench.add("fld-undeprecated", change, f"`{change.subject}` is no longer deprecated", name, True, None)


def _sensitive(bench: Bench, change: Change, name: str, old: bool, new: bool) -> None:
    if new:
        bench.add("fld-sensitive-on", change, f"`{change.subject}` is kept out of logs", name, old, new)
    else:
        bench.add("fld-sensitive-off", change, f"`{change.subject}` appears in logs", name, old, new)


def _c_name(bench: Bench, change: Change, name: str, old: str, new: str) -> None:
    members = _members(bench, change)
    if members[0] == members[1]:
        return  # `c_name` says what the rule of names says anyway
    message = f"`{change.subject}` is the member `{members[1]}` in C, no longer `{members[0]}`"
    other = _taken_by(bench, change, members[0])
    if other:
        message += f"; the member `{members[0]}` is the field `{other}` now"
    rule = "fld-c-name-taken" if other else "fld-c-name-changed"
    bench.add(rule, change, message, name, members[0], members[1])


def _taken_by(bench: Bench, change: Change, name: str) -> str:
    """The field beside it that is the member `name` now, with the same C type: programs compile and mean another."""
    assert change.before is not None
    old = type_text(change.before.facts).replace("json", "string")
    for subject, entry in bench.new.items():
        if (subject.kind, subject.path[:-1]) == (change.subject.kind, change.subject.path[:-1]):
            is_alike = type_text(entry.facts).replace("json", "string") == old
            if is_alike and member(subject.name, entry.facts["c_name"]) == name:
                return subject.name
    return ""


FACTS: Dict[str, Callable[[Bench, Change, str, Any, Any], None]] = {
    "required": _required,
    "summary": sentence,
    "unit": _unit,
    "default": _default,
    **{name: _limit for name in LIMITS},
    "values": _values,
    "first_index": _first_index,
    "also": _also,
    "deprecated": _deprecated,
    "sensitive": _sensitive,
    "present_when": sentence,
    "source": note,
    "c_name": _c_name,
    "was": note,
}
