# SPDX-License-Identifier: MIT
"""What a terminal gets: tables that fit it, colours, and no controls of others."""

import fcntl
import json
import os
import pty
import struct
import subprocess
import termios
import unicodedata
from typing import Any, List

import pytest
from conftest import Command

PLAY = {"code": 0, "playSet": [{"url": "http://v/1.mp4", "definition": 0}, {"url": "http://v/2.mp4", "definition": 20}]}


def shown(tcvod: Command, *arguments: str, answer: Any = None, columns: int = 80, **variables: str) -> str:
    """On a terminal of that many columns. Its stderr is a pipe."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {**tcvod.environment(), "TERM": "xterm", **variables}
    if "NO_COLOR" not in variables:
        environment.pop("NO_COLOR", None)
    process = subprocess.Popen([str(tcvod.program), *arguments], stdin=subprocess.PIPE, stdout=theirs, env=environment)
    os.close(theirs)
    assert process.stdin is not None
    process.stdin.write(json.dumps(answer, ensure_ascii=False).encode())
    process.stdin.close()
    text = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        text += piece
    os.close(ours)
    assert process.wait(60) == 0
    return text.decode().replace("\r\n", "\n")


def decoded(tcvod: Command, *options: str, answer: Any = None, columns: int = 80, **variables: str) -> str:
    return shown(tcvod, "decode", "DescribeVodPlayUrls", *options, answer=answer or PLAY, columns=columns, **variables)


def width(line: str) -> int:
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def test_a_terminal_gets_a_table(tcvod: Command) -> None:
    assert decoded(tcvod, "--color", "never").splitlines() == [
        "code  0", "playSet", "  definition  url", "  0           http://v/1.mp4", "  20          http://v/2.mp4",
    ]  # fmt: skip


def test_json_for_people_is_indented(tcvod: Command) -> None:
    text = decoded(tcvod, "--output", "json", "--color", "never")
    assert json.loads(text) == PLAY and len(text.splitlines()) > 10


@pytest.mark.parametrize("options, variables, coloured", [
    ([], {}, True),
    ([], {"NO_COLOR": "1"}, False),
    ([], {"NO_COLOR": ""}, True),
    ([], {"TERM": "dumb"}, False),
    (["--color", "never"], {}, False),
    (["--color", "auto"], {"NO_COLOR": "1"}, False),
    (["--color", "always"], {"NO_COLOR": "1", "TERM": "dumb"}, True),
    (["--output", "json"], {}, True),
    (["--output", "jsonl"], {"NO_COLOR": "1"}, False),
])
def test_colours_on_a_terminal(tcvod: Command, options: List[str], variables: Any, coloured: bool) -> None:
    assert ("\x1b[" in decoded(tcvod, *options, **variables)) == coloured


@pytest.mark.parametrize("form", ["table", "json", "jsonl"])
def test_a_pipe_gets_colours_only_when_told_so(tcvod: Command, form: str) -> None:
    arguments = ["decode", "DescribeVodPlayUrls", "--output", form]
    assert "\x1b" not in tcvod(*arguments, stdin=json.dumps(PLAY)).out
    assert "\x1b[" in tcvod(*arguments, "--color", "always", stdin=json.dumps(PLAY)).out or form == "table"
    assert "\x1b[1m" in tcvod("actions", "--color=always").out


def test_what_does_not_fit_is_told_item_by_item(tcvod: Command) -> None:
    lines = decoded(tcvod, "--color", "never", columns=27).splitlines()
    assert lines == [
        "code  0", "playSet",
        "  [0]", "    definition  0", "    url         http://v/1.mp4",
        "  [1]", "    definition  20", "    url         http://v/2.mp4",
    ]  # fmt: skip
    assert "[0]" not in decoded(tcvod, columns=28)


def test_long_texts_go_on_below_their_beginning(tcvod: Command) -> None:
    lines = shown(tcvod, "actions", "--category", "media", "--color", "never").splitlines()
    assert max(map(width, lines)) <= 80
    start = lines[0].index("summary")
    below = [line for line in lines if not line[:start].strip()]
    assert below and all(line[start] != " " for line in below)
    words = " ".join(line[start:].strip() for line in lines[1:]).split()
    flat = " ".join(line[start:] for line in tcvod("actions", "--category", "media").out.splitlines()[1:]).split()
    assert words == flat


def test_chinese_text_is_broken_between_characters(tcvod: Command) -> None:
    answer = {"code": 0, "playSet": [{"definition": 1, "url": "狗" * 40}, {"definition": 2, "url": "b"}]}
    lines = decoded(tcvod, "--color", "never", answer=answer, columns=40).splitlines()[2:]
    assert max(map(width, lines)) == 40
    assert "".join(line[14:] for line in lines[1:-1]) == "狗" * 40 and lines[-1] == "  2           b"


@pytest.mark.parametrize("form", ["table", "json", "jsonl"])
def test_answers_cannot_steer_the_terminal(tcvod: Command, form: str) -> None:
    evil = {"code": 0, "message": "\x7f\u009b31m\u202e\x1b[2J", "playSet": [{"url": "a\x1b]0;b\x07"}]}
    for options in (["--output", form], ["--output", form, "--query", "message"], ["--output", form, "--query", "playSet[0].url"]):
        text = decoded(tcvod, *options, "--color", "never", answer=evil)
        assert not any(c in text for c in "\x7f\u009b\u202e\x1b\x07")


def test_a_query_on_a_terminal_cannot_steer_it_either(tcvod: Command) -> None:
    evil = {"code": 0, "message": "\x1b[2J\nnext"}
    assert decoded(tcvod, "--query", "message", answer=evil) == "\\u001b[2J\nnext\n"


def test_a_pipe_gets_the_text_as_it_is(tcvod: Command) -> None:
    body = json.dumps({"code": 0, "message": "\x7f\u009b31m\u202e"}, ensure_ascii=False)
    done = tcvod("decode", "DescribeClass", stdin=body)
    assert json.loads(done.out)["message"] == "\x7f\u009b31m\u202e"
