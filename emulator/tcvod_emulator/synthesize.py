# SPDX-License-Identifier: MIT
"""Answers made up from the spec: every field filled, of the right type,
the same for the same request.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any, Dict, Iterator, List, Mapping, Sequence, Tuple

from tcvodgen.spec import Action, Field, Service, Type

NESTED = 2  # how often a type may contain itself
LIST_LENGTH = 2
SECONDS_2017 = 1483228800
HEX = "0123456789abcdef"

Trail = Tuple[str, ...]  # the types that a value stands in


class Synthesizer:
    def __init__(self, service: Service, action: Action, values: Mapping[str, Any]) -> None:
        self.service = service
        self.given = values
        self.seed = json.dumps([action.name, values], sort_keys=True, ensure_ascii=False)
        self.envelope = {each.name for each in service.envelope}
        self.fields = tuple(each for each in action.response if each.name not in self.envelope)

    def answer(self) -> Dict[str, Any]:
        return self.members(self.fields, "", ())

    def number(self, path: str, below: int) -> int:
        digest = hashlib.sha256(f"{self.seed}\n{path}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % below

    def members(self, fields: Sequence[Field], path: str, trail: Trail) -> Dict[str, Any]:
        made: Dict[str, Any] = {}
        variants: List[Tuple[Field, Type]] = []
        for field in fields:
            kind = self.service.type_named(field.type)
            if kind is not None and kind.discriminator:
                variants.append((field, kind))
            else:
                made[field.name] = self.value(field, f"{path}.{field.name}", trail)
        chosen = self.choices(path, [kind for _, kind in variants])
        made.update(chosen)
        for field, kind in variants:
            case = next(each for each in kind.fields if each.name == chosen[kind.discriminator])
            one = self.single(case, f"{path}.{field.name}", trail)
            made[field.name] = [one] if field.container == "list" else one
        return made

    def choices(self, path: str, kinds: Sequence[Type]) -> Dict[str, str]:
        """A case for each discriminator, which variants beside each other share."""
        possible: Dict[str, List[str]] = {}
        for kind in kinds:
            cases = [case.name for case in kind.fields]
            so_far = possible.get(kind.discriminator, cases)
            possible[kind.discriminator] = [name for name in so_far if name in cases]
        return {
            name: cases[self.number(f"{path}.{name}", len(cases))]
            for name, cases in possible.items()
        }

    def value(self, field: Field, path: str, trail: Trail) -> Any:
        if not field.container:
            return self.single(field, path, trail)
        if trail.count(field.type) >= NESTED:
            return [] if field.container == "list" else {}
        if field.container == "list":
            count = self.length(field)
            return [self.single(field, f"{path}[{n}]", trail) for n in range(count)]
        keys = [f"key{n}" for n in range(LIST_LENGTH)]
        return {key: self.single(field, f"{path}.{key}", trail) for key in keys}

    def length(self, field: Field) -> int:
        least = field.limits.min_items or 0
        most = LIST_LENGTH if field.limits.max_items is None else field.limits.max_items
        return max(least, min(most, LIST_LENGTH))

    def single(self, field: Field, path: str, trail: Trail) -> Any:
        kind = self.service.type_named(field.type)
        if kind is None:
            return self.scalar(field, path)
        if trail.count(kind.name) > NESTED:
            return {}
        return self.members(kind.fields, path, (*trail, kind.name))

    def scalar(self, field: Field, path: str) -> Any:
        if field.values:
            return self.listed(field, path)
        given = self.given.get(field.name)
        if field.type == "string":
            return given if isinstance(given, str) else self.text(field, path)
        if field.type in ("int", "uint"):
            return given if isinstance(given, int) else self.integer(field, path)
        if field.type == "double":
            return self.integer(field, path) + self.number(path + "#", 100) / 100
        if field.type == "bool":
            return self.number(path, 2) == 1
        return {"made": "up", "for": field.name}

    def listed(self, field: Field, path: str) -> Any:
        values = self.service.value_set_named(field.values)
        assert values is not None, field.values
        chosen = values.values[self.number(path, len(values.values))].value
        return int(chosen) if field.type in ("int", "uint") else chosen

    def integer(self, field: Field, path: str) -> int:
        low = 0 if field.limits.minimum is None else int(field.limits.minimum)
        high = low + 9999 if field.limits.maximum is None else int(field.limits.maximum)
        if field.unit == "unix_seconds" and field.limits.minimum is None:
            low, high = SECONDS_2017, SECONDS_2017 + 365 * 86400
        return low + self.number(path, max(1, high - low + 1))

    def text(self, field: Field, path: str) -> str:
        least, most = field.limits.min_length or 0, field.limits.max_length
        for candidate in self.candidates(field, path):
            sized = candidate.ljust(least, "0")
            sized = sized if most is None else sized[:most]
            if field.limits.pattern is None or re.fullmatch(field.limits.pattern, sized):
                return sized
        return f"{field.name}{self.number(path, 10_000)}"

    def candidates(self, field: Field, path: str) -> Iterator[str]:
        number = self.number(path, 10**9)
        words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", field.name).lower().split()
        yield from guesses(words, number)
        yield f"{field.name} {number}"
        for length in (32, 40, 64, 16, 8):
            yield "".join(HEX[self.number(f"{path}:{n}", 16)] for n in range(length))
        yield str(number)
        yield "a"


def guesses(words: Sequence[str], number: int) -> Iterator[str]:
    """Texts that look like what a field of this name holds."""
    last = words[-1] if words else ""
    if last in ("url", "urls"):
        yield f"http://media.example.com/{number}.mp4"
    if last == "time":
        day = f"2017-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
        yield f"{day} {number % 24:02d}:{number % 60:02d}:00"
    if last in ("id", "ids"):
        yield str(number)


def synthesized(service: Service, action: Action, values: Mapping[str, Any]) -> Dict[str, Any]:
    return Synthesizer(service, action, values).answer()
