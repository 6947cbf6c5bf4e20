# SPDX-License-Identifier: MIT
"""Reads the vendor's description: JSON with `actions`, `objects` and `metadata`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Tuple

from ..diagnostics import Diagnostics, Position, did_you_mean
from ..names import is_action_name

# (type, member) of the description → scalar of the spec. Texts with a form of their own are texts on the wire.
_SCALARS = {
    ("string", "string"): "string",
    ("string", "date"): "string",
    ("string", "datetime"): "string",
    ("string", "datetime_iso"): "string",
    ("string", "binary"): "string",
    ("int", "int64"): "int",
    ("int", "uint64"): "uint",
    ("int", "int"): "int",
    ("float", "float"): "double",
    ("float", "double"): "double",
    ("bool", "bool"): "bool",
    ("boolean", "boolean"): "bool",
}
_HALF = re.compile("[\ud800-\udfff]")  # of a pair of UTF-16; it cannot be written as UTF-8
_ELEMENTS = {member: scalar for (_, member), scalar in _SCALARS.items()}
_MEMBER_KEYS = frozenset(
    "name type member required disabled value_allowed_null output_required document example default".split()
)


@dataclass(frozen=True)
class Member:
    name: str
    type: str  # of the spec: a scalar, or the name of an object
    is_list: bool
    required: bool  # in requests
    always: bool  # in responses
    hidden: bool
    document: str


@dataclass(frozen=True)
class Operation:
    name: str
    document: str
    request: str  # names of objects
    response: str
    deprecated: bool


@dataclass(frozen=True)
class Description:
    file: str
    version: str
    operations: Tuple[Operation, ...]
    objects: Mapping[str, Tuple[Member, ...]]
    documents: Mapping[str, str]  # of objects


def read(file: str, diagnostics: Diagnostics) -> Description:
    """The description; what of it cannot be understood goes to `diagnostics`."""
    reader = _Reader(file, diagnostics)
    root = reader.root()
    if diagnostics.has_errors:
        return Description(file, "", (), {}, {})
    objects_node = reader.mapping(root, "objects", "")
    operations_node = reader.mapping(root, "actions", "")
    metadata = reader.mapping(root, "metadata", "")
    for name in (*objects_node, *operations_node):
        if not is_action_name(name):
            reader.error("", f"`{name}` is no name", "letters and digits, the first a capital")
    objects = {name: reader.members(name, node, objects_node) for name, node in objects_node.items()}
    return Description(
        file=file,
        version=reader.text(metadata, "apiVersion", "metadata"),
        operations=tuple(
            reader.operation(name, node, objects_node) for name, node in sorted(operations_node.items())
        ),
        objects=objects,
        documents={
            name: reader.document(node, f"objects.{name}")
            for name, node in objects_node.items()
            if isinstance(node, dict)
        },
    )


def _printable(text: str) -> str:
    return _HALF.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


class _Reader:
    def __init__(self, file: str, diagnostics: Diagnostics) -> None:
        self.place = Position(file, 1, 1)
        self.file = file
        self.diagnostics = diagnostics

    def error(self, path: str, message: str, hint: str = "") -> None:
        self.diagnostics.error(self.place, "import-description", f"{path or 'the file'}: {message}", hint)

    def root(self) -> Dict[str, Any]:
        try:
            with open(self.file, encoding="utf-8") as stream:
                found = json.load(stream, object_pairs_hook=self._unique)
        except OSError as error:
            self.error("", f"cannot be read: {error.strerror}")
        except ValueError as error:
            self.error("", f"is not JSON: {error}")
        except RecursionError:
            self.error("", "is nested too deeply", "no API goes that deep")
        else:
            if isinstance(found, dict):
                return found
            self.error("", "is not a JSON object")
        return {}

    def _unique(self, pairs: List[Tuple[str, Any]]) -> Dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            twice = sorted({name for name in names if names.count(name) > 1})
            self.error("", f"key {', '.join(map(_printable, twice))} is there twice in one object")
        for name, value in pairs:
            for half in _HALF.findall(f"{name} {value}" if isinstance(value, str) else name):
                hint = "an emoji that somebody cut in two; ask for a description in which it is whole"
                self.error("", f"`{_printable(name)}` holds half a character, {_printable(half)}", hint)
        return found

    def mapping(self, node: Mapping[str, Any], key: str, path: str) -> Dict[str, Any]:
        found = node.get(key)
        if isinstance(found, dict):
            return found
        self.error(path, f"`{key}` is no object" if key in node else f"has no `{key}`")
        return {}

    def text(self, node: Mapping[str, Any], key: str, path: str) -> str:
        found = node.get(key)
        if isinstance(found, str):
            return found
        self.error(path, f"`{key}` is no text" if key in node else f"has no `{key}`")
        return ""

    def document(self, node: Mapping[str, Any], path: str) -> str:
        return self.text(node, "document", path) if node.get("document") is not None else ""

    def flag(self, node: Mapping[str, Any], key: str, path: str) -> bool:
        found = node.get(key, False)
        if not isinstance(found, bool):
            self.error(path, f"`{key}` is neither true nor false")
        return found is True

    def operation(self, name: str, node: Any, objects: Mapping[str, Any]) -> Operation:
        path = f"actions.{name}"
        if not isinstance(node, dict):
            self.error(path, "is no object")
            node = {}
        ends = []
        for key in ("input", "output"):
            end = self.text(node, key, path)
            if end and end not in objects:
                self.error(
                    path,
                    f"`{key}` names `{end}`, which `objects` does not have",
                    did_you_mean(end, list(objects), "see `objects`"),
                )
            ends.append(end)
        status = node.get("status", "online")
        if status not in ("online", "deprecated", "offline"):
            self.error(path, f"`status` cannot be `{status}`", "online, deprecated or offline")
        return Operation(name, self.document(node, path), ends[0], ends[1], status != "online")

    def members(self, name: str, node: Any, objects: Mapping[str, Any]) -> Tuple[Member, ...]:
        path = f"objects.{name}"
        members = node.get("members", []) if isinstance(node, dict) else None
        if not isinstance(members, list):
            self.error(path, "`members` is no list")
            return ()
        found = [self.member(f"{path}.members[{index}]", each, objects) for index, each in enumerate(members)]
        names = [each.name for each in found]
        for twice in sorted({each for each in names if names.count(each) > 1}):
            self.error(path, f"member `{twice}` is there twice")
        return tuple(found)

    def member(self, path: str, node: Any, objects: Mapping[str, Any]) -> Member:
        if not isinstance(node, dict):
            self.error(path, "is no object")
            node = {}
        for key in node:
            if key not in _MEMBER_KEYS:
                self.error(
                    path,
                    f"has a key `{key}` that this importer does not know",
                    did_you_mean(key, sorted(_MEMBER_KEYS)),
                )
        kind, element = self.text(node, "type", path), self.text(node, "member", path)
        return Member(
            name=self.text(node, "name", path),
            type=self.type(path, kind, element, objects),
            is_list=kind == "list",
            required=self.flag(node, "required", path),
            always=self.flag(node, "output_required", path)
            and not self.flag(node, "value_allowed_null", path),
            hidden=self.flag(node, "disabled", path),
            document=self.document(node, path),
        )

    def type(self, path: str, kind: str, element: str, objects: Mapping[str, Any]) -> str:
        if kind == "object" or (kind == "list" and element not in _ELEMENTS):
            if element not in objects:
                self.error(
                    path,
                    f"`member` names `{element}`, which `objects` does not have",
                    did_you_mean(element, list(objects), "see `objects`"),
                )
            return element
        if kind == "list":
            return _ELEMENTS[element]
        found = _SCALARS.get((kind, element))
        if found is None:
            self.error(path, f"type `{kind}` with member `{element}` is not known to this importer")
        return found or "string"
