# SPDX-License-Identifier: MIT
"""What the typed view holds of an answer: known fields only, converted where nothing is lost, null as absent."""

from __future__ import annotations

import json
import math
import re
from typing import Any, Dict, List, Mapping, Optional, Sequence

from .spec import Field, Service, Type

INT_RANGE = range(-(2**63), 2**63)
UINT_RANGE = range(0, 2**64)

_MOST_DIGITS = 20  # of 64 bits
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)\Z")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\Z")
_TRUTHS = {"true": True, "1": True, "false": False, "0": False}


class Absent(Exception):
    """The value cannot be held by the field's type."""


def typed_view(service: Service, fields: Sequence[Field], answer: Mapping[str, Any]) -> Dict[str, Any]:
    """The answer as the typed response holds it, with wire names; absent fields are left out."""
    return _Viewer(service).object(fields, answer)


def decimal(number: float) -> str:
    """The shortest decimal text, of 15 to 17 digits at most, that reads back as the same number."""
    if isinstance(number, int):
        return str(number)
    texts = (format(number, f".{digits}g") for digits in (15, 16, 17))
    return next(text for text in texts if float(text) == number)


class _Viewer:
    def __init__(self, service: Service) -> None:
        self._types: Dict[str, Type] = {each.name: each for each in service.types}

    def object(self, fields: Sequence[Field], answer: Mapping[str, Any]) -> Dict[str, Any]:
        view = {}
        for field in fields:
            value = answer.get(field.name)
            if value is None:
                continue
            try:
                view[field.name] = self._field(field, value, answer)
            except Absent:
                pass
        return view

    def _field(self, field: Field, value: Any, siblings: Mapping[str, Any]) -> Any:
        if field.container == "list":
            return self._list(field, value, siblings)
        if field.container == "map":
            return self._map(field, value, siblings)
        return self._single(field, value, siblings)

    def _list(self, field: Field, value: Any, siblings: Mapping[str, Any]) -> List[Any]:
        if not isinstance(value, list):
            if not self._is_native(field, value):
                raise Absent
            value = [value]
        found = []
        for item in value:
            try:
                found.append(self._single(field, item, siblings))
            except Absent:
                if field.type in self._types:
                    found.append({})  # objects keep their place
        return found

    def _map(self, field: Field, value: Any, siblings: Mapping[str, Any]) -> Dict[str, Any]:
        if value == []:  # how a server without types writes an empty map
            return {}
        if not isinstance(value, dict):
            raise Absent
        found = {}
        for key, item in value.items():
            try:
                found[key] = self._single(field, item, siblings)
            except Absent:
                pass
        return found

    def _single(self, field: Field, value: Any, siblings: Mapping[str, Any]) -> Any:
        if value is None:
            raise Absent
        type_ = self._types.get(field.type)
        if type_ is None:
            return _scalar(field, value)
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if not isinstance(value, dict):
            raise Absent
        if not type_.discriminator:
            return self.object(type_.fields, value)
        chosen = case_of(type_, siblings)
        if chosen is None:
            raise Absent
        return self._single(chosen, value, siblings)

    def _is_native(self, field: Field, value: Any) -> bool:
        """Whether a value without its list can be the list's only element."""
        if field.type in self._types or field.type == "json":
            return isinstance(value, dict)
        if field.type == "string":
            return isinstance(value, str)
        if field.type == "bool":
            return isinstance(value, bool)
        return isinstance(value, int if field.type in ("int", "uint") else (int, float)) and not isinstance(value, bool)


def case_of(variant: Type, siblings: Mapping[str, Any]) -> Optional[Field]:
    """The case that the discriminator beside the variant chooses."""
    try:
        text = _text(siblings.get(variant.discriminator))
    except Absent:
        return None
    return next((each for each in variant.fields if each.name == text), None)


def _scalar(field: Field, value: Any) -> Any:
    if field.type == "string":
        if isinstance(value, (list, dict)) and ("list" if isinstance(value, list) else "object") in field.also:
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return _text(value)
    if field.type == "int":
        return _integer(value, INT_RANGE)
    if field.type == "uint":
        return _integer(value, UINT_RANGE)
    if field.type == "double":
        return _double(value)
    if field.type == "bool":
        return _truth(value)
    return value


def _text(value: Any) -> str:
    if isinstance(value, str) and "\0" not in value:
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value)
    raise Absent


def _integer(value: Any, allowed: range) -> int:
    if isinstance(value, str):
        if _INTEGER.match(value):
            value = int(value) if len(value) <= _MOST_DIGITS else None
        elif _NUMBER.match(value):
            value = float(value)
    if isinstance(value, float) and value.is_integer() and abs(value) <= 2**53:
        value = int(value)
    if isinstance(value, int) and int(value) in allowed:
        return int(value)
    raise Absent


def _double(value: Any) -> float:
    if isinstance(value, str) and _NUMBER.match(value):
        value = float(value)
        if math.isinf(value):
            raise Absent
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Absent
    if isinstance(value, int):
        try:
            if int(float(value)) != value:
                raise Absent
        except OverflowError:
            raise Absent from None
    return float(value)


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, int) and value in (0, 1):
        return value == 1
    if isinstance(value, str) and value in _TRUTHS:
        return _TRUTHS[value]
    raise Absent
