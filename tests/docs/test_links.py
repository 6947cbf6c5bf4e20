# SPDX-License-Identifier: MIT
"""Every link of every page leads to a file, and to a heading in it."""

from pathlib import Path

import links
import pytest

PAGES = links.pages()


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(links.ROOT)) for page in PAGES])
def test_links_lead_somewhere(page: Path) -> None:
    assert links.broken(page) == []


def test_broken_links_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "ROOT", tmp_path)
    page = tmp_path / "page.md"
    page.write_text("# A `b` c\n\n[1](#a-b-c) [2](#d) [3](none.md) [4](../page.md) [5](https://example.com/x) `[6](no.md)`\n")
    assert [complaint.partition(":")[0] for complaint in links.broken(page)] == ["#d", "none.md", "../page.md"]


def test_the_index_orders_all_pages() -> None:
    """Every page of docs/ can be reached from docs/index.md in one step."""
    index = links.ROOT / "docs" / "index.md"
    listed = {(index.parent / target).resolve() for target in links.targets(index)}
    written = set((links.ROOT / "docs").rglob("*.md")) - {index}
    assert sorted(str(page.relative_to(links.ROOT)) for page in written - listed) == [], "give them a line in docs/index.md"
