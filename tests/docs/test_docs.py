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


@pytest.mark.parametrize("statement, flags, complaint", [
    ("request.page_size = 5;", [], "error: incompatible types"),
    ("request = (tcvod_describe_vod_play_info_request){.page_size = 5};", [], ""),
    ("request = (tcvod_describe_vod_play_info_request){.page_size = 5};", ["-Wall"], "[-Wmissing-braces]")])  # fmt: skip
def test_a_bare_number_has_no_place_in_an_optional(statement: str, flags: List[str], complaint: str) -> None:
    program = f"#include <tcvod/vod_v2.h>\nint main(void)\n{{\ntcvod_describe_vod_play_info_request request;\n{statement}\n(void)request;\n}}\n"
    command = ["gcc", "-std=c11", *flags, *FLAGS[-2:], "-fsyntax-only", "-x", "c", "-"]
    done = subprocess.run(command, input=program, capture_output=True, text=True)
    assert complaint in done.stderr and (done.stderr == "") == (complaint == "")
    assert (done.returncode != 0) == complaint.startswith("error:")


def test_there_are_samples() -> None:
    assert samples()
