# SPDX-License-Identifier: MIT
"""Requests as the flat parameters of the query protocol, and what does not fit on the way."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Sequence, Tuple

from .diagnostics import did_you_mean
from .limits import broken_limit, broken_item_limit
from .spec import Field, Service, Type
from .view import INT_RANGE, UINT_RANGE, case_of, decimal


@dataclass(frozen=True)
class Misfit:
    """`path` as in "transcode.definition[0]"."""

    path: str
    rule: str
    message: str
    hint: str = ""


def flatten(
    service: Service, fields: Sequence[Field], request: Mapping[str, Any]
) -> Tuple[Dict[str, str], Tuple[Misfit, ...]]:
    """(parameters, misfits); what does not fit is left out of the parameters."""
    flattener = _Flattener(service)
    flattener.object(fields, request, "", "")
    return flattener.parameters, tuple(flattener.misfits)


class _Flattener:
    def __init__(self, service: Service) -> None:
        self._types: Dict[str, Type] = {each.name: each for each in service.types}
        self.parameters: Dict[str, str] = {}
        self.misfits: List[Misfit] = []

    def _misfit(self, path: str, rule: str, message: str, hint: str = "") -> None:
        self.misfits.append(Misfit(path, rule, message, hint))

    def object(self, fields: Sequence[Field], value: Mapping[str, Any], path: str, name: str) -> None:
        known = {each.name: each for each in fields}
        for key in value:
            if key not in known:
                where = path or "the request"
                hint = did_you_mean(key, list(known))
                self._misfit(_join(path, key), "example-unknown-parameter", f"{where} has no field `{key}`", hint)
        for field in fields:
            here = _join(path, field.name)
            if field.name in value:
                self._field(field, value[field.name], value, here, _join(name, field.name))
            elif field.required:
                self._misfit(path, "example-missing-parameter", f"`{here}` is required, but not in the request")

    def _field(self, field: Field, value: Any, siblings: Mapping[str, Any], path: str, name: str) -> None:
        if not field.container:
            self._single(field, value, siblings, path, name)
            return
        wanted = list if field.container == "list" else dict
        if not isinstance(value, wanted):
            self._wrong(path, f"a {'list' if wanted is list else 'mapping'}", value)
            return
        problem = broken_item_limit(field, len(value))
        if problem:
            self._misfit(path, "example-breaks-limit", f"`{path}` {problem}")
        if isinstance(value, list):
            for index, item in enumerate(value):
                self._single(field, item, siblings, f"{path}[{index}]", f"{name}.{index + field.first_index}")
        else:
            for key, item in value.items():
                self._entry(field, key, item, siblings, path, name)

    def _entry(self, field: Field, key: str, item: Any, siblings: Mapping[str, Any], path: str, name: str) -> None:
        if not key or "_" in key:
            message = f"{shown(key)} cannot be a key of `{path}`"
            self._misfit(_join(path, key), "example-map-key", message, "a key is not empty and has no `_`")
            return
        self._single(field, item, siblings, _join(path, key), _join(name, key))

    def _single(self, field: Field, value: Any, siblings: Mapping[str, Any], path: str, name: str) -> None:
        type_ = self._types.get(field.type)
        if type_ is None:
            self._scalar(field, value, path, name)
        elif not isinstance(value, dict):
            self._wrong(path, "a mapping", value)
        elif type_.discriminator:
            chosen = case_of(type_, siblings)
            if chosen is None:
                message = f"nothing says which case of `{field.type}` `{path}` is"
                hint = f"`{type_.discriminator}` beside it chooses one of {', '.join(c.name for c in type_.fields)}"
                self._misfit(path, "example-wrong-type", message, hint)
            else:
                self._single(chosen, value, siblings, path, name)
        else:
            self.object(type_.fields, value, path, name)

    def _scalar(self, field: Field, value: Any, path: str, name: str) -> None:
        try:
            text = scalar_text(field, value)
        except ValueError as error:
            self._wrong(path, str(error), value)
            return
        problem = broken_limit(field, value)
        if problem:
            self._misfit(path, "example-breaks-limit", f"`{path}` {problem}")
        self.parameters[name] = text

    def _wrong(self, path: str, wanted: str, value: Any) -> None:
        hint = ""
        if value is None:
            hint = "an absent field is left out"
        elif wanted == "a text" and not isinstance(value, (list, dict)):
            hint = "quote it"
        self._misfit(path, "example-wrong-type", f"`{path}` takes {wanted}, not {shown(value)}", hint)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def scalar_text(field: Field, value: Any) -> str:
    """How a scalar is written on the wire; ValueError says what the field takes instead."""
    if field.type == "bool":
        if not isinstance(value, bool):
            raise ValueError("true or false")
        return "true" if value else "false"
    if field.type in ("int", "uint"):
        allowed = INT_RANGE if field.type == "int" else UINT_RANGE
        if isinstance(value, bool) or not isinstance(value, int) or value not in allowed:
            raise ValueError("a whole number" if field.type == "int" else "a whole number that is not negative")
        return str(value)
    if field.type == "double":
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ValueError("a number")
        return decimal(value)
    if field.type == "json":
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if not isinstance(value, str):
        raise ValueError("a text")
    return value


def shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else text[:37] + "…"
