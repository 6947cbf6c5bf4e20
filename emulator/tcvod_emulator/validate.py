# SPDX-License-Identifier: MIT
"""Parameters against the fields of the spec: dotted texts in, typed values and problems out."""

from __future__ import annotations

import difflib
import json
import math
import re
from typing import Any, Dict, Iterable, List, Mapping, Sequence, Tuple, Union

from tcvodgen.spec import Field, Limits, Service

Node = Union[str, Dict[str, "Node"]]  # a text, or children by the next word of the dotted name

BOOLEANS = {"true": True, "false": False, "True": True, "False": False, "1": True, "0": False}
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")
RANGES = {"int": (-(2**63), 2**63 - 1), "uint": (0, 2**64 - 1)}


class Reader:
    """Reads the parameters of one call; collects every problem instead of stopping at the first."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.problems: List[str] = []

    def read(self, fields: Sequence[Field], parameters: Mapping[str, str]) -> Dict[str, Any]:
        return self.members(fields, self.tree(parameters), "")

    def problem(self, path: str, text: str) -> None:
        self.problems.append(f"{path}: {text}")

    def tree(self, parameters: Mapping[str, str]) -> Dict[str, Node]:
        root: Dict[str, Node] = {}
        for name, value in parameters.items():
            words = name.split(".")
            node = root
            for word in words[:-1]:
                child = node.setdefault(word, {})
                if isinstance(child, str):
                    self.problem(name, f"{word} is given both as a text and as a group")
                    break
                node = child
            else:
                if isinstance(node.get(words[-1]), dict):
                    self.problem(name, f"{words[-1]} is given both as a text and as a group")
                else:
                    node[words[-1]] = value
        return root

    def members(
        self, fields: Sequence[Field], node: Mapping[str, Node], path: str
    ) -> Dict[str, Any]:
        known = {field.name: field for field in fields}
        values: Dict[str, Any] = {}
        for name, child in node.items():
            where = f"{path}.{name}" if path else name
            if name in known:
                values[name] = self.value(known[name], child, where)
            else:
                self.problem(where, "unknown parameter" + near(name, known))
        for field in fields:
            if field.required and field.name not in node:
                self.problem(
                    f"{path}.{field.name}" if path else field.name, "required, but missing")
        return values

    def value(self, field: Field, node: Node, path: str) -> Any:
        if field.container == "list":
            return self.items(field, node, path)
        if field.container == "map":
            if isinstance(node, str):
                return self.problem(path, f"a map: write {path}.KEY=…")
            return {key: self.single(field, child, f"{path}.{key}") for key, child in node.items()}
        return self.single(field, node, path)

    def items(self, field: Field, node: Node, path: str) -> Any:
        first = field.first_index
        if isinstance(node, str):
            return self.problem(path, f"a list: write {path}.{first}=…")
        numbered: List[Tuple[int, Node]] = []
        for index, child in node.items():
            if not re.fullmatch(r"0|[1-9][0-9]{0,5}", index):
                self.problem(f"{path}.{index}", "elements of a list have numbers")
            elif int(index) < first:
                self.problem(f"{path}.{index}", f"elements are numbered from {first}")
            else:
                numbered.append((int(index), child))
        self.check_count(field.limits, len(numbered), path)
        numbered.sort(key=lambda pair: pair[0])
        return [self.single(field, child, f"{path}.{index}") for index, child in numbered]

    def check_count(self, limits: Limits, count: int, path: str) -> None:
        if limits.min_items is not None and count < limits.min_items:
            self.problem(path, f"{count} elements, at least {limits.min_items} are needed")
        if limits.max_items is not None and count > limits.max_items:
            self.problem(path, f"{count} elements, at most {limits.max_items} are allowed")

    def single(self, field: Field, node: Node, path: str) -> Any:
        kind = self.service.type_named(field.type)
        if kind is not None:
            if isinstance(node, str):
                return self.problem(path, f"a group of parameters: write {path}.NAME=…")
            return self.members(kind.fields, node, path)
        if not isinstance(node, str):
            return self.problem(
                f"{path}.{next(iter(node))}", f"unknown parameter, {path} is a single value")
        return self.scalar(field, node, path)

    def scalar(self, field: Field, text: str, path: str) -> Any:
        if field.type == "string":
            self.check_text(field.limits, text, path)
            return text
        if field.type in RANGES:
            return self.integer(field, text, path)
        if field.type == "double":
            return self.real(field, text, path)
        if field.type == "bool":
            if text not in BOOLEANS:
                return self.problem(path, f"{shown(text)} is neither true nor false")
            return BOOLEANS[text]
        try:
            return json.loads(text)
        except ValueError as error:
            return self.problem(path, f"not JSON: {error}")

    def integer(self, field: Field, text: str, path: str) -> Any:
        if not re.fullmatch(r"-?[0-9]{1,20}", text):
            return self.problem(path, f"{shown(text)} is not a whole number")
        low, high = RANGES[field.type]
        if not low <= int(text) <= high:
            return self.problem(path, f"{text} does not fit 64 bits")
        self.check_range(field.limits, int(text), path)
        return int(text)

    def real(self, field: Field, text: str, path: str) -> Any:
        if not NUMBER.fullmatch(text) or not math.isfinite(float(text)):
            return self.problem(path, f"{shown(text)} is not a number")
        self.check_range(field.limits, float(text), path)
        return float(text)

    def check_range(self, limits: Limits, number: float, path: str) -> None:
        if limits.minimum is not None and number < limits.minimum:
            self.problem(path, f"{number} is less than {limits.minimum}")
        if limits.maximum is not None and number > limits.maximum:
            self.problem(path, f"{number} is more than {limits.maximum}")

    def check_text(self, limits: Limits, text: str, path: str) -> None:
        length = len(text.encode("utf-8")) if limits.length_unit == "bytes" else len(text)
        if limits.min_length is not None and length < limits.min_length:
            self.problem(
                path, f"{length} {limits.length_unit}, at least {limits.min_length} are needed")
        if limits.max_length is not None and length > limits.max_length:
            self.problem(
                path, f"{length} {limits.length_unit}, at most {limits.max_length} are allowed")
        if limits.pattern is not None and not re.fullmatch(limits.pattern, text):
            self.problem(path, f"{shown(text)} does not match {limits.pattern}")


def shown(text: str) -> str:
    return json.dumps(text[:60], ensure_ascii=False) + ("…" if len(text) > 60 else "")


def near(name: str, known: Iterable[str]) -> str:
    lowered = {each.lower(): each for each in known}
    found = difflib.get_close_matches(name.lower(), list(lowered), n=1, cutoff=0.7)
    return f" (did you mean {lowered[found[0]]}?)" if found else ""
