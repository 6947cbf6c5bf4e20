# SPDX-License-Identifier: MIT
"""ECMA patterns of the spec as POSIX extended ones, for the runtime's strict checks."""

from __future__ import annotations

from typing import Dict, List, Tuple

_CLASSES: Dict[str, str] = {"d": "0-9", "w": "A-Za-z0-9_", "s": "[:space:]"}
_CONTROLS: Dict[str, str] = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v"}
_SPECIAL = frozenset(".[]()*+?{}|^$\\")


class NotPortable(ValueError):
    """The pattern says something that POSIX extended expressions cannot."""


def posix_pattern(pattern: str) -> str:
    """The same pattern, anchored at both ends; NotPortable when there is none."""
    return f"^({_Translator(pattern).translate()})$" if pattern else ""


class _Translator:
    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._next = 0

    def translate(self) -> str:
        output: List[str] = []
        while self._next < len(self._pattern):
            output.append(self._piece(self._take()))
        return "".join(output)

    def _take(self) -> str:
        if self._next >= len(self._pattern):
            raise NotPortable(f"`{self._pattern}` ends too early")
        self._next += 1
        return self._pattern[self._next - 1]

    def _peek(self) -> str:
        return self._pattern[self._next : self._next + 1]

    def _piece(self, char: str) -> str:
        if char == "[":
            return self._bracket()
        if char == "\\":
            return self._escape()
        if char == "(" and self._peek() == "?":
            return self._group()
        if char in "*+?}" and self._peek() in ("?", "+") and self._peek():
            raise NotPortable(f"lazy or possessive repetition `{char}{self._peek()}`")
        return char

    def _group(self) -> str:
        opening = self._pattern[self._next : self._next + 2]
        if opening != "?:":
            raise NotPortable(f"group `({opening}`")
        self._next += 2
        return "("

    def _escape(self) -> str:
        char = self._take()
        if char.lower() in _CLASSES:
            negation = "^" if char.isupper() else ""
            return f"[{negation}{_CLASSES[char.lower()]}]"
        literal = self._literal(char)
        return "\\" + literal if literal in _SPECIAL else literal

    def _literal(self, char: str) -> str:
        """The character that an escape stands for."""
        if char in _CONTROLS:
            return _CONTROLS[char]
        if char in "xu":
            length = 2 if char == "x" else 4
            digits = "".join(self._take() for _ in range(length))
            try:
                return chr(int(digits, 16))
            except ValueError:
                raise NotPortable(f"escape `\\{char}{digits}`") from None
        if char.isalnum():
            raise NotPortable(f"escape `\\{char}`")
        return char

    def _bracket(self) -> str:
        negation = ""
        if self._peek() == "^":
            negation = self._take()
        members: List[str] = []
        while True:
            char = self._take()
            if char == "]":
                break
            low, is_class = self._bracket_member(char)
            if is_class or self._peek() != "-" or self._pattern[self._next + 1 :][:1] in ("]", ""):
                members.append(low)
                continue
            self._take()
            high, high_is_class = self._bracket_member(self._take())
            if high_is_class:
                raise NotPortable("a range that ends in a class")
            members.append(f"{low}-{high}")
        if not members:
            raise NotPortable("an empty bracket")
        return f"[{negation}{''.join(_in_posix_order(members, bool(negation)))}]"

    def _bracket_member(self, char: str) -> Tuple[str, bool]:
        if char != "\\":
            return char, False
        escaped = self._take()
        if escaped in _CLASSES:
            return _CLASSES[escaped], True
        if escaped.lower() in _CLASSES:
            raise NotPortable(f"`\\{escaped}` in a bracket")
        return self._literal(escaped), False


def _in_posix_order(members: List[str], negated: bool) -> List[str]:
    """POSIX has no escapes in brackets: there `]` comes first, `^` not first and `-` last."""
    first = [each for each in members if each == "]"][:1]
    last = [each for each in members if each == "^"][:1] + [each for each in members if each == "-"][:1]
    middle = [each for each in members if each not in ("]", "^", "-")]
    ordered = first + middle + last
    if ordered[0] == "^" and not negated:
        if len(ordered) == 1:
            raise NotPortable("a bracket with nothing but `^`")
        ordered = ordered[1:2] + ordered[:1] + ordered[2:]
    return ordered
