# SPDX-License-Identifier: MIT
"""Hosts, signing, envelope and everything else that every call shares."""

from __future__ import annotations

from typing import Any, Callable, Dict, Mapping, Sequence, Tuple

from .bench import Bench
from .changes import Change
from .judge_texts import text
from .words import shown

Edit = Tuple[Any, Any]


def judge(bench: Bench, change: Change, edits: Mapping[str, Edit]) -> None:
    for name, (old, new) in edits.items():
        FACTS[name](bench, change, name, old, new)


def judge_host(bench: Bench, change: Change, edits: Mapping[str, Edit]) -> None:
    for name, (old, new) in edits.items():
        HOST_FACTS[name](bench, change, name, old, new)


def host_added(bench: Bench, change: Change) -> None:
    assert change.after is not None
    bench.add(
        "svc-host-added", change, f"host `{change.subject.name}` is new", new=change.after.facts["host"]
    )


def host_removed(bench: Bench, change: Change) -> None:
    assert change.before is not None
    bench.add(
        "svc-host-removed", change, f"host `{change.subject.name}` is gone", old=change.before.facts["host"]
    )


def always(rule: str, what: str) -> Callable[[Bench, Change, str, Any, Any], None]:
    """A fact whose every edit is a case of one rule."""

    def found(bench: Bench, change: Change, name: str, old: Any, new: Any) -> None:
        owner = "" if change.subject.kind == "service" else f" of `{change.subject.name}`"
        bench.add(rule, change, f"{what}{owner}: was {shown(old)}, is {shown(new)}", name, old, new)

    return found


def members(come_rule: str, gone_rule: str, what: str) -> Callable[[Bench, Change, str, Any, Any], None]:
    """A fact that is a set: what came and what went are findings of their own."""

    def found(bench: Bench, change: Change, name: str, old: Sequence[str], new: Sequence[str]) -> None:
        come = sorted(set(new) - set(old))
        gone = sorted(set(old) - set(new))
        where = "" if change.subject.kind == "service" else f" of `{change.subject.name}`"
        if come:
            bench.add(come_rule, change, f"{what}{where}: {shown(tuple(come))} is new", name, None, come)
        if gone:
            bench.add(gone_rule, change, f"{what}{where}: {shown(tuple(gone))} is gone", name, gone, None)

    return found


def ranked(up_rule: str, down_rule: str, what: str) -> Callable[[Bench, Change, str, Any, Any], None]:
    """A number, where more and less mean different things."""

    def found(bench: Bench, change: Change, name: str, old: int, new: int) -> None:
        rule = up_rule if new > old else down_rule
        bench.add(rule, change, f"{what}: was {old}, is {new}", name, old, new)

    return found


def methods(
    come_rule: str, gone_rule: str, order_rule: str
) -> Callable[[Bench, Change, str, Any, Any], None]:
    """Methods are a set whose first is the preferred one."""
    of_set = members(come_rule, gone_rule, "methods")

    def found(bench: Bench, change: Change, name: str, old: Sequence[str], new: Sequence[str]) -> None:
        of_set(bench, change, name, old, new)
        if old[:1] != new[:1]:
            message = f"`{change.subject.name}` is called by {new[0]}, no longer by {old[0]}"
            bench.add(order_rule, change, message, name, old[0], new[0])

    return found


_Judge = Callable[[Bench, Change, str, Any, Any], None]
_role = always("svc-envelope-role-changed", "where answers say it")

FACTS: Dict[str, _Judge] = {
    "name": always("svc-name-changed", "name of the service"),
    "number": always("svc-number-changed", "number of the service"),
    "title": text,
    "c_prefix": always("gen-prefix-changed", "prefix of C names"),
    "include": always("gen-include-changed", "include folder"),
    "protocol": always("svc-protocol-changed", "protocol"),
    "signing_methods": members("svc-signing-added", "svc-signing-removed", "signing methods"),
    "default_signing_method": always("svc-signing-default-changed", "default signing method"),
    "regions": always("svc-regions-changed", "value set of regions"),
    "code_field": _role,
    "message_field": _role,
    "description_field": _role,
    "retryable_field": _role,
    "event_field": always("svc-event-field-changed", "field that names an event"),
    "success_codes": members("svc-success-code-added", "svc-success-code-removed", "codes of success"),
    "url_bytes": ranked("svc-url-limit-raised", "svc-url-limit-lowered", "longest URL in bytes"),
    "clock_tolerance_seconds": ranked(
        "svc-clock-tolerance-raised", "svc-clock-tolerance-lowered", "tolerance of the clock in seconds"
    ),
}

HOST_FACTS: Dict[str, _Judge] = {
    "host": always("svc-host-changed", "host name"),
    "path": always("svc-path-changed", "path"),
    "post_parameters": always("svc-post-parameters-changed", "where a POST carries its parameters"),
    "schemes": members("svc-scheme-added", "svc-scheme-removed", "schemes"),
    "methods": methods("svc-method-added", "svc-method-removed", "svc-method-preferred"),
}
