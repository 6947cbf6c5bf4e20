# SPDX-License-Identifier: MIT
"""Requests and answers made up from the spec: with every field, with the required ones only, and broken ones."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Set, Tuple, Union

from tcvodgen.limits import broken_limit
from tcvodgen.spec import Action, Field, Service, Type

NESTED = 2  # how often a type may contain itself
LIST_LENGTH = 2
HEX = "0123456789abcdef"

Path = Tuple[Union[str, int], ...]


class Maker:
    """Different values everywhere, so that no field can be taken for another. `round` turns the cases of variants."""

    def __init__(self, service: Service, complete: bool, round: int = 0) -> None:
        self._types: Dict[str, Type] = {each.name: each for each in service.types}
        self._complete = complete
        self._round = round
        self._count = 0

    def object(self, fields: Sequence[Field], trail: Tuple[str, ...] = (), turn: int = 0) -> Dict[str, Any]:
        wanted = [each for each in fields if self._complete or each.required]
        made = {each.name: self._value(each, trail, turn) for each in wanted if self._goes_on(each, trail)}
        chosen: Dict[str, str] = {}  # by discriminator: variants beside each other follow the same case
        for field in wanted:
            type_ = self._types.get(field.type)
            if type_ is not None and type_.discriminator:
                case = type_.fields[(self._round + turn) % len(type_.fields)].name
                made[type_.discriminator] = chosen.setdefault(type_.discriminator, case)
                self._add_case(made, field, type_, trail, turn)
        return made

    def _goes_on(self, field: Field, trail: Tuple[str, ...]) -> bool:
        type_ = self._types.get(field.type)
        return type_ is None or (not type_.discriminator and trail.count(field.type) < NESTED)

    def _add_case(self, made: Dict[str, Any], field: Field, type_: Type, trail: Tuple[str, ...], turn: int) -> None:
        name = made[type_.discriminator]
        case = next((each for each in type_.fields if each.name == name), None)
        if case is not None and trail.count(case.type) < NESTED:
            made[field.name] = self._value(case, trail, turn)

    def _value(self, field: Field, trail: Tuple[str, ...], turn: int) -> Any:
        if field.container == "list":
            least, most = field.limits.min_items or 0, field.limits.max_items
            length = max(least, LIST_LENGTH if most is None else min(most, LIST_LENGTH))
            return [self._single(field, trail, index) for index in range(length)]
        if field.container == "map":
            return {f"key{index}": self._single(field, trail, index) for index in range(LIST_LENGTH)}
        return self._single(field, trail, turn)

    def _single(self, field: Field, trail: Tuple[str, ...], turn: int) -> Any:
        type_ = self._types.get(field.type)
        if type_ is None:
            self._count += 1
            return scalar(field, self._count)
        return self.object(type_.fields, (*trail, field.type), turn)


def scalar(field: Field, number: int) -> Any:
    if field.type == "string":
        return text(field, number)
    if field.type == "bool":
        return number % 2 == 1
    if field.type == "json":
        return {"made": [number, None, "for \"" + field.name + '"']}
    low = field.limits.minimum
    high = field.limits.maximum
    if low is None and high is None:
        return {"int": -(2**53) - number, "uint": 2**63 + number, "double": number + 0.125}[field.type]
    low = (high or 0) - 1000 if low is None else low
    high = low + 1000 if high is None else high
    whole = int(low) + number % (int(high) - int(low) + 1)
    return float(whole) if field.type == "double" else whole


def text(field: Field, number: int) -> str:
    for candidate in candidates(field, number):
        if not broken_limit(field, candidate):
            return candidate
    raise ValueError(f"no text is known that `{field.name}` ({field.position}) takes")


def candidates(field: Field, number: int) -> Iterator[str]:
    yield f"{field.name} {number} ü&=+%25/?#\"'\\\u4e2d"
    yield f"{field.name} {number} ü&=+%25"
    yield f"{field.name}{number}"
    yield f"{number}"
    yield f"2017-01-{number % 28 + 1:02d} 03:04:05"
    yield f"{number}px"
    for length in (32, 40):
        yield "".join(HEX[(number * 7 + place) % 16] for place in range(length))


def rounds(service: Service, fields: Sequence[Field]) -> int:
    """How many answers it takes to show every case of every variant."""
    types = {each.name: each for each in service.types}
    waiting: List[str] = [each.type for each in fields]
    seen: Set[str] = set()
    most = 1
    while waiting:
        name = waiting.pop()
        type_ = types.get(name)
        if type_ is None or name in seen:
            continue
        seen.add(name)
        if type_.discriminator:
            most = max(most, len(type_.fields))
        waiting += [each.type for each in type_.fields]
    return most


@dataclass(frozen=True)
class Broken:
    """A request that the spec forbids: `path` as errors name it."""

    request: Mapping[str, Any]
    path: str
    what: str
    travels: bool = True  # the service can see it


def broken_requests(service: Service, action: Action) -> Iterator[Broken]:
    whole = Maker(service, complete=True).object(action.request)
    yield from _Breaker(service, whole).members(action.request, ())


class _Breaker:
    def __init__(self, service: Service, whole: Mapping[str, Any]) -> None:
        self._types: Dict[str, Type] = {each.name: each for each in service.types}
        self._whole = whole

    def members(self, fields: Sequence[Field], at: Path) -> Iterator[Broken]:
        for field in fields:
            here = (*at, field.name)
            value = _get(self._whole, here)
            if value is None:
                continue
            if field.required:
                yield self._without(here)
            if field.container:
                yield from self._counts(field, here, value)
            one = (*here, 0) if field.container == "list" else here
            type_ = self._types.get(field.type)
            if type_ is not None and field.container != "map" and not type_.discriminator:
                yield from self.members(type_.fields, one)
            elif type_ is None and field.container != "map":
                yield from self._scalars(field, one)

    def _without(self, at: Path) -> Broken:
        request = copy.deepcopy(dict(self._whole))
        owner = _get(request, at[:-1])
        del owner[at[-1]]
        return Broken(request, path_text(at), "missing", travels=len(at) == 1 or bool(owner))

    def _counts(self, field: Field, at: Path, value: Any) -> Iterator[Broken]:
        least, most = field.limits.min_items, field.limits.max_items
        if least:
            yield self._with(at, value[: least - 1], "too few", travels=least > 1)
        if most is not None:
            yield self._with(at, [value[0]] * (most + 1), "too many")

    def _scalars(self, field: Field, at: Path) -> Iterator[Broken]:
        limits = field.limits
        if limits.minimum is not None:
            yield self._with(at, _number(field, limits.minimum - 1), "too small")
        if limits.maximum is not None:
            yield self._with(at, _number(field, limits.maximum + 1), "too large")
        if field.type != "string":
            return
        if limits.min_length:
            yield self._with(at, "a" * (limits.min_length - 1), "too short")
        if limits.max_length is not None:
            filler = text(field, 1)[:1]
            yield self._with(at, filler * (limits.max_length + 1), "too long")
        if limits.pattern is not None:
            yield self._with(at, _mismatch(limits.pattern, limits.max_length), "not matching")

    def _with(self, at: Path, value: Any, what: str, travels: bool = True) -> Broken:
        request = copy.deepcopy(dict(self._whole))
        _get(request, at[:-1])[at[-1]] = value
        return Broken(request, path_text(at), what, travels)


def _number(field: Field, value: float) -> Any:
    return float(value) if field.type == "double" else int(value)


def _mismatch(pattern: str, most: Optional[int]) -> str:
    found = ("*", "a:b", "zz", "?")
    return next(each for each in found if not re.fullmatch(pattern, each) and len(each) <= (most or 99))


def _get(value: Any, path: Path) -> Any:
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError):
            return None
    return value


def path_text(path: Path) -> str:
    """As errors name it: "transcode.definition[0]"."""
    found = ""
    for step in path:
        found += f"[{step}]" if isinstance(step, int) else f"{'.' if found else ''}{step}"
    return found
