# SPDX-License-Identifier: MIT
"""Help, usage errors, the list and the description of actions, and lost output."""

import json
import os
import subprocess
from typing import Any, Dict, List, Set

import pytest
from conftest import Command

COMMANDS = ["actions", "describe", "call", "sign", "decode", "event", "upload", "version"]


def test_overview(tcvod: Command) -> None:
    done = tcvod("--help")
    assert (done.code, done.err) == (0, "")
    for word in [*COMMANDS, "Exit codes:", "TCVOD_SECRET_KEY", "--profile"]:
        assert word in done.out
    for code in range(7):
        assert f"\n  {code}  " in done.out
    assert "130 (143)" in done.out and "130" in tcvod("upload", "--help").out and "143" in tcvod("upload", "--help").out
    assert tcvod("help").out == done.out
    assert tcvod("-h").out == done.out


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_each_command(tcvod: Command, name: str) -> None:
    done = tcvod(name, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"usage: tcvod {name}")
    assert tcvod("help", name).out == done.out
    assert max(map(len, done.out.splitlines())) <= 100


def test_nothing_given(tcvod: Command) -> None:
    done = tcvod()
    assert (done.code, done.out) == (2, "")
    assert "usage: tcvod COMMAND" in done.err


def test_version(tcvod: Command) -> None:
    done = tcvod("--version")
    assert done.code == 0
    assert done.out == tcvod("version").out
    assert done.out.startswith("tcvod 0.")


@pytest.mark.parametrize("arguments, complaint", [
    (["cal"], "unknown command 'cal'; did you mean call?"),
    (["frobnicate"], "unknown command 'frobnicate'"),
    (["actions", "extra"], "unexpected 'extra'"),
    (["actions", "--outptu", "x"], "unknown option '--outptu'; did you mean --output?"),
    (["actions", "--output", "jsno"], "--output 'jsno' is none of table|json|jsonl; did you mean json?"),
    (["actions", "--output", "xml"], "--output 'xml' is none of table|json|jsonl"),
    (["actions", "--color=alway"], "did you mean always?"),
    (["event", "decoed"], "unknown command 'event decoed'; did you mean decode?"),
    (["event", "x"], "unknown command 'event x'; say decode or list"),
    (["event", "list", "x"], "list takes no file"),
    (["upload", "x", "--output", "json"], "is none of table|jsonl; did you mean jsonl?"),
    (["actions", "-x"], "unknown option '-x'"),
    (["call", "--all=1"], "--all takes no value"),
    (["actions", "--output", "json", "--output", "json"], "--output is given twice"),
    (["actions", "--category"], "--category wants CATEGORY"),
    (["actions", "--category", "medai"], "did you mean media?"),
    (["describe"], "something is missing; usage: tcvod describe ACTION"),
    (["describe", "DescribeVodPlayUrsl"], "did you mean DescribeVodPlayUrls?"),
    (["describe", "describevodplayurls"], "did you mean DescribeVodPlayUrls?"),
    (["describe", "Frobnicate"], "unknown action 'Frobnicate'"),
    (["version", "1"], "unexpected '1'"),
    (["call"], "something is missing"),
    (["call", "DescribeVodPlayUrls", "fileId"], "'fileId' is no NAME=VALUE"),
    (["call", "DescribeVodPlayUrls", "fileId=1", "fileId=2"], "'fileId' is given twice"),
    (["call", "DescribeVodPlayUrls", "--method", "put"], "--method 'put' is none of get|post"),
    (["call", "DescribeVodPlayUrls", "--all"], "DescribeVodPlayUrls has no pages"),
    (["call", "DescribeVodInfo", "--raw", "--all"], "--raw prints the answer as it came"),
    (["call", "DescribeVodPlayUrls", "--timeout", "0"], "is no number of seconds"),
    (["call", "DescribeVodPlayUrls", "--timeout", "1x"], "is no number of seconds"),
    (["call", "DescribeVodPlayUrls", "fileId=1", "--json", "-"], "either --json or NAME=VALUE"),
    (["call", "DescribeVodPlayUrls", "--body", "-"], "sends no raw bytes"),
    (["call", "UploadPart"], "--body FILE"),
    (["call", "UploadPart", "--json", "-", "--body", "-"], "cannot both read stdin"),
    (["call", "DescribeVodPlayUrls", "--json", "/nonexistent/x"], "cannot open /nonexistent/x"),
    (["call", "CreateClass", "--className", "a"], "parameters are written without dashes, as in className=VALUE"),
    (["call", "CreateClass", "--class-name=a"], "as in className=VALUE"),
    (["call", "--CLASS_NAME", "a", "CreateClass"], "as in className=VALUE"),
    (["call", "CreateVodTags", "--Tags.1=a"], "as in tags.1=VALUE"),
    (["call", "CreateClass", "--regoin", "a"], "unknown option '--regoin'; did you mean --region?"),
    (["call", "Frobnicate", "--className", "a"], "unknown option '--className'\n"),
    (["describe", "CreateClass", "--className"], "unknown option '--className'\n"),
    (["sign"], "something is missing"),
    (["sign", "Action"], "'Action' is no NAME=VALUE"),
    (["sign", "Action=A", "--path", "x"], "must begin with '/'"),
    (["upload"], "there is nothing to upload"),
    (["upload", "-"], "say --type"),
    (["upload", "/nonexistent/x", "--class", "x"], "--class 'x' is no id of a class"),
    (["upload", "/nonexistent/x", "/nonexistent/y", "--name", "n"], "--name is for one file"),
    (["upload", "/nonexistent/x", "--jobs", "0"], "--jobs '0' is no number"),
])
def test_usage_error_comes_before_credentials(tcvod: Command, signed: Command, arguments: List[str],
                                              complaint: str) -> None:
    for command in (tcvod, signed):
        done = command(*arguments)
        assert (done.code, done.out) == (2, "")
        assert complaint in done.err


@pytest.mark.parametrize("option", ["--secret-key=hush", "--secret_id=hush", "--token=hush"])
def test_credentials_are_no_option(tcvod: Command, option: str) -> None:
    done = tcvod("call", "DescribeClass", option)
    assert done.code == 2
    assert "credentials come from the environment or the config file" in done.err
    assert "hush" not in done.err


def test_terminal_controls_in_arguments_are_escaped(tcvod: Command) -> None:
    done = tcvod("describe", "\x1b[31mred")
    assert "\x1b" not in done.err and "\\u001b[31mred" in done.err


def test_actions_as_table_and_json(tcvod: Command) -> None:
    listed = json.loads(tcvod("actions", "--output", "json").out)
    names = [entry["action"] for entry in listed]
    assert names == sorted(names)
    assert {"DescribeVodPlayUrls", "UploadPart", "DescribeAllClass"} <= set(names)
    head, *table = tcvod("actions").out.splitlines()
    assert head.split() == ["action", "category", "summary"]
    assert [line.split()[0] for line in table] == names


def test_actions_of_a_category(tcvod: Command) -> None:
    listed = json.loads(tcvod("actions", "--output", "json", "--category", "media").out)
    assert {entry["category"] for entry in listed} == {"media"}


def test_describe_as_text(tcvod: Command) -> None:
    done = tcvod("describe", "DescribeVodPlayUrls")
    assert (done.code, done.err) == (0, "")
    for part in ["fileId  string, required", "playSet  list of ", "vbitrate  int", "10008",
                 "int tcvod_describe_vod_play_urls(tcvod_client *client"]:
        assert part in done.out


def test_describe_shows_names_as_call_takes_them(tcvod: Command) -> None:
    assert "\n  tags.1  list of string" in tcvod("describe", "CreateVodTags").out


def field_names(fields: List[Dict[str, Any]]) -> Set[str]:
    return {entry["name"] for entry in fields}


def test_describe_as_json(tcvod: Command) -> None:
    described = json.loads(tcvod("describe", "DescribeVodPlayUrls", "--output", "json").out)
    assert "fileId" in field_names(described["request"])
    (play_set,) = [entry for entry in described["response"] if entry["name"] == "playSet"]
    assert play_set["container"] == "list"
    assert {"url", "definition", "vbitrate", "vheight", "vwidth"} <= field_names(play_set["fields"])
    assert "10008" in {code["code"] for code in described["errors"]}


def test_every_action_is_described_in_both_forms(tcvod: Command) -> None:
    for entry in json.loads(tcvod("actions", "--output", "json").out):
        name = entry["action"]
        described = json.loads(tcvod("describe", name, "--output", "json").out)
        assert described["action"] == name
        assert described["methods"] in ("GET", "POST", "GET, POST")
        assert described["c_function"] in tcvod("describe", name).out


def test_recursive_answer_ends(tcvod: Command) -> None:
    text = tcvod("describe", "DescribeAllClass", "--output", "json").out
    assert '"recursive": true' in text
    assert ", as above" in tcvod("describe", "DescribeAllClass").out


def test_full_disk(tcvod: Command) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run([str(tcvod.program), "actions"], stdout=full, stderr=subprocess.PIPE,
                              env=tcvod.environment(), timeout=60)
    assert done.returncode == 6
    assert b"the output is incomplete: No space left on device" in done.stderr


def test_a_reader_that_leaves(tcvod: Command) -> None:
    """As `head` does: told by the exit code only."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([str(tcvod.program), "actions"], stdout=writer, stderr=subprocess.PIPE,
                          env=tcvod.environment(), timeout=60)
    os.close(writer)
    assert (done.returncode, done.stderr) == (6, b"")


def test_closed_stdout(tcvod: Command) -> None:
    done = subprocess.run(["sh", "-c", 'exec "$0" actions >&-', str(tcvod.program)],
                          stderr=subprocess.PIPE, env=tcvod.environment(), timeout=60)
    assert done.returncode == 6
    assert b"the output is incomplete" in done.stderr
