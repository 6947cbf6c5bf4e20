# SPDX-License-Identifier: MIT
"""Strict YAML: a tree of nodes that know where they stand, and no scalar that can be read two ways."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Dict, Iterator, List, Optional, Tuple, Union

import yaml

from .diagnostics import Diagnostics, Position

MAX_DEPTH = 64
MAX_DIGITS = 300  # what a double can hold

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)\Z")
_HALF = re.compile("[\ud800-\udfff]")  # of a pair of UTF-16; it cannot be written as UTF-8
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+\Z")
_WORDS = frozenset("true false null yes no on off y n ~ = <<".split())
_AMBIGUOUS = re.compile(
    r"""[-+]?(
      [0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?   # 010, 1_000, 5., 1e3, +1
    | \.[0-9_]+([eE][-+]?[0-9]+)?                  # .5
    | 0[xX][0-9a-fA-F_]+ | 0[oO][0-7_]+ | 0[bB][01_]+
    | [0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?      # 1:30
    | \.(inf|Inf|INF|nan|NaN|NAN)
    | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt\ ].*)?    # a date
    )\Z""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Scalar:
    """`value` is a str, int, float, bool or None. A faulty scalar was reported already: expect nothing of it."""

    position: Position
    text: str
    value: Any
    quoted: bool = False
    faulty: bool = False


@dataclass(frozen=True)
class Sequence:
    position: Position
    items: Tuple[Node, ...]


@dataclass(frozen=True)
class Mapping:
    position: Position
    entries: Tuple[Tuple[Scalar, Node], ...]

    def get(self, key: str) -> Optional[Node]:
        return next((value for name, value in self.entries if name.text == key), None)


Node = Union[Scalar, Sequence, Mapping]


def plain(node: Node) -> Any:
    """The node as Python values: dict, list, str, int, float, bool, None."""
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.value


def read_file(file: str, diagnostics: Diagnostics) -> Optional[Node]:
    """The tree of a file; None when it cannot be read at all. Errors go to `diagnostics`."""
    try:
        with open(file, "rb") as stream:
            data = stream.read()
    except OSError as error:
        diagnostics.error(Position(file, 1, 1), "file-unreadable", f"cannot be read: {error.strerror}")
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", errors="replace")
        where = Position(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        diagnostics.error(
            where,
            "yaml-encoding",
            f"byte 0x{data[error.start]:02X} is not UTF-8",
            "save the file as UTF-8",
        )
        return None
    return read_text(text, file, diagnostics)


def read_text(text: str, file: str, diagnostics: Diagnostics) -> Optional[Node]:
    """The same for a text that stands in `file`."""
    tabs = _report_tabs(text, file, diagnostics)
    text = text.replace("\t", " ")
    try:
        return _Builder(file, diagnostics).build(_events(text))
    except _TooDeep:
        return None
    except yaml.YAMLError as error:
        if not tabs:
            _report_syntax(error, text, file, diagnostics)
        return None


def _report_tabs(text: str, file: str, diagnostics: Diagnostics) -> bool:
    found = False
    for number, line in enumerate(text.split("\n"), start=1):
        if "\t" in line:
            found = True
            where = Position(file, number, line.index("\t") + 1)
            diagnostics.error(where, "yaml-tab", "tab character", 'use spaces; in a quoted text write "\\t"')
    return found


def _events(text: str) -> List[Any]:
    """libyaml where there is one, for speed; the Python parser says what is wrong, the same everywhere."""
    fast = getattr(yaml, "CSafeLoader", None)
    if fast is not None:
        try:
            return list(yaml.parse(text, Loader=fast))  # type: ignore[no-untyped-call]
        except yaml.YAMLError:
            pass
    return list(yaml.parse(text, Loader=yaml.SafeLoader))  # type: ignore[no-untyped-call]


def _report_syntax(error: yaml.YAMLError, text: str, file: str, diagnostics: Diagnostics) -> None:
    if isinstance(error, yaml.reader.ReaderError):
        before = text[: error.position]
        where = Position(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        message = f"character U+{ord(text[error.position]):04X} is not allowed"
        diagnostics.error(where, "yaml-encoding", message, "write it as an escape in a quoted text")
        return
    mark = getattr(error, "problem_mark", None)
    where = Position(file, mark.line + 1, mark.column + 1) if mark else Position(file, 1, 1)
    problem = getattr(error, "problem", None) or "cannot be parsed"
    context = getattr(error, "context", None)
    diagnostics.error(where, "yaml-syntax", f"not YAML: {context}, {problem}" if context else f"not YAML: {problem}")


class _TooDeep(yaml.YAMLError):
    """Reported already."""


class _Builder:
    def __init__(self, file: str, diagnostics: Diagnostics) -> None:
        self._file = file
        self._diagnostics = diagnostics
        self._events: Iterator[Any] = iter(())

    def build(self, events: List[Any]) -> Optional[Node]:
        self._events = iter(events)
        root: Optional[Node] = None
        documents = 0
        for event in self._events:
            if not isinstance(event, yaml.DocumentStartEvent):
                continue
            documents += 1
            if event.version or event.tags:
                self._error(event, "yaml-tag", "directives are not accepted", "remove the line that starts with %")
            if documents == 2:
                self._error(event, "yaml-document", "a second document starts here", "put it in a file of its own")
                break
            root = self._node(next(self._events), 0)
        if documents == 0:
            self._diagnostics.error(Position(self._file, 1, 1), "yaml-document", "the file is empty")
        return root

    def _error(self, event: Any, rule: str, message: str, hint: str = "") -> None:
        self._diagnostics.error(self._position(event), rule, message, hint)

    def _position(self, event: Any) -> Position:
        return Position(self._file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _node(self, event: Any, depth: int, is_key: bool = False) -> Node:
        self._refuse_extras(event)
        if isinstance(event, yaml.AliasEvent):
            return Scalar(self._position(event), "*" + event.anchor, None, faulty=True)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, is_key)
        if depth >= MAX_DEPTH:
            self._error(event, "yaml-depth", f"nested more than {MAX_DEPTH} levels deep")
            raise _TooDeep
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(event, depth)
        return self._mapping(event, depth)

    def _refuse_extras(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._error(event, "yaml-anchor", f"alias `*{event.anchor}`", "write the value out, or share a type")
            return
        if event.anchor is not None:
            self._error(event, "yaml-anchor", f"anchor `&{event.anchor}`", "remove it; share a type instead")
        if event.tag is not None:
            self._error(event, "yaml-tag", f"tag `{event.tag}`", "remove it; quote a value to make it text")

    def _sequence(self, start: Any, depth: int) -> Sequence:
        items = []
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._node(event, depth + 1))
        return Sequence(self._position(start), tuple(items))

    def _mapping(self, start: Any, depth: int) -> Mapping:
        entries: List[Tuple[Scalar, Node]] = []
        first: Dict[str, Position] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._node(event, depth + 1, is_key=True)
            value = self._node(next(self._events), depth + 1)
            if not isinstance(key, Scalar):
                cure = "put the list or mapping on the right of the colon"
                self._error(event, "yaml-key", "a key must be text", cure)
                continue
            if key.text == "" and key.faulty:
                continue
            if key.text in first:
                where = first[key.text]
                self._error(
                    event,
                    "yaml-duplicate-key",
                    f"key `{key.text}` is here twice (first at line {where.line}, column {where.column})",
                    "remove or rename one of the two",
                )
                continue
            first[key.text] = key.position
            entries.append((key, value))
        return Mapping(self._position(start), tuple(entries))

    def _scalar(self, event: Any, is_key: bool) -> Scalar:
        where = self._position(event)
        text: str = event.value
        half = _HALF.search(text)
        if half:
            hint = "write the whole character: itself, or \\U and 8 digits"
            self._error(event, "yaml-encoding", f"\\u{ord(half.group()):04x} is half a character", hint)
            return Scalar(where, _HALF.sub("?", text), None, faulty=True)
        if event.style:
            return Scalar(where, text, text, quoted=True)
        if is_key:
            return self._key(event, where, text)
        if text in ("true", "false"):
            return Scalar(where, text, text == "true")
        if text == "null":
            return Scalar(where, text, None)
        if len(text) > MAX_DIGITS and (_INTEGER.match(text) or _DECIMAL.match(text)):
            self._error(event, "yaml-number", f"a number of more than {MAX_DIGITS} digits", "quote it if it is a text")
            return Scalar(where, text, None, faulty=True)
        if _INTEGER.match(text) and text != "-0":
            return Scalar(where, text, int(text))
        if _DECIMAL.match(text):
            return Scalar(where, text, float(text))
        if text == "":
            self._error(event, "yaml-ambiguous", "there is no value here", 'write null, "", [] or {}')
            return Scalar(where, text, None, faulty=True)
        return self._text(event, where, text, _cure(text))

    def _key(self, event: Any, where: Position, text: str) -> Scalar:
        if _INTEGER.match(text) and text != "-0":
            return Scalar(where, text, text)
        if text == "":
            self._error(event, "yaml-key", "there is no key before the colon", 'write the key, or "" for an empty one')
            return Scalar(where, text, text, faulty=True)
        return self._text(event, where, text, f'write "{text}"')

    def _text(self, event: Any, where: Position, text: str, cure: str) -> Scalar:
        if text.lower() not in _WORDS and not _AMBIGUOUS.match(text):
            return Scalar(where, text, text)
        self._error(
            event,
            "yaml-ambiguous",
            f"`{text}` without quotes: other YAML readers do not take it for a text",
            cure,
        )
        return Scalar(where, text, text, faulty=True)


def _cure(text: str) -> str:
    lower = text.lower()
    if lower in ("yes", "on", "y", "true"):
        return f'write true, or "{text}" when it is a text'
    if lower in ("no", "off", "n", "false"):
        return f'write false, or "{text}" when it is a text'
    if lower in ("~", "null"):
        return f'write null, or "{text}" when it is a text'
    return f'write "{text}" when it is a text, else the plain decimal number'
