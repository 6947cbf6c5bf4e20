# SPDX-License-Identifier: MIT
"""Sphinx on the Markdown of this repository; site/build.py runs it."""

import re
from pathlib import Path
from typing import List

project = "tcvod"
copyright = "the authors of tcvod"
extensions = ["myst_parser"]
root_doc = "README"
include_patterns = ["*.md", "docs/*.md", "docs/**/*.md", "generated/docs/**/*.md", "manual/*.md", "examples/*.md"]
myst_heading_anchors = 4
highlight_language = "none"

html_theme = "furo"
html_title = "tcvod"
html_static_path = ["site.css", "site.js"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_copy_source = False
html_show_sourcelink = False
html_show_search_summary = False  # excerpts are fetched, which browsers refuse on file://

LINK = re.compile(r"\[[^]]*\]\(([^)#\s]+)\.md\)")


def table_of_contents(caption: str, pages: List[str]) -> str:
    listed = "\n".join(pages)
    title = f":caption: {caption}\n" if caption else ""
    return f"\n```{{toctree}}\n:hidden:\n{title}:maxdepth: 1\n\n{listed}\n```\n"


def sections(index: str) -> str:
    """The sections of docs/index.md as tables of contents of the root page."""
    parts: List[str] = []
    for section in re.split(r"^## ", index, flags=re.MULTILINE)[1:]:
        pages = [target[3:] if target.startswith("../") else f"docs/{target}" for target in LINK.findall(section)]
        listed = [page if page != root_doc else "docs/index" for page in pages]
        parts.append(table_of_contents(section.splitlines()[0], listed))
    return "".join(parts)


def add_contents(app, docname, source):  # type: ignore[no-untyped-def]
    folder = Path(app.srcdir) / docname
    if docname == root_doc:
        source[0] += sections((folder.parent / "docs" / "index.md").read_text(encoding="utf-8"))
        source[0] += table_of_contents("Manual pages", [f"manual/{page.stem}" for page in sorted((folder.parent / "manual").glob("*.md"))])
    elif docname.endswith(f"/{root_doc}"):
        beside = sorted(page.stem for page in folder.parent.glob("*.md") if page.stem != root_doc)
        source[0] += table_of_contents("", beside)


def setup(app):  # type: ignore[no-untyped-def]
    app.connect("source-read", add_contents)
