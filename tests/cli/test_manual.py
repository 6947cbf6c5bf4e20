# SPDX-License-Identifier: MIT
"""tcvod(1) says what --help says."""

import re
import subprocess
from pathlib import Path
from typing import Dict, List, Set

from conftest import Command

PAGE = Path(__file__).resolve().parents[2] / "cli" / "tcvod.1"
COMMON = {"--output", "--query", "--color"}


def rendered() -> str:
    done = subprocess.run(["groff", "-man", "-Tascii", "-P-cbou", "-ww", "-Wbreak", "-rLL=120n", str(PAGE)],
                          capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def sections(text: str, head: str) -> Dict[str, str]:
    """Texts below the headings that `head` matches."""
    parts = re.split(head, text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2]))


def options_in(text: str) -> Dict[str, str]:
    return {name: argument for name, argument in re.findall(r"^ {7}(--[a-z-]+)(?: (\S+))?(?:$| {2,})", text, re.MULTILINE)}


def helped(tcvod: Command, command: str) -> Dict[str, str]:
    lines = re.findall(r"^  (--[a-z-]+)(?: (\S+))?  ", tcvod(command, "--help").out, re.MULTILINE)
    return {name: argument for name, argument in lines if name != "--help"}


def commands(tcvod: Command) -> List[str]:
    return re.findall(r"^  ([a-z]+) +[A-Z]", tcvod("--help").out.split("Credentials")[0], re.MULTILINE)


def test_every_option_is_in_both(tcvod: Command) -> None:
    page = sections(sections(rendered(), r"^([A-Z][A-Z ]+)$")["OPTIONS"], r"^   For (\w+)$")
    assert set(options_in(page["results"])) == COMMON
    told: Set[str] = set()
    for command in commands(tcvod):
        own = {name: argument for name, argument in helped(tcvod, command).items() if name not in COMMON}
        assert options_in(page.get(command, "")) == own
        told |= set(own)
    assert told and set(page) - {"results"} <= set(commands(tcvod))


def test_every_command_is_in_both(tcvod: Command) -> None:
    page = sections(rendered(), r"^([A-Z][A-Z ]+)$")["COMMANDS"]
    assert set(re.findall(r"^       ([a-z]+)\b", page, re.MULTILINE)) == set(commands(tcvod))


def test_exit_codes_and_variables_are_in_both(tcvod: Command) -> None:
    page, told = sections(rendered(), r"^([A-Z][A-Z ]+)$"), tcvod("--help").out
    codes = set(re.findall(r"^       (\d+) ", page["EXIT STATUS"], re.MULTILINE))
    assert codes == set(re.findall(r"^  (\d)  ", told, re.MULTILINE)) | {"130"}
    assert set(re.findall(r"TCVOD_\w+", page["ENVIRONMENT"])) == set(re.findall(r"TCVOD_\w+", told))


def test_examples_are_commands_that_work(tcvod: Command) -> None:
    """As far as options and names go: nothing is sent without a key."""
    examples = [line.strip() for line in sections(rendered(), r"^([A-Z][A-Z ]+)$")["EXAMPLES"].splitlines()]
    lines = [line for line in examples if "tcvod" in line]
    assert len(lines) == 6
    for line in lines:
        command = line.replace("id=$(", "").rstrip(")").replace("tcvod", f'"{tcvod.program}"', 1)
        done = subprocess.run(["sh", "-c", command], env=tcvod.environment(), capture_output=True, text=True)
        assert done.returncode in (0, 5), done.stderr
