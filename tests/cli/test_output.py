# SPDX-License-Identifier: MIT
"""Forms of results: tables, JSON, JSON lines and parts of them; with `decode`, which asks no service."""

import json
import subprocess
from pathlib import Path
from typing import Any, List

import pytest
from conftest import Command

TASKS = {
    "code": 0, "message": "", "codeDesc": "Success",
    "data": {"next": "", "taskList": [{"vodTaskId": "a-1", "type": "Clip"}, {"vodTaskId": "b-22", "type": "Concat"}]},
}  # fmt: skip
PLAY = {
    "code": 0, "message": "two\nlines",
    "playSet": [{"url": "http://v/1.mp4", "definition": 0, "vbitrate": 9007199254740993}, {"url": "http://v/2.mp4"}],
}  # fmt: skip


def decoded(tcvod: Command, answer: Any, *options: str, action: str = "DescribeVodPlayUrls") -> str:
    done = tcvod("decode", action, *options, stdin=json.dumps(answer))
    assert (done.code, done.err) == (0, "")
    return done.out


def test_a_pipe_gets_json(tcvod: Command) -> None:
    assert json.loads(decoded(tcvod, PLAY)) == PLAY
    assert decoded(tcvod, PLAY) == decoded(tcvod, PLAY, "--output", "json")


def test_table_of_an_answer(tcvod: Command) -> None:
    assert decoded(tcvod, PLAY, "--output", "TABLE").splitlines() == [
        "code     0",
        "message  two\\u000alines",
        "playSet",
        "  definition  url             vbitrate",
        "  0           http://v/1.mp4  9007199254740993",
        "              http://v/2.mp4  ",
    ]


def test_lists_inside_of_objects_get_a_table_of_their_own(tcvod: Command) -> None:
    assert decoded(tcvod, TASKS, "--output", "table", action="GetTaskList").splitlines()[3:] == [
        "data.next",
        "data.taskList",
        "  type    vodTaskId",
        "  Clip    a-1",
        "  Concat  b-22",
    ]


def test_wide_characters_keep_columns_in_line(tcvod: Command) -> None:
    answer = {"code": 0, "playSet": [{"url": "狗狗", "vheight": 1}, {"url": "ne\u0301e", "vheight": 2}, {"url": "plain", "vheight": 3}]}
    lines = decoded(tcvod, answer, "--output", "table").splitlines()[2:]
    assert lines == ["  url    vheight", "  狗狗   1", "  ne\u0301e    2", "  plain  3"]


def test_lines(tcvod: Command) -> None:
    assert list(map(json.loads, decoded(tcvod, PLAY, "--output", "jsonl").splitlines())) == PLAY["playSet"]
    lines = decoded(tcvod, TASKS, "--output", "jsonl", action="GetTaskList").splitlines()
    assert list(map(json.loads, lines)) == TASKS["data"]["taskList"]  # type: ignore[index]


def test_an_answer_about_no_list_is_a_line(tcvod: Command) -> None:
    out = decoded(tcvod, {"code": 0, "message": ""}, "--output", "jsonl", action="DeleteClass")
    assert out == '{"code": 0, "message": ""}\n'


@pytest.mark.parametrize("path, found", [
    ("code", 0),
    ("message", "two\nlines"),
    ("playSet[1].url", "http://v/2.mp4"),
    ('["playSet"][0]["url"]', "http://v/1.mp4"),
    ("playSet[0].vbitrate", 9007199254740993),
    ("playSet[*].url", ["http://v/1.mp4", "http://v/2.mp4"]),
    ("playSet[*].definition", [0]),
    ("playSet[1]", {"url": "http://v/2.mp4"}),
    ("playSet[*]", PLAY["playSet"]),
])
def test_query(tcvod: Command, path: str, found: Any) -> None:
    assert json.loads(decoded(tcvod, PLAY, "--query", path, "--output", "json")) == found


def test_a_text_that_was_asked_for_comes_bare(tcvod: Command) -> None:
    assert decoded(tcvod, PLAY, "--query", "playSet[1].url") == "http://v/2.mp4\n"
    assert decoded(tcvod, PLAY, "--query", "message") == "two\nlines\n"
    assert decoded(tcvod, PLAY, "--query", "playSet[*].url") == "http://v/1.mp4\nhttp://v/2.mp4\n"
    assert json.loads(decoded(tcvod, PLAY, "--query", "playSet[1]")) == {"url": "http://v/2.mp4"}


def test_lists_in_lists_are_one_list(tcvod: Command) -> None:
    answer = {"code": 0, "data": [{"info": {"name": "a"}, "subclass": [{"info": {"name": "b"}}, {"info": {"name": "c"}}]},
                                  {"info": {"name": "d"}, "subclass": []}]}  # fmt: skip
    out = decoded(tcvod, answer, "--query", "data[*].subclass[*].info.name", action="DescribeAllClass")
    assert out == "b\nc\n"
    out = decoded(tcvod, {"code": 0, "data": []}, "--query", "data[*].info.name", action="DescribeAllClass")
    assert out == ""


@pytest.mark.parametrize("path, complaint", [
    ("playSet[0].ulr", "playSet[0] has no 'ulr'; did you mean url?"),
    ("playset", "the answer has no 'playset'; did you mean playSet?"),
    ("zzzzzz", "the answer has no 'zzzzzz'\n"),
    ("playSet[2].url", "playSet has 2 items, there is no [2]"),
    ("playSet.url", "playSet is a list: put [0] or [*] before '.url'"),
    ("playSet[*].ulr", "playSet[*] has no 'ulr'; did you mean url?"),
    ("code.x", "code is no object, so there is no '.x' in it"),
    ("code[0]", "code is no list, so there is no '[0]' in it"),
    ("code[*]", "code is no list, so there is no '[*]' in it"),
])
def test_a_path_that_leads_nowhere_names_its_step(tcvod: Command, path: str, complaint: str) -> None:
    done = tcvod("decode", "DescribeVodPlayUrls", "--query", path, stdin=json.dumps(PLAY))
    assert (done.code, done.out) == (4, "")
    assert f"--query '{path}': " in done.err and complaint in done.err


def test_one_item_is_singular(tcvod: Command) -> None:
    done = tcvod("decode", "DescribeVodPlayUrls", "--query", "playSet[1]", stdin='{"code": 0, "playSet": [{"url": "x"}]}')
    assert done.code == 4 and "playSet has 1 item, there is no [1]" in done.err


@pytest.mark.parametrize("path, rest", [
    ("", ""), (".code", ".code"), ("a..b", "..b"), ("a[", "["), ("a[x]", "[x]"), ("a[-1]", "[-1]"), ("a[0]b", "b"),
    ("a.", "."), ('a["b]', '["b]'), ("a]", "]"), ("[12345678901]", "[12345678901]"),
])  # fmt: skip
def test_a_path_that_is_none(tcvod: Command, path: str, rest: str) -> None:
    done = tcvod("decode", "DescribeVodPlayUrls", "--query", path, "/nonexistent")
    assert (done.code, done.out) == (2, "")
    assert f"at '{rest}' a name, [0] or [*] should stand" in done.err


@pytest.mark.parametrize("path, meant", [("$.fileSet", "fileSet"), ("$.playSet[0].url", "playSet[0].url"), ("$[0].event", "[0].event")])
def test_a_path_as_other_tools_begin_it(tcvod: Command, path: str, meant: str) -> None:
    done = tcvod("decode", "DescribeVodPlayUrls", "--query", path, "/nonexistent")
    assert (done.code, done.out) == (2, "")
    assert f"--query '{path}': a path begins without" in done.err and f"say '{meant}'" in done.err


def test_library_lists_take_the_same_options(tcvod: Command) -> None:
    names = tcvod("actions", "--query", "[*].action").out.splitlines()
    assert "DescribeVodPlayUrls" in names
    assert [json.loads(line)["action"] for line in tcvod("actions", "--output", "jsonl").out.splitlines()] == names
    assert tcvod("describe", "CreateVodTags", "--query", "request[1].name").out == "tags\n"
    assert tcvod("describe", "GetTaskList", "--query", "paging.items").out == "data.taskList\n"
    assert tcvod("event", "list", "--query", "[0].event").out == "ApplyManualReview\n"


def test_signatures_take_them_too(tcvod: Command) -> None:
    done = tcvod.having(TCVOD_SECRET_KEY="key")("sign", "Action=A", "--query", "string_to_sign")
    assert done.out == "GETvod.api.qcloud.com/v2/index.php?Action=A\n"


def test_deep_answers(tcvod: Command) -> None:
    """What the library holds, the command prints in each form."""
    answer: Any = {"info": {"name": "deepest"}, "subclass": []}
    for _ in range(25):
        answer = {"info": {"name": "deep"}, "subclass": [answer]}
    whole = {"code": 0, "data": [answer]}
    assert "deepest" in decoded(tcvod, whole, "--output", "table", action="DescribeAllClass")
    path = "data[0]" + ".subclass[0]" * 25 + ".info.name"
    assert decoded(tcvod, whole, "--query", path, action="DescribeAllClass") == "deepest\n"


@pytest.mark.parametrize("options", [["--output", "table"], ["--output", "json"], ["--output", "jsonl"], ["--query", "playSet[*].url"]])
def test_a_full_disk(tcvod: Command, tmp_path: Path, options: List[str]) -> None:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(PLAY))
    with open("/dev/full", "wb") as full:
        done = subprocess.run([str(tcvod.program), "decode", "DescribeVodPlayUrls", str(path), *options],
                              stdout=full, stderr=subprocess.PIPE, env=tcvod.environment(), timeout=60)
    assert done.returncode == 6
    assert b"the output is incomplete: No space left on device" in done.stderr
