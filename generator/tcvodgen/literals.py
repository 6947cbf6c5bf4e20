# SPDX-License-Identifier: MIT
"""Values of the spec as C initialisers."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Mapping

from . import names
from .cmodel import CMember, CModel, CStruct
from .pool import c_string

_ITEM_TYPES = {
    "string": "char *const",
    "json": "char *const",
    "int": "int64_t",
    "uint": "uint64_t",
    "double": "double",
    "bool": "bool",
}
_MACROS = {"int": "TCVOD_INT", "uint": "TCVOD_UINT", "double": "TCVOD_DOUBLE", "bool": "TCVOD_BOOL"}


def text(value: str) -> str:
    """A literal in UTF-8, for readers."""
    parts = (sign if ord(sign) > 127 and sign.isprintable() else c_string(sign)[1:-1] for sign in value)
    return '"' + "".join(parts) + '"'


def scalar(kind: str, value: Any) -> str:
    """A value without its presence."""
    if kind == "string":
        return text(value)
    if kind == "json":
        return text(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    if kind == "bool":
        return "true" if value else "false"
    if kind == "double":
        return repr(float(value))
    if kind == "uint":
        return f"UINT64_C({value})" if value > 2**31 - 1 else str(value)
    return f"INT64_C({value})" if abs(value) > 2**31 - 1 else str(value)


class Literals:
    def __init__(self, model: CModel) -> None:
        self._structs: Dict[str, CStruct] = {each.key: each for each in model.structs}

    def members(self, struct: CStruct, value: Mapping[str, Any]) -> List[str]:
        """Designated initialisers, in the order of the layout."""
        return [
            f".{each.name} = {self._member(each, value[each.field.name])}"
            for each in struct.members
            if each.field is not None and each.field.name in value
        ]

    def braces(self, struct: CStruct, value: Mapping[str, Any]) -> str:
        return "{" + (", ".join(self.members(struct, value)) or "0") + "}"

    def _member(self, member: CMember, value: Any) -> str:
        assert member.field is not None
        if member.field.container == "list":
            return self._list(member, value)
        if member.field.container == "map":
            entries = [f"{{{c_string(key)}, {self._pointed(member, each)}}}" for key, each in value.items()]
            return f"{{(const {self._entry_type(member)}[]){{{', '.join(entries)}}}, {len(value)}}}"
        if member.kind in _MACROS:
            return f"{_MACROS[member.kind]}({scalar(member.kind, value)})"
        return self._pointed(member, value)

    def _list(self, member: CMember, value: Any) -> str:
        if not value:
            return f"{{(const {self._item_type(member)}[1]){{0}}, 0}}"
        items = ", ".join(self._item(member, each) for each in value)
        if member.kind == "string":
            return f"TCVOD_STRINGS({items})"
        return f"{{(const {self._item_type(member)}[]){{{items}}}, {len(value)}}}"

    def _item(self, member: CMember, value: Any) -> str:
        if member.target:
            return self.braces(self._structs[member.target], value)
        return scalar(member.kind, value)

    def _pointed(self, member: CMember, value: Any) -> str:
        if not member.target:
            return scalar(member.kind, value)
        struct = self._structs[member.target]
        return f"&({struct.c_name}){self.braces(struct, value)}"

    def _item_type(self, member: CMember) -> str:
        if member.target:
            return self._structs[member.target].c_name
        return _ITEM_TYPES[member.kind]

    def _entry_type(self, member: CMember) -> str:
        if member.target:
            return names.entry_name(self._structs[member.target].c_name)
        kind = "string" if member.kind == "json" else member.kind
        return names.entry_name(f"tcvod_{kind}")
