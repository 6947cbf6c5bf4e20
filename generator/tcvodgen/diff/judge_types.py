# SPDX-License-Identifier: MIT
"""Object types, variants, value sets and error codes."""

from __future__ import annotations

from typing import Any, Mapping, Tuple

from .bench import Bench
from .changes import Change
from .judge_service import always
from .judge_texts import former, sentence
from .words import shown

Edits = Mapping[str, Tuple[Any, Any]]


def type_added(bench: Bench, change: Change) -> None:
    bench.add("typ-added", change, f"type `{change.subject}` is new", new=True)


def type_removed(bench: Bench, change: Change) -> None:
    bench.add("typ-removed", change, f"type `{change.subject}` is gone", old=True)


def renamed(bench: Bench, change: Change, old: str) -> None:
    """The struct is called otherwise, and so is every member and parameter of that type."""
    name = change.subject.name
    finding = bench.add("typ-renamed", change, f"type `{old}` is called `{name}` now", "was", old, name)
    for subject, entry in bench.new.items():
        if entry.facts.get("type") == name:
            bench.claim(subject, finding.verdicts)


def judge_type(bench: Bench, change: Change, edits: Edits) -> None:
    for name, (old, new) in edits.items():
        if name == "summary":
            sentence(bench, change, name, old, new)
        elif name == "was":
            former(bench, change, name, old, new)
        elif name == "owner" and bench.is_renamed("action", old, new):
            continue
        elif name == "owner":
            message = f"type `{change.subject}` is {_home(new)}, was {_home(old)}"
            bench.add("typ-shared" if not new else "typ-localized", change, message, name, old, new)
        elif bool(old) != bool(new):
            message = f"type `{change.subject}` is {'a variant' if new else 'an object'} now"
            bench.add("typ-kind-changed", change, message, name, old, new)
        else:
            _variant(bench, change, name, old, new)


_variant = always("typ-discriminator-changed", "discriminator")


def _home(owner: str) -> str:
    return f"local to {owner}" if owner else "shared"


def directions(bench: Bench, change: Change) -> None:
    """A type or value set that requests or responses begin or cease to use."""
    before, after = bench.directions(change.subject)
    if before == after or not before or not after:
        return
    prefix = "typ" if change.subject.kind == "type" else "val-set"
    message = f"`{change.subject}` is used in {_ways(after)}, was in {_ways(before)}"
    bench.add(f"{prefix}-direction-{_trend(before, after)}", change, message, "", before, after)


def _trend(before: str, after: str) -> str:
    if after == "both":
        return "widened"
    return "narrowed" if before == "both" else "turned"


def _ways(direction: str) -> str:
    return "requests and responses" if direction == "both" else f"{direction}s"


def recursion(bench: Bench, change: Change) -> None:
    name = change.subject.name
    before, after = name in bench.comparison.old.reach.recursive, name in bench.comparison.new.reach.recursive
    if after and not before:
        bench.add("typ-became-recursive", change, f"`{name}` can hold itself now", "", False, True)
    elif before and not after:
        bench.add("typ-recursion-ended", change, f"`{name}` no longer holds itself", "", True, False)


def case_added(bench: Bench, change: Change) -> None:
    assert change.after is not None
    rules = {"request": "req-case-added", "response": "rsp-case-added"}
    new = change.after.facts["type"]
    bench.add_by_direction(rules, change, f"case `{change.subject}` ({new}) is new", "", None, new)


def case_removed(bench: Bench, change: Change) -> None:
    assert change.before is not None
    rules = {"request": "req-case-removed", "response": "rsp-case-removed"}
    old = change.before.facts["type"]
    bench.add_by_direction(rules, change, f"case `{change.subject}` ({old}) is gone", "", old, None)


def value_set_added(bench: Bench, change: Change) -> None:
    bench.add("val-set-added", change, f"value set `{change.subject}` is new", new=True)


def value_set_removed(bench: Bench, change: Change) -> None:
    bench.add("val-set-removed", change, f"value set `{change.subject}` is gone", old=True)


def judge_value_set(bench: Bench, change: Change, edits: Edits) -> None:
    for name, (old, new) in edits.items():
        if name == "summary":
            sentence(bench, change, name, old, new)
        elif name == "owner" and bench.is_renamed("action", old, new):
            continue
        elif name == "owner":
            message = f"value set `{change.subject}` is {_home(new)}, was {_home(old)}"
            bench.add("val-set-shared" if not new else "val-set-localized", change, message, name, old, new)
        else:
            bench.add(
                "val-set-kind-changed",
                change,
                f"`{change.subject}` was of {old}, is of {new}",
                name,
                old,
                new,
            )


def value_added(bench: Bench, change: Change) -> None:
    rules = {"request": "req-value-added", "response": "rsp-value-added"}
    message = f"value {shown(change.subject.name)} of `{change.subject.owner}` is new"
    bench.add_by_direction(rules, change, message, "", None, change.subject.name)


def value_removed(bench: Bench, change: Change) -> None:
    rules = {"request": "req-value-removed", "response": "rsp-value-removed"}
    message = f"value {shown(change.subject.name)} of `{change.subject.owner}` is gone"
    bench.add_by_direction(rules, change, message, "", change.subject.name, None)


def value_renamed(bench: Bench, old: Change, new: Change) -> None:
    pair = Change(new.subject, old.before, new.after)
    message = (
        f"{shown(old.subject.name)} of `{new.subject.owner}` is {shown(new.subject.name)} on the wire now"
    )
    bench.add("val-rewired", pair, message, "", old.subject.name, new.subject.name)
    bench.claim(old.subject, bench.claimed(new.subject))


def judge_value(bench: Bench, change: Change, edits: Edits) -> None:
    for name, (old, new) in edits.items():
        if name == "summary":
            sentence(bench, change, name, old, new)
        else:
            message = (
                f"constant of {shown(change.subject.name)} of `{change.subject.owner}`: was {old}, is {new}"
            )
            bench.add(_constant_rule(bench, change, old), change, message, name, old, new)


def _constant_rule(bench: Bench, change: Change, old: str) -> str:
    """Whether programs that use the old constant still compile, because it is another value's now."""
    owner = change.subject.owner
    taken = any(
        subject.kind == "value" and subject.owner == owner and entry.facts["name"] == old
        for subject, entry in bench.new.items()
    )
    return "val-c-name-taken" if taken else "val-c-name-changed"


def error_added(bench: Bench, change: Change) -> None:
    assert change.after is not None
    facts = change.after.facts
    bench.add(
        "err-added",
        change,
        f"error `{change.subject.name}` ({facts['name']}) of {_where(change)} is new",
        new=facts["name"],
    )


def error_removed(bench: Bench, change: Change) -> None:
    assert change.before is not None
    name = change.before.facts["name"]
    rule = "err-unlisted" if _is_constant(bench, name) else "err-removed"
    bench.add(rule, change, f"error `{change.subject.name}` ({name}) of {_where(change)} is gone", old=name)


def _is_constant(bench: Bench, name: str) -> bool:
    """Whether the constant of an error is still there, because something else answers it."""
    return any(
        subject.kind == "error" and entry.facts["name"] == name for subject, entry in bench.new.items()
    )


def error_moved(bench: Bench, old: Change, new: Change) -> None:
    """The same code, said of the service instead of an action or the other way round."""
    pair = Change(new.subject, old.before, new.after)
    message = f"error `{new.subject.name}` is said of {_where(new)}, was of {_where(old)}"
    bench.add("err-scope-moved", pair, message, "", str(old.subject), str(new.subject))
    bench.claim(old.subject, bench.claimed(new.subject))
    judge_error(bench, pair, pair.facts)


def error_renumbered(bench: Bench, old: Change, new: Change) -> None:
    assert new.after is not None
    pair = Change(new.subject, old.before, new.after)
    message = (
        f"error {new.after.facts['name']} of {_where(new)} is `{new.subject.name}`, was `{old.subject.name}`"
    )
    bench.add("err-renumbered", pair, message, "", old.subject.name, new.subject.name)
    bench.claim(old.subject, bench.claimed(new.subject))
    judge_error(bench, pair, pair.facts)


def judge_error(bench: Bench, change: Change, edits: Edits) -> None:
    for name, (old, new) in edits.items():
        if name == "summary":
            sentence(bench, change, name, old, new)
        elif name == "name":
            message = f"constant of error `{change.subject.name}` of {_where(change)}: was {old}, is {new}"
            bench.add(
                "err-relabelled" if _is_constant(bench, old) else "err-c-name-changed",
                change,
                message,
                name,
                old,
                new,
            )
        else:
            rule = (
                "err-retry-on"
                if old == "never"
                else "err-retry-off"
                if new == "never"
                else "err-retry-changed"
            )
            message = (
                f"repeating after error `{change.subject.name}` of {_where(change)}: was {old}, is {new}"
            )
            bench.add(rule, change, message, name, old, new)


def _where(change: Change) -> str:
    owner = change.subject.owner
    return "the service" if owner == "service" else f"`{owner}`"


def example(bench: Bench, change: Change) -> None:
    bench.add("doc-example-changed", change, f"example `{change.subject.name}` of `{change.subject.owner}`")


def judge_example(bench: Bench, change: Change, edits: Edits) -> None:
    example(bench, change)
