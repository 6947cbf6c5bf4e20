# SPDX-License-Identifier: MIT
"""The list of lines that no test reaches neither lacks one nor has one too many."""

from pathlib import Path
from typing import Any, Dict, List

import uncovered

SOURCE = "int one(void)\n{\n    return 1;\n}\nint two(void)\n{\n    return 1;\n}\n"


def report(*counts: int) -> Dict[str, Any]:
    lines = [{"line_number": number, "count": count, "gcovr/noncode": False}
             for number, count in zip((1, 3, 5, 7), counts)]
    functions = [{"name": "one", "lineno": 1}, {"name": "two", "lineno": 5}]
    return {"files": [{"file": "src/a.c", "functions": functions, "lines": lines}]}


def problems(tmp_path: Path, counts: List[int], *justified: str) -> List[str]:
    (tmp_path / "src").mkdir(exist_ok=True)
    (tmp_path / "src/a.c").write_text(SOURCE, encoding="utf-8")
    return uncovered.problems(report(*counts), [{"why": "luck", "lines": list(justified)}], tmp_path)


def test_a_line_that_is_reached_needs_no_word(tmp_path: Path) -> None:
    assert not problems(tmp_path, [1, 1, 1, 1])
    assert not problems(tmp_path, [1, 1, 1, 1], "a.c two | return 1;")


def test_a_line_that_is_not_reached_needs_a_reason(tmp_path: Path) -> None:
    assert problems(tmp_path, [1, 1, 1, 0]) == ["no test reaches: a.c two | return 1;"]
    assert problems(tmp_path, [1, 1, 1, 0], "a.c one | return 1;") == ["no test reaches: a.c two | return 1;"]
    assert not problems(tmp_path, [1, 1, 1, 0], "a.c two | return 1;")


def test_a_reason_needs_its_line(tmp_path: Path) -> None:
    assert problems(tmp_path, [1, 1, 1, 1], "a.c two | return 2;", "b.c one | return 1;") == [
        "there is no such line any more: a.c two | return 2;", "there is no such line any more: b.c one | return 1;"]
