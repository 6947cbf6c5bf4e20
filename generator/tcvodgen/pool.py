# SPDX-License-Identifier: MIT
"""The texts of the tables, each kept once, as C literals that a strict compiler takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Tuple

_MOST_CHUNK_BYTES = 4000  # C99 promises string literals of 4,095 characters
_LITERAL_COLUMNS = 88
_ESCAPES = {ord('"'): '\\"', ord("\\"): "\\\\", ord("\n"): "\\n", ord("?"): "\\?"}


@dataclass(frozen=True)
class Chunk:
    """A part of the pool: as many bytes as its literals hold with their terminating NUL."""

    name: str
    bytes: int
    literals: Tuple[str, ...]


class Pool:
    """Hands out offsets of NUL-terminated texts; "" has offset 0."""

    def __init__(self) -> None:
        self._offsets: Dict[str, int] = {}
        self._end = 0
        self.offset("")

    def offset(self, text: str) -> int:
        if text not in self._offsets:
            self._offsets[text] = self._end
            self._end += len(text.encode()) + 1
        return self._offsets[text]

    def chunks(self) -> Tuple[Chunk, ...]:
        found: List[Chunk] = []
        texts: List[bytes] = []
        size = 0
        for text in self._offsets:
            encoded = text.encode()
            if texts and size + len(encoded) + 1 > _MOST_CHUNK_BYTES:
                found.append(_chunk(len(found), texts))
                texts, size = [], 0
            texts.append(encoded)
            size += len(encoded) + 1
        found.append(_chunk(len(found), texts))
        return tuple(found)


def c_string(text: str) -> str:
    """The text as one C literal."""
    return '"' + "".join(_escaped(byte) for byte in text.encode()) + '"'


def _chunk(index: int, texts: List[bytes]) -> Chunk:
    """The last text ends with the NUL that the compiler adds."""
    literals: List[str] = []
    for text in texts[:-1]:
        literals += _literals(text, "\\0")
    literals += _literals(texts[-1], "")
    return Chunk(f"part_{index}", sum(len(text) + 1 for text in texts), tuple(literals))


def _literals(text: bytes, end: str) -> List[str]:
    pieces: List[str] = []
    line = ""
    for byte in text:
        if len(line) >= _LITERAL_COLUMNS:
            pieces.append(f'"{line}"')
            line = ""
        line += _escaped(byte)
    pieces.append(f'"{line}{end}"')
    return pieces


def _escaped(byte: int) -> str:
    if byte in _ESCAPES:
        return _ESCAPES[byte]
    return chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}"
