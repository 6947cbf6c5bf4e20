#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Links of the Markdown in this tree.

links.py     prints links that lead out of the tree, each with the pages that have it; they are not fetched
"""

from __future__ import annotations

import re
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import Dict, Iterator, List, Set, Tuple
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[2]
MARKDOWN = MarkdownIt("commonmark").enable("table")
EXTERNAL = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# What the tests of diff and generator compare with is no page of ours.
NO_PAGES = ("tests/generator/", "tests/diff/")


def pages() -> List[Path]:
    """Tracked pages and those about to be."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    return [ROOT / name for name in sorted(filter(None, names)) if not name.startswith(NO_PAGES) and (ROOT / name).exists()]


def tokens(page: Path) -> List[Token]:
    return MARKDOWN.parse(page.read_text(encoding="utf-8"))


def targets(page: Path) -> Iterator[str]:
    for block in tokens(page):
        for token in block.children or []:
            if token.type in ("link_open", "image"):
                yield str(token.attrs["href" if token.type == "link_open" else "src"])


@lru_cache(maxsize=None)
def anchors(page: Path) -> Set[str]:
    """Names of the headings, as GitHub and the site make them."""
    found: Set[str] = set()
    blocks = tokens(page)
    for opening, inline in zip(blocks, blocks[1:]):
        if opening.type == "heading_open":
            text = "".join(child.content for child in inline.children or [])
            slug = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
            repeated = sum(1 for each in found if re.fullmatch(re.escape(slug) + r"(-\d+)?", each))
            found.add(f"{slug}-{repeated}" if repeated else slug)
    return found


def is_external(target: str) -> bool:
    return EXTERNAL.match(target) is not None or target.startswith("//")


def broken(page: Path) -> List[str]:
    """What is wrong with the page's links into the tree."""
    complaints: List[str] = []
    for target in targets(page):
        file, _, anchor = unquote(target).partition("#")
        place = (page.parent / file).resolve() if file else page
        if is_external(target):
            continue
        if not place.exists() or ROOT not in (place, *place.parents):
            complaints.append(f"{target}: no such file in the tree")
        elif anchor and (place.suffix != ".md" or anchor not in anchors(place)):
            complaints.append(f"{target}: no such heading")
    return complaints


def outward() -> Dict[str, List[str]]:
    found: Dict[str, List[str]] = {}
    pairs: Iterator[Tuple[Path, str]] = ((page, target) for page in pages() for target in targets(page))
    for page, target in pairs:
        if is_external(target):
            found.setdefault(target, []).append(str(page.relative_to(ROOT)))
    return found


if __name__ == "__main__":
    for target, places in sorted(outward().items()):
        sys.stdout.write(f"{target}  ({', '.join(sorted(set(places)))})\n")
