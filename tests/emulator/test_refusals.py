# SPDX-License-Identifier: MIT
"""Every action refuses what its spec forbids:
each required parameter missing, each constraint broken.
"""

from __future__ import annotations

import re
from typing import Any, Dict, Iterator, List, Optional, Tuple

import pytest
from service import Service
from test_spec import SERVICE
from tcvodgen.spec import Action, Field

Texts = Dict[str, str]
Case = Tuple[str, Texts, str]  # what is wrong, the parameters, the name that a refusal has to tell

WORDS = ("", "x", "0", "-1", "~~~", "no such thing", "x" * 50)


def good_scalar(field: Field) -> str:
    limits = field.limits
    if field.values:
        found = SERVICE.value_set_named(field.values)
        assert found is not None
        return found.values[0].value
    if field.type in ("int", "uint", "double"):
        return str(int(limits.minimum if limits.minimum is not None else 1))
    if field.type == "bool":
        return "true"
    if field.type == "json":
        return "{}"
    candidates = [
        "a" * max(1, limits.min_length or 0), "a" * 40, "a" * 32, "5px", "2017-01-02 03:04:05"
    ]
    return next(each for each in candidates if fits(field, each))


def fits(field: Field, text: str) -> bool:
    return field.limits.pattern is None or re.fullmatch(field.limits.pattern, text) is not None


def good(fields: Tuple[Field, ...], path: str, required_only: bool) -> Texts:
    texts: Texts = {}
    for field in fields:
        if required_only and not field.required:
            continue
        where = f"{path}{field.name}"
        kind = SERVICE.type_named(field.type)
        if field.container == "list":
            for number in range(max(1, field.limits.min_items or 0)):
                place = f"{where}.{field.first_index + number}"
                texts.update(good_single(field, kind, place, required_only))
        else:
            texts.update(good_single(field, kind, where, required_only))
    return texts


def good_single(field: Field, kind: Any, where: str, required_only: bool) -> Texts:
    if kind is None:
        return {where: good_scalar(field)}
    return good(kind.fields, where + ".", required_only)


def without(texts: Texts, name: str) -> Texts:
    return {
        each: text for each, text in texts.items()
        if each != name and not each.startswith(name + ".")
    }


def broken(fields: Tuple[Field, ...], path: str, texts: Texts) -> Iterator[Case]:
    for field in fields:
        where = f"{path}{field.name}"
        kind = SERVICE.type_named(field.type)
        if field.required and (len(without(texts, where)) < len(texts)):
            rest = without(texts, where)
            parent = path[:-1]
            if not parent or any(each.startswith(path) for each in rest):
                yield "missing", rest, where
        first = f"{where}.{field.first_index}" if field.container == "list" else where
        if kind is not None:
            yield from broken(kind.fields, first + ".", texts)
        else:
            for text, what in wrong_scalars(field):
                yield what, {**without(texts, first), first: text}, first
        yield from wrong_counts(field, kind, where, texts)


def wrong_scalars(field: Field) -> Iterator[Tuple[str, str]]:
    limits = field.limits
    if field.type in ("int", "uint", "double"):
        yield "soon", "no number"
        if limits.minimum is not None:
            yield str(int(limits.minimum) - 1), "too small"
        if limits.maximum is not None:
            yield str(int(limits.maximum) + 1), "too large"
    if field.type == "bool":
        yield "perhaps", "neither true nor false"
    if limits.max_length is not None:
        yield "a" * (limits.max_length + 1), "too long"
    if limits.min_length:
        yield "a" * (limits.min_length - 1), "too short"
    if limits.pattern is not None:
        text: Optional[str] = next((each for each in WORDS if not fits(field, each)), None)
        assert text is not None, limits.pattern
        yield text, "no match"


def wrong_counts(field: Field, kind: Any, where: str, texts: Texts) -> Iterator[Case]:
    if field.container != "list":
        return
    limits, first = field.limits, field.first_index
    if limits.max_items is not None:
        more = without(texts, where)
        for number in range(limits.max_items + 1):
            more.update(good_single(field, kind, f"{where}.{first + number}", True))
        yield "too many", more, where
    yield "one text for a list", {**without(texts, where), where: "x"}, where


def cases(action: Action) -> List[Case]:
    whole = good(action.request, "", False)
    unknown: Case = ("unknown", {**whole, "nonsense": "1"}, "nonsense")
    return [unknown, *broken(action.request, "", whole)]


def send(vod: Service, action: Action, texts: Texts) -> Any:
    if action.body == "binary":
        return vod.raw(action.name, b"", texts)
    method = "POST" if "POST" in action.methods else action.methods[0]
    return vod.deliver(vod.signed(action.name, texts, method), method).json


@pytest.mark.parametrize("action", SERVICE.actions, ids=lambda each: str(each.name))
def test_an_action_refuses_what_its_spec_forbids(vod: Service, action: Action) -> None:
    vod.control("POST", "synthesise", {"actions": [action.name]})
    for required_only in (False, True):
        taken = send(vod, action, good(action.request, "", required_only))
        assert taken["code"] == 0, taken
    uploads = action.host in ("upload", "old_upload")
    for what, texts, name in cases(action):
        answer = send(vod, action, texts)
        assert answer["code"] == (-10003 if uploads else 4000), (what, name, answer)
        assert re.search(rf"\b{re.escape(name)}", answer["message"]), (what, name, answer)


def test_enough_is_tried() -> None:
    tried = [what for action in SERVICE.actions for what, _, _ in cases(action)]
    assert len(tried) > 400
    assert {
        "missing", "no number", "too small", "too large", "too long", "too many", "no match"
    } <= set(tried)
