# SPDX-License-Identifier: MIT
"""The site: links and anchors lead somewhere, nothing is loaded from elsewhere, search finds what it should, in a browser."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Dict, List, Optional, Set, Tuple
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOADED = {"img": "src", "script": "src", "link": "href", "iframe": "src", "source": "src", "video": "src", "audio": "src", "object": "data"}
# Not loaded but told: what search engines and feed readers may follow.
TOLD = {"canonical", "author", "next", "prev", "search", "index"}
CSS_URL = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")
BROWSER = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
           "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: List[str] = []
        self.loaded: List[str] = []
        self.ids: Set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: List[Tuple[str, Optional[str]]]) -> None:
        found = {name: value or "" for name, value in attributes}
        self.ids.update(found[name] for name in ("id", "name") if name in found)
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        place = LOADED.get(tag, "")
        if place in found and not (tag == "link" and found.get("rel") in TOLD):
            self.loaded.append(found[place])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run([sys.executable, str(ROOT / "site" / "build.py"), str(folder)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> Dict[Path, Page]:
    return {file: Page(file.read_text(encoding="utf-8")) for file in sorted(site.rglob("*.html"))}


def is_external(address: str) -> bool:
    return bool(urlsplit(address).scheme) or address.startswith("//")


def test_links_and_anchors_resolve(pages: Dict[Path, Page]) -> None:
    broken = []
    for file, page in pages.items():
        for link in filter(lambda each: not is_external(each), page.links):
            path, _, anchor = unquote(link).partition("#")
            target = (file.parent / path.partition("?")[0]).resolve() if path else file
            if not target.is_file() or (anchor and anchor not in pages[target].ids):
                broken.append(f"{file.name}: {link}")
    assert broken == []


def test_nothing_is_loaded_from_elsewhere(site: Path, pages: Dict[Path, Page]) -> None:
    outside = [address for page in pages.values() for address in page.loaded if is_external(address) and not address.startswith("data:")]
    for sheet in site.rglob("*.css"):
        urls = ["".join(match) for match in CSS_URL.findall(sheet.read_text(encoding="utf-8"))]
        outside += [url for url in urls if is_external(url) and not url.startswith("data:")]
    assert outside == []
    missing = [f"{file.name}: {address}" for file, page in pages.items() for address in page.loaded
               if not is_external(address) and not (file.parent / unquote(address.partition("?")[0])).is_file()]  # fmt: skip
    assert missing == []


def test_all_pages_are_there(site: Path) -> None:
    written = {page.relative_to(ROOT).with_suffix(".html") for folder in ("docs", "generated/docs") for page in (ROOT / folder).rglob("*.md")}
    assert sorted(str(page) for page in written if not (site / page).is_file()) == []
    assert "README.html" in (site / "index.html").read_text(encoding="utf-8")


def test_search_finds_an_action_from_the_file_system(site: Path, tmp_path: Path) -> None:
    address = f"{(site / 'search.html').as_uri()}?q=DescribeVodPlayUrls"
    command = [*BROWSER, f"--user-data-dir={tmp_path}", "--virtual-time-budget=20000", "--dump-dom", address]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    results = done.stdout.partition('id="search-results"')[2]
    assert "generated/docs/vod_v2/media.html#describevodplayurls" in results, done.stdout[-3000:] + done.stderr[-3000:]
