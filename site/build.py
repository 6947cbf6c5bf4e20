#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""build.py FOLDER: the documentation as a static site with search, readable from file:// and without a network."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHOWN = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSE", "docs", "generated",
         "spec", "examples", "runtime", "tests", "bench", ".github")  # fmt: skip
COMMANDS = ("cli", "generator", "emulator", "packaging")
REDIRECTION = '<!DOCTYPE html><meta charset="utf-8"><title>tcvod</title><meta http-equiv="refresh" content="0; url=README.html">\n'


def stage(folder: Path) -> None:
    """The tree as links see it."""
    for name in SHOWN:
        if (ROOT / name).exists():
            (folder / name).symlink_to(ROOT / name)
    (folder / "manual").mkdir()
    for page in sorted(page for part in COMMANDS for page in (ROOT / part).glob("*.1")):
        (folder / "manual" / f"{page.stem}.md").write_text(manual_page(page), encoding="utf-8")


def manual_page(page: Path) -> str:
    command = ["groff", "-man", "-Tutf8", "-Kutf8", "-rLL=100n", "-P-cbou", str(page)]
    text = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    return f"# {page.stem}(1)\n\n````text\n{text.strip()}\n````\n"


def build(target: Path) -> int:
    shutil.rmtree(target, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="site-") as scratch:
        source, doctrees = Path(scratch) / "source", Path(scratch) / "doctrees"
        source.mkdir()
        stage(source)
        command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html",
                   "-c", str(ROOT / "site"), "-d", str(doctrees), str(source), str(target)]  # fmt: skip
        done = subprocess.run(command)
    if done.returncode == 0:
        (target / "index.html").write_text(REDIRECTION, encoding="utf-8")
        print(f"{target}/index.html")
    return done.returncode


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(build(Path(sys.argv[1])))
