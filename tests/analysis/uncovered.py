# SPDX-License-Identifier: MIT
"""uncovered.py FILE: are the lines that no test reaches, of gcovr's JSON, those of uncovered.yaml?

A line is named by its file, its function and its text, so that it may move."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Dict, Iterator, List, Set

import yaml

ROOT = Path(__file__).resolve().parents[2]
JUSTIFIED = Path(__file__).parent / "uncovered.yaml"


def lines_of(report: Dict[str, Any], sources: Path) -> Iterator[str]:
    """The names of those that no test reaches."""
    for file in report["files"]:
        text = (sources / file["file"]).read_text(encoding="utf-8").splitlines()
        starts = sorted((function["lineno"], function["name"]) for function in file["functions"])
        for line in file["lines"]:
            number = line["line_number"]
            if line["count"] == 0 and not line["gcovr/noncode"]:
                inside = [name for start, name in starts if start <= number] or ["-"]
                yield f"{Path(file['file']).name} {inside[-1]} | {text[number - 1].strip()}"


def is_there(name: str, texts: Dict[str, Set[str]]) -> bool:
    place, _, text = name.partition(" | ")
    return text in texts.get(place.partition(" ")[0], set())


def problems(report: Dict[str, Any], reasons: List[Dict[str, Any]], sources: Path) -> List[str]:
    justified = {line for reason in reasons for line in reason["lines"]}
    texts = {
        Path(file["file"]).name: {
            line.strip() for line in (sources / file["file"]).read_text(encoding="utf-8").splitlines()}
        for file in report["files"]
    }
    return [f"no test reaches: {name}" for name in sorted(set(lines_of(report, sources)) - justified)] + [
        f"there is no such line any more: {name}" for name in sorted(justified) if not is_there(name, texts)]


def main(path: str) -> int:
    report = json.loads(Path(path).read_text(encoding="utf-8"))
    found = problems(report, yaml.safe_load(JUSTIFIED.read_text(encoding="utf-8")), ROOT)
    print("\n".join(found), file=sys.stderr, end="\n" if found else "")
    if found:
        print(f"coverage: write a test, or say in {JUSTIFIED.relative_to(ROOT)} why there is none", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
