# SPDX-License-Identifier: MIT
import json
from pathlib import Path
from typing import Any, Dict

import pytest
from conftest import Command

# The sample answer of the API's introduction.
URL = "http://vcloud1200.tc.qq.com/1200_5b9688d481d8b811095d30a78cf44c4285026a4c.f0.mp4"
SAMPLE: Dict[str, Any] = {
    "code": 0,
    "message": "",
    "playSet": [{"url": URL, "definition": 0, "vbitrate": 2332000, "vheight": 576, "vwidth": 1024}],
}


def sample_with(**fields: Any) -> str:
    return json.dumps({**SAMPLE, "playSet": [{**SAMPLE["playSet"][0], **fields}]})


@pytest.mark.parametrize("definition", [0, "0"])
def test_introduction_sample(tcvod: Command, definition: object) -> None:
    done = tcvod("decode", "DescribeVodPlayUrls", stdin=sample_with(definition=definition))
    assert (done.code, done.err) == (0, "")
    view = json.loads(done.out)
    assert view == SAMPLE
    assert type(view["playSet"][0]["definition"]) is int


def test_file_and_dash(tcvod: Command, tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(SAMPLE))
    assert json.loads(tcvod("decode", "DescribeVodPlayUrls", str(path)).out) == SAMPLE
    done = tcvod("decode", "DescribeVodPlayUrls", "-", stdin=json.dumps(SAMPLE))
    assert json.loads(done.out) == SAMPLE


def test_notes_go_to_stderr(tcvod: Command) -> None:
    done = tcvod("decode", "DescribeVodPlayUrls",
                 stdin=sample_with(vbitrate="fast", brandNew={"x": 1}))
    assert done.code == 0
    play = json.loads(done.out)["playSet"][0]
    assert "vbitrate" not in play and "brandNew" not in play
    notes = done.err.splitlines()
    assert all(line.startswith("note: playSet[0].") for line in notes)
    assert sorted(line.split(":")[1].strip() for line in notes) == [
        "playSet[0].brandNew", "playSet[0].vbitrate"]


def test_control_characters_of_notes_are_escaped(tcvod: Command) -> None:
    done = tcvod("decode", "DescribeVodPlayUrls",
                 stdin=sample_with(vbitrate="\x1b[2J\u009b\u202e"))
    assert done.code == 0
    assert not any(c in done.err for c in "\x1b\u009b\u202e")


def test_answer_with_an_error_code_decodes(tcvod: Command) -> None:
    body = '{"code": 10008, "message": "no such file"}'
    done = tcvod("decode", "DescribeVodPlayUrls", stdin=body)
    assert done.code == 0
    view = json.loads(done.out)
    assert (view["code"], view["message"]) == (10008, "no such file")


@pytest.mark.parametrize("body", ["", "<html>", '{"code": 0', "[]", '{"code": 0} x',
                                  '{"code": \'0\'}'])
def test_undecodable(tcvod: Command, body: str) -> None:
    done = tcvod("decode", "DescribeVodPlayUrls", stdin=body)
    assert (done.code, done.out) == (4, "")
    assert "category:   DECODE" in done.err
    assert "what next:" in done.err


def test_not_utf8(tcvod: Command) -> None:
    done = tcvod.run_bytes("decode", "DescribeVodPlayUrls", stdin=b'{"code":0,"message":"\xff"}')
    assert (done.returncode, done.stdout) == (4, b"")


def test_missing_file(tcvod: Command, tmp_path: Path) -> None:
    done = tcvod("decode", "DescribeVodPlayUrls", str(tmp_path / "none"))
    assert (done.code, done.out) == (2, "")
    assert "cannot open" in done.err and "No such file" in done.err


def test_folder_as_file(tcvod: Command, tmp_path: Path) -> None:
    done = tcvod("decode", "DescribeVodPlayUrls", str(tmp_path))
    assert done.code == 2
    assert "Is a directory" in done.err


def test_unknown_action(tcvod: Command) -> None:
    done = tcvod("decode", "DescribeVodPlayUrl", stdin="{}")
    assert (done.code, done.out) == (2, "")
    assert "did you mean DescribeVodPlayUrls?" in done.err


EVENT: Dict[str, Any] = {"version": "4.0", "eventType": "FileDeleted", "data": {"fileInfo": [{"fileId": "1"}]}}


def test_event(tcvod: Command) -> None:
    done = tcvod("event", "decode", stdin=json.dumps(EVENT))
    assert (done.code, done.err) == (0, "event: FileDeleted\n")
    assert json.loads(done.out) == EVENT


def test_event_with_unknown_field(tcvod: Command, tmp_path: Path) -> None:
    path = tmp_path / "event.json"
    path.write_text(json.dumps({**EVENT, "more": 1}))
    done = tcvod("event", "decode", str(path))
    assert (done.code, json.loads(done.out)) == (0, EVENT)
    assert "note: more: unknown field" in done.err


def test_event_of_unknown_kind_is_printed_as_it_came(tcvod: Command) -> None:
    body = '{"eventType": "FileRestored", "data": {"fileId": "1"}}'
    done = tcvod("event", "decode", stdin=body)
    assert (done.code, json.loads(done.out)) == (0, json.loads(body))
    assert done.err == "note: the library does not know events of the kind FileRestored\n"
    done = tcvod("event", "decode", stdin="{}")
    assert (done.code, done.err) == (0, "note: nothing in it names the kind of the event\n")


def test_no_event(tcvod: Command) -> None:
    done = tcvod("event", "decode", stdin="[]")
    assert (done.code, done.out) == (4, "")
    assert "an event is a JSON object" in done.err
    assert "what next:  check that this is the body of a callback\n" in done.err


def test_events_are_listed(tcvod: Command) -> None:
    done = tcvod("event", "list")
    assert done.code == 0
    assert [line.split()[0] for line in done.out.splitlines()][:3] == ["event", "ApplyManualReview", "ClipComplete"]


@pytest.mark.parametrize("arguments", [("event",), ("event", "send"), ("event", "list", "x")])
def test_wrong_use_of_event(tcvod: Command, arguments: "tuple[str, ...]") -> None:
    assert tcvod(*arguments).code == 2
