#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Draws the layers of layers.yaml.

draw.py --write | --check     docs/pictures/PART.svg
"""

from __future__ import annotations

import sys
from html import escape
from pathlib import Path
from textwrap import wrap
from typing import List

import layers
from layers import Part, Room

PICTURES = layers.ROOT / "docs" / "pictures"
WIDTH = 960
GAP = 8
HEAD_HEIGHT = 40
LINE_HEIGHT = 16
PADDING = 12
CHARACTER_WIDTH = 6.6
STYLE = """\
text{font:13px sans-serif;fill:#1c2733}.title{font-size:18px;font-weight:bold}.room{font-weight:bold;font-size:14px}\
.files{font:12px monospace;fill:#47586b}.library{font:italic 12px sans-serif;fill:#7a3e00}rect{fill:#eef3f9;stroke:#8aa2bd}\
.paper{fill:#fff;stroke:none}"""


def file_words(part: Part, room: Room) -> List[str]:
    """The files of a room; what a pattern stands for is named by the pattern."""
    return list(room.files) if len(room.files) > 1 or "*" in room.files[0] else [room.files[0] + part.suffixes[0]]


def lines(part: Part, room: Room, width: float) -> List[str]:
    columns = max(12, int((width - 2 * PADDING) / CHARACTER_WIDTH))
    texts = [("room", room.name)]
    texts += [("does", line) for line in wrap(room.does, columns)]
    texts += [("files", line) for line in wrap(" · ".join(file_words(part, room)), columns - 4, break_on_hyphens=False)]
    if room.stands_on:
        texts.append(("library", f"stands on {', '.join(room.stands_on)}"))
    return [f'<text class="{kind}" x="{{x}}" y="{{y{number}}}">{escape(text)}</text>' for number, (kind, text) in enumerate(texts)]


def box(drawn: List[str], x: float, y: float, width: float, height: float) -> str:
    places = {f"y{number}": f"{y + PADDING + 10 + number * LINE_HEIGHT:g}" for number in range(len(drawn))}
    texts = "\n".join(line.format(x=f"{x + PADDING:g}", **places) for line in drawn)
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="5"/>\n{texts}\n'


def picture(part: Part) -> str:
    y = float(HEAD_HEIGHT)
    boxes: List[str] = []
    for layer in part.layers:
        width = (WIDTH - GAP * (len(layer) + 1)) / len(layer)
        drawn = [lines(part, room, width) for room in layer]
        height = max(map(len, drawn)) * LINE_HEIGHT + 2 * PADDING - 4
        for number, texts in enumerate(drawn):
            boxes.append(box(texts, GAP + number * (width + GAP), y, width, height))
        y += height + GAP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y:g}" viewBox="0 0 {WIDTH} {y:g}" role="img">\n'
        f"<title>{escape(part.title)}</title>\n<style>{STYLE}</style>\n"
        f'<rect class="paper" width="{WIDTH}" height="{y:g}"/>\n<text class="title" x="{GAP}" y="26">{escape(part.title)}</text>\n'
        f"{''.join(boxes)}</svg>\n")  # fmt: skip


def main(arguments: List[str]) -> int:
    if arguments not in (["--write"], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    stale = []
    for part in layers.parts():
        file = PICTURES / f"{part.name}.svg"
        if arguments == ["--write"]:
            PICTURES.mkdir(parents=True, exist_ok=True)
            file.write_text(picture(part), encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != picture(part):
            stale.append(str(Path("docs/pictures") / file.name))
    if stale:
        print(f"out of date: {', '.join(stale)}; run: tests/architecture/draw.py --write", file=sys.stderr)
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
