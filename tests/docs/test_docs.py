# SPDX-License-Identifier: MIT
"""Samples compile, whole programs link. (```c file=NAME warns is left to the page's session.)"""

import os
import re
import subprocess
from pathlib import Path
from textwrap import indent
from typing import List, Tuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LIBRARY = os.environ["TCVOD_LIBRARY_DIR"]
FLAGS = ["-std=c11", "-Wall", "-Wextra", "-Werror", "-I" + str(ROOT / "runtime/include"),
         "-I" + str(ROOT / "generated/include")]
SAMPLE = re.compile(r"^```c(?: file=\S+)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def samples() -> List[Tuple[str, str]]:
    return [(f"{page.relative_to(ROOT)}:{page.read_text()[:match.start()].count(chr(10)) + 1}",
             match.group(1))
            for page in PAGES for match in SAMPLE.finditer(page.read_text(encoding="utf-8"))
            if page.name != "generated-code.md"]


def as_program(text: str) -> str:
    if "int main" in text:
        return text
    return (
        "#include <tcvod/vod_v2.h>\n#include <stdio.h>\n#include <stdlib.h>\n"
        "extern tcvod_client *client; extern tcvod_error error;\n"
        "int sample(void);\nint sample(void)\n{\n"
        "    tcvod_create_vod_tags_response *response = NULL;\n" + indent(text, "    ") +
        "\n    tcvod_free(response);\n    return 0;\n}\n")


@pytest.mark.parametrize("place, text", samples(), ids=[place for place, _ in samples()])
def test_sample_compiles(place: str, text: str, tmp_path: Path) -> None:
    source = tmp_path / "sample.c"
    source.write_text(as_program(text), encoding="utf-8")
    command = ["gcc", *FLAGS, str(source)]
    if "int main" in text:
        command += ["-o", str(tmp_path / "sample"), "-L" + LIBRARY, "-ltcvod"]
    else:
        command += ["-c", "-o", str(tmp_path / "sample.o")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_there_are_samples() -> None:
    assert samples()
