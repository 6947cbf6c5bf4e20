# SPDX-License-Identifier: MIT
"""Completion: what the command offers, and that bash, zsh and fish take it up."""

import json
import os
import pty
import re
import select
import subprocess
import time
from pathlib import Path
from typing import Callable, Dict, List

import pytest
from conftest import Command

SCRIPTS = Path(__file__).resolve().parents[2] / "cli" / "completion"
WAIT_SECONDS = 20
CONTROL = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x07")


def offered(tcvod: Command, *words: str) -> List[str]:
    done = tcvod("__complete", *words)
    assert (done.code, done.err) == (0, "")
    return [line.split("\t")[0] for line in done.out.splitlines()]


def test_commands_and_options(tcvod: Command) -> None:
    assert {"actions", "call", "describe", "event", "sign", "help", "--version"} <= set(offered(tcvod, ""))
    assert offered(tcvod, "descr") == ["describe"]
    assert offered(tcvod, "help", "descr") == ["describe"]
    assert offered(tcvod, "event", "d") == ["decode"]
    assert offered(tcvod, "call", "CreateClass", "--d") == ["--dry-run"]
    assert offered(tcvod, "nonsense", "") == []


def test_every_option_of_help_is_offered(tcvod: Command) -> None:
    for command in ("actions", "describe", "call", "sign", "decode", "event", "upload", "version"):
        told = [line.split()[0] for line in tcvod(command, "--help").out.splitlines() if line.startswith("  --")]
        assert offered(tcvod, command, "--") == told


def test_actions_and_parameters(tcvod: Command) -> None:
    actions = [each["action"] for each in json.loads(tcvod("actions", "--output", "json").out)]
    for command in ("call", "describe", "decode"):
        assert offered(tcvod, command, "") == actions
    assert offered(tcvod, "describe", "CreateVod") == ["CreateVodTags"]
    assert offered(tcvod, "call", "--profile", "x", "CreateVod") == ["CreateVodTags"]
    assert offered(tcvod, "call", "CreateVodTags", "") == ["fileId=", "tags.1=", "SubAppId="]
    assert offered(tcvod, "call", "NoSuchAction", "") == []


def test_what_was_given_is_not_offered_again(tcvod: Command) -> None:
    given = ["call", "CreateVodTags", "fileId=1", "tags.1=pet", "tags.2=cute"]
    assert offered(tcvod, *given, "") == ["tags.3=", "SubAppId="]


def test_lists_of_objects(tcvod: Command) -> None:
    assert offered(tcvod, "call", "ConcatVideo", "src") == ["srcFileList.0."]
    assert offered(tcvod, "call", "ConcatVideo", "srcFileList.0.") == ["srcFileList.0.fileId="]
    assert offered(tcvod, "call", "ConcatVideo", "srcFileList.12.f") == ["srcFileList.12.fileId="]
    assert offered(tcvod, "call", "ConcatVideo", "srcFileList.0.fileId=1", "src") == ["srcFileList.1."]


def test_values(tcvod: Command) -> None:
    assert offered(tcvod, "call", "GetTaskList", "status=W") == ["status=WAITING"]
    assert offered(tcvod, "call", "--output", "") == ["table", "json", "jsonl"]
    assert offered(tcvod, "call", "--output=t") == ["--output=table"]
    assert offered(tcvod, "actions", "--category", "me") == ["media"]
    assert offered(tcvod, "call", "--json", "") == []


def test_candidates_tell_what_they_mean(tcvod: Command) -> None:
    assert "fileId=\tId of the video.\n" in tcvod("__complete", "call", "CreateVodTags", "").out


def completed_by_bash(tcvod: Command, line: str) -> List[str]:
    script = (
        'source "$1"; COMP_LINE=$2; COMP_POINT=${#2}; compopt() { echo "$*"; }; _tcvod; '
        'printf "%s\\n" "${COMPREPLY[@]}"')  # fmt: skip
    done = subprocess.run(["bash", "-c", script, "bash", str(SCRIPTS / "tcvod.bash"), line],
                          env=environment(tcvod), capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.split("\n")[:-1]


def completed_by_fish(tcvod: Command, line: str) -> List[str]:
    script = f"source {SCRIPTS / 'tcvod.fish'}; complete -C $argv[1]"
    done = subprocess.run(["fish", "--no-config", "-c", script, line], env=environment(tcvod),
                          capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return [each.split("\t")[0] for each in done.stdout.splitlines()]


def environment(tcvod: Command) -> Dict[str, str]:
    path = f"{tcvod.program.parent}:{os.environ['PATH']}"
    return {**tcvod.environment(), "PATH": path, "TERM": "xterm"}


def test_bash(tcvod: Command) -> None:
    assert completed_by_bash(tcvod, "tcvod descr") == ["describe"]
    assert completed_by_bash(tcvod, "tcvod call CreateVodTags t") == ["-o nospace", "tags.1="]
    assert completed_by_bash(tcvod, "tcvod call CreateVodTags ") == ["fileId=", "tags.1=", "SubAppId="]
    assert completed_by_bash(tcvod, "tcvod call GetTaskList status=W") == ["WAITING"]
    assert completed_by_bash(tcvod, "tcvod call --output=j") == ["json", "jsonl"]


def test_fish(tcvod: Command, tmp_path: Path) -> None:
    assert completed_by_fish(tcvod, "tcvod descr") == ["describe"]
    assert completed_by_fish(tcvod, "tcvod call CreateVodTags t") == ["tags.1="]
    assert completed_by_fish(tcvod, "tcvod call GetTaskList status=W") == ["status=WAITING"]
    (tmp_path / "holiday.mp4").touch()
    assert completed_by_fish(tcvod, f"tcvod upload {tmp_path}/hol") == [f"{tmp_path}/holiday.mp4"]


def typed(shell: List[str], environment_of: Dict[str, str], setup: str, keys: str, wanted: str) -> str:
    """What a shell on a terminal shows once `wanted` has come; `setup` makes it say ready."""
    process, terminal = pty.fork()
    if process == 0:
        os.execvpe(shell[0], shell, environment_of)
    shown = ""
    steps = [(setup, "READY-1"), (keys, wanted)]
    end = time.monotonic() + WAIT_SECONDS
    try:
        for sent, answer in steps:
            os.write(terminal, sent.encode())
            while answer not in CONTROL.sub("", shown) and time.monotonic() < end:
                if select.select([terminal], [], [], 0.1)[0]:
                    shown += os.read(terminal, 4096).decode(errors="replace")
    finally:
        os.close(terminal)
        os.waitpid(process, 0)
    return CONTROL.sub("", shown)


Type = Callable[[str, str], str]


@pytest.fixture(params=["bash", "zsh"])
def on_a_terminal(request: pytest.FixtureRequest, tcvod: Command) -> Type:
    ready = 'printf "READY-%s\\n" $((2-1))\n'
    if request.param == "bash":
        shell, setup = ["bash", "--norc", "--noprofile", "-i"], f"source {SCRIPTS / 'tcvod.bash'}; "
    else:
        shell = ["zsh", "-f", "-i"]
        setup = f"fpath=({SCRIPTS} $fpath); autoload -Uz compinit; compinit -u -D; "
    return lambda keys, wanted: typed(shell, environment(tcvod), setup + ready, keys, wanted)


def test_tab_completes_an_action(on_a_terminal: Type) -> None:
    assert "describe CreateVodTags" in on_a_terminal("tcvod describe CreateVodT\t", "CreateVodTags")


def test_tab_leaves_no_blank_behind_an_equals_sign(on_a_terminal: Type) -> None:
    assert "tags.1=pet" in on_a_terminal("tcvod call CreateVodTags ta\tpet", "tags.1=pet")


def test_tab_completes_a_value(on_a_terminal: Type) -> None:
    assert "status=WAITING" in on_a_terminal("tcvod call GetTaskList status=W\t", "status=WAITING")


@pytest.mark.parametrize("shell, file", [("bash", "tcvod.bash"), ("zsh", "_tcvod"), ("fish", "tcvod.fish")])
def test_scripts_are_well_formed(shell: str, file: str) -> None:
    done = subprocess.run([shell, "-n", str(SCRIPTS / file)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
