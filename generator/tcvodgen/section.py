# SPDX-License-Identifier: MIT
"""Reads a mapping key by key: each key that is asked for is a known one, every other one an error."""

from __future__ import annotations

from typing import Dict, List, Optional, Sequence, Tuple

from . import source
from .diagnostics import Diagnostics, Position, did_you_mean, nearest


class Section:
    """`what` names the mapping in messages ("action `GetItem`"). Call finish() after the last key."""

    def __init__(self, node: source.Mapping, what: str, diagnostics: Diagnostics) -> None:
        self._node = node
        self.what = what
        self.diagnostics = diagnostics
        self.position = node.position
        self.at: Dict[str, Position] = {key.text: value.position for key, value in node.entries}
        self._keys = {key.text: key.position for key, _ in node.entries}
        self._known: List[str] = []
        self._missing: List[str] = []

    def key_position(self, key: str) -> Position:
        return self._keys.get(key, self.position)

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    def node(self, key: str, required: bool = False) -> Optional[source.Node]:
        self._known.append(key)
        found = self._node.get(key)
        if found is None and required:
            self._missing.append(key)
        return found

    def text(self, key: str, required: bool = False, default: str = "") -> str:
        node = self.node(key, required)
        if node is None or _is_faulty(node):
            return default
        if isinstance(node, source.Scalar) and isinstance(node.value, str):
            return node.value
        self._wrong(key, node, "a text")
        return default

    def word(self, key: str, words: Sequence[str], default: str = "", required: bool = False) -> str:
        """A text that is one of `words`."""
        node = self.node(key, required)
        if node is None:
            return default
        return word_of(node, words, f"`{key}`", self.diagnostics) or default

    def integer(self, key: str, minimum: int = 0, default: int = 0, required: bool = False) -> int:
        found = self.optional_integer(key, minimum, required)
        return default if found is None else found

    def optional_integer(self, key: str, minimum: int = 0, required: bool = False) -> Optional[int]:
        node = self.node(key, required)
        if node is None or _is_faulty(node):
            return None
        value = node.value if isinstance(node, source.Scalar) else None
        if isinstance(value, int) and not isinstance(value, bool) and value >= minimum:
            return value
        self._wrong(key, node, f"a whole number from {minimum} on")
        return None

    def number(self, key: str) -> Optional[float]:
        node = self.node(key)
        if node is None or _is_faulty(node):
            return None
        value = node.value if isinstance(node, source.Scalar) else None
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return value
        self._wrong(key, node, "a number")
        return None

    def flag(self, key: str) -> bool:
        node = self.node(key)
        if node is None or _is_faulty(node):
            return False
        if isinstance(node, source.Scalar) and isinstance(node.value, bool):
            return node.value
        self._wrong(key, node, "true or false")
        return False

    def texts(self, key: str, required: bool = False) -> Tuple[str, ...]:
        found = []
        for item in self.items(key, required):
            if isinstance(item, source.Scalar) and isinstance(item.value, str):
                found.append(item.value)
            elif not _is_faulty(item):
                self._wrong(key, item, "a list of texts")
        return tuple(found)

    def words(self, key: str, words: Sequence[str], required: bool = False) -> Tuple[str, ...]:
        """A list without repetition of some of `words`."""
        found: List[str] = []
        for item in self.items(key, required):
            word = word_of(item, words, f"`{key}`", self.diagnostics)
            if word in found:
                self.diagnostics.error(item.position, "repeated-word", f"`{word}` is in `{key}` twice")
            elif word:
                found.append(word)
        return tuple(found)

    def items(self, key: str, required: bool = False) -> Tuple[source.Node, ...]:
        node = self.node(key, required)
        if isinstance(node, source.Sequence):
            return node.items
        if node is not None and not _is_faulty(node):
            self._wrong(key, node, "a list")
        return ()

    def mapping(self, key: str, required: bool = False) -> Optional[source.Mapping]:
        node = self.node(key, required)
        if isinstance(node, source.Mapping):
            return node
        if node is not None and not _is_faulty(node):
            self._wrong(key, node, "a mapping")
        return None

    def section(self, key: str, required: bool = False) -> Optional["Section"]:
        node = self.mapping(key, required)
        return None if node is None else Section(node, f"`{key}` of {self.what}", self.diagnostics)

    def entries(self, key: str, required: bool = False) -> Tuple[Tuple[source.Scalar, source.Node], ...]:
        """The entries of a mapping whose keys are names that the spec chooses."""
        node = self.mapping(key, required)
        return node.entries if node is not None else ()

    def finish(self) -> None:
        """Reports the keys that nobody asked for and the required ones that are not there."""
        misspelt = set()
        for key, _ in self._node.entries:
            if key.text in self._known or key.faulty:
                continue
            misspelt.add(nearest(key.text, self._known))
            message = f"{self.what} has no key `{key.text}`"
            self.diagnostics.error(key.position, "unknown-key", message, did_you_mean(key.text, self._known))
        missing = [key for key in self._missing if key not in misspelt]
        if missing:
            known = ", ".join(dict.fromkeys(self._known))
            message = f"{self.what} lacks {_and_list(missing)}"
            self.diagnostics.error(self.position, "missing-key", message, f"its keys are {known}")

    def _wrong(self, key: str, node: source.Node, wanted: str) -> None:
        report_kind(node, f"`{key}`", wanted, self.diagnostics)


def as_section(node: source.Node, what: str, diagnostics: Diagnostics) -> Optional[Section]:
    if isinstance(node, source.Mapping):
        return Section(node, what, diagnostics)
    if not _is_faulty(node):
        report_kind(node, what, "a mapping", diagnostics)
    return None


def word_of(node: source.Node, words: Sequence[str], what: str, diagnostics: Diagnostics) -> str:
    """The word that `node` holds, "" (and an error) when it holds none of `words`."""
    if _is_faulty(node):
        return ""
    if not isinstance(node, source.Scalar) or not isinstance(node.value, str):
        report_kind(node, what, f"one of {', '.join(words)}", diagnostics)
        return ""
    if node.value in words:
        return node.value
    hint = did_you_mean(node.value, words)
    diagnostics.error(node.position, "unknown-word", f"{what} cannot be `{node.value}`", hint)
    return ""


def report_kind(node: source.Node, what: str, wanted: str, diagnostics: Diagnostics) -> None:
    hint = ""
    if "text" in wanted and isinstance(node, source.Scalar) and node.value is not None:
        hint = f'quote it: "{node.text}"'
    elif wanted == "true or false" and isinstance(node, source.Scalar) and node.text in ("true", "false"):
        hint = f"remove the quotes: {node.text}"
    diagnostics.error(node.position, "wrong-kind", f"{what} takes {wanted}, not {_shown(node)}", hint)


def _is_faulty(node: source.Node) -> bool:
    return isinstance(node, source.Scalar) and node.faulty


def _shown(node: source.Node) -> str:
    if isinstance(node, source.Mapping):
        return "a mapping"
    if isinstance(node, source.Sequence):
        return "a list"
    if node.value is None:
        return "null"
    if isinstance(node.value, bool):
        return node.text
    if isinstance(node.value, (int, float)):
        return f"the number {node.text}"
    text = node.text if len(node.text) <= 40 else node.text[:37] + "…"
    return f'the text "{text}"'


def _and_list(words: Sequence[str]) -> str:
    quoted = [f"`{word}`" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
