# SPDX-License-Identifier: MIT
"""What is wrong, where, by which rule, and what to do about it."""

from __future__ import annotations

import difflib
import json
import os
from dataclasses import dataclass
from typing import Dict, FrozenSet, Iterable, List, Mapping, Sequence, Set, Tuple

FORMATS = ("text", "json", "github")


@dataclass(frozen=True, order=True)
class Position:
    """A place in a file; line and column count from 1, columns in characters."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{shown_path(self.file)}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Diagnostic:
    position: Position
    rule: str
    severity: str  # error | warning
    message: str
    hint: str = ""


class Diagnostics:
    """Collects what the phases find, each finding once."""

    def __init__(self) -> None:
        self._found: Set[Diagnostic] = set()

    def error(self, position: Position, rule: str, message: str, hint: str = "") -> None:
        self._found.add(Diagnostic(position, rule, "error", message, hint))

    def warning(self, position: Position, rule: str, message: str, hint: str = "") -> None:
        self._found.add(Diagnostic(position, rule, "warning", message, hint))

    def sorted(self) -> Tuple[Diagnostic, ...]:
        return tuple(sorted(self._found))

    @property
    def has_errors(self) -> bool:
        return any(each.severity == "error" for each in self._found)

    def files_with_errors(self) -> FrozenSet[str]:
        return frozenset(each.position.file for each in self._found if each.severity == "error")

    def __bool__(self) -> bool:
        return bool(self._found)

    def __len__(self) -> int:
        return len(self._found)


def shown_path(file: str) -> str:
    """The path as a reader in the current directory types it."""
    try:
        return os.path.relpath(file).replace(os.sep, "/")
    except ValueError:  # another drive
        return file


def printable(text: str) -> str:
    """On one line and without effect on terminals, or on a CI that reads commands from lines."""
    return "".join(sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in text)


def nearest(word: str, candidates: Iterable[str]) -> str:
    """The candidate that `word` was probably meant to be; "" when none is close."""
    by_lower: Dict[str, str] = {each.lower(): each for each in sorted(candidates)}
    close = difflib.get_close_matches(word.lower(), list(by_lower), n=1, cutoff=0.6)
    return by_lower[close[0]] if close else ""


def did_you_mean(word: str, candidates: Sequence[str], otherwise: str = "") -> str:
    """A hint: the near candidate, else all of them when they are few, else `otherwise`."""
    near = nearest(word, candidates)
    if near:
        return f"did you mean `{near}`?"
    if otherwise:
        return otherwise
    return f"valid here: {', '.join(candidates)}" if 0 < len(candidates) <= 40 else ""


def render(diagnostics: Diagnostics, output_format: str, texts: Mapping[str, str] = {}) -> str:
    """All findings, sorted, in one of FORMATS; "" when a text format has nothing to say.

    `texts`: of files that are not written yet.
    """
    found = diagnostics.sorted()
    if output_format == "json":
        return _json(found)
    if output_format == "github":
        return "".join(_github(each) for each in found)
    return _text(found, texts)


def _text(found: Sequence[Diagnostic], texts: Mapping[str, str]) -> str:
    lines_of = {file: text.split("\n") for file, text in texts.items()}
    parts = []
    for each in found:
        if each.position.file not in lines_of:
            lines_of[each.position.file] = _lines(each.position.file)
        parts.append(_block(each, lines_of[each.position.file]))
    return "".join(parts)


def _block(diagnostic: Diagnostic, lines: Sequence[str]) -> str:
    where = diagnostic.position
    text = f"{where}: {diagnostic.severity}: {printable(diagnostic.message)} [{diagnostic.rule}]\n"
    if 0 < where.line <= len(lines) and lines[where.line - 1].strip():
        excerpt, caret = _excerpt(lines[where.line - 1], where.column)
        text += f"    {excerpt}\n    {' ' * caret}^\n"
    if diagnostic.hint:
        text += f"    hint: {printable(diagnostic.hint)}\n"
    return text


def _excerpt(line: str, column: int, width: int = 100) -> Tuple[str, int]:
    """The part of a line around a column, and where in that part the column is."""
    start = max(0, column - 1 - width // 2) if len(line) > width else 0
    shown = line[start : start + width].replace("\t", " ")
    printable = "".join(c if c.isprintable() else "?" for c in shown).rstrip()
    return printable, column - 1 - start


def _lines(file: str) -> List[str]:
    try:
        with open(file, encoding="utf-8", errors="replace", newline=None) as stream:
            return stream.read().split("\n")
    except OSError:
        return []


def _json(found: Sequence[Diagnostic]) -> str:
    rows = [
        {
            "file": shown_path(each.position.file),
            "line": each.position.line,
            "column": each.position.column,
            "severity": each.severity,
            "rule": each.rule,
            "message": each.message,
            "hint": each.hint,
        }
        for each in found
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def _github(diagnostic: Diagnostic) -> str:
    where = diagnostic.position
    properties = (
        f"file={_github_property(shown_path(where.file))},line={where.line},col={where.column},"
        f"title={_github_property(diagnostic.rule)}"
    )
    message = diagnostic.message + (f" ({diagnostic.hint})" if diagnostic.hint else "")
    return f"::{diagnostic.severity} {properties}::{_github_data(message)}\n"


def _github_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _github_property(text: str) -> str:
    return _github_data(text).replace(":", "%3A").replace(",", "%2C")
