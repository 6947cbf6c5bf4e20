# SPDX-License-Identifier: MIT
"""`tcvod call` against the emulator that tests/tools/with_emulator.py has started."""

import json
import os
import socket
import urllib.request
from pathlib import Path
from typing import Any, Dict

import pytest
from conftest import SECRET_KEY, Command

ENDPOINTS = {"http": os.environ["TCVOD_TEST_HTTP"], "https": os.environ["TCVOD_TEST_HTTPS"]}
CA_FILE = os.environ["TCVOD_TEST_CA_FILE"]
SECRET_ID = os.environ["TCVOD_SECRET_ID"]
KEY = os.environ["TCVOD_SECRET_KEY"]


@pytest.fixture(params=["http", "https"])
def vod(request: pytest.FixtureRequest, tcvod: Command) -> Command:
    return tcvod.having(TCVOD_ENDPOINT=ENDPOINTS[request.param], TCVOD_CA_FILE=CA_FILE,
                        TCVOD_SECRET_ID=SECRET_ID, TCVOD_SECRET_KEY=KEY)


@pytest.fixture
def secure(tcvod: Command) -> Command:
    return tcvod.having(TCVOD_ENDPOINT=ENDPOINTS["https"], TCVOD_CA_FILE=CA_FILE,
                        TCVOD_SECRET_ID=SECRET_ID, TCVOD_SECRET_KEY=KEY)


def answer_of(vod: Command, *arguments: str, stdin: str = "") -> Dict[str, Any]:
    done = vod("call", *arguments, stdin=stdin)
    assert (done.code, done.err) == (0, "")
    assert KEY not in done.out
    answer: Dict[str, Any] = json.loads(done.out)
    return answer


def class_names(node: Any) -> "list[str]":
    if isinstance(node, dict):
        own = [node["className"]] if "className" in node else []
        return own + [name for value in node.values() for name in class_names(value)]
    if isinstance(node, list):
        return [name for value in node for name in class_names(value)]
    return [node] if isinstance(node, str) else []


@pytest.mark.parametrize("method", ["get", "post"])
def test_typed_view(vod: Command, method: str) -> None:
    name = f"狗 & {method}={os.getpid()}"[:20]
    created = answer_of(vod, "CreateClass", f"className={name}", "--method", method)
    assert created["code"] == 0 and created["newClassId"]
    assert name in class_names(answer_of(vod, "DescribeAllClass", "--method", method))
    answer_of(vod, "DeleteClass", f"classId={created['newClassId']}")


def test_request_from_json(vod: Command, tmp_path: Path) -> None:
    request = json.dumps({"className": "from json"})
    path = tmp_path / "request.json"
    path.write_text(request)
    created = [answer_of(vod, "CreateClass", "--json", str(path)),
               answer_of(vod, "CreateClass", "--json", "-",
                         stdin=request.replace("from", "more"))]
    for answer in created:
        answer_of(vod, "DeleteClass", "--json", "-",
                  stdin=json.dumps({"classId": int(answer["newClassId"])}))


def test_raw(vod: Command) -> None:
    done = vod("call", "DescribeClass", "--raw")
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out)["code"] == 0


def test_service_refuses(vod: Command) -> None:
    done = vod("call", "DescribeVodPlayUrls", "fileId=0")
    assert done.code == 1
    assert json.loads(done.out)["code"] == 10008
    for part in ["DescribeVodPlayUrls failed", "category:   SERVICE", "code:       10008",
                 "meaning:", "what next:", "see also:   tcvod describe DescribeVodPlayUrls",
                 "attempts:   1 in "]:
        assert part in done.err


def test_wrong_key(vod: Command) -> None:
    done = vod.having(TCVOD_SECRET_KEY=SECRET_KEY)("call", "DescribeClass")
    assert done.code == 1
    assert "code:       4100" in done.err
    assert "check that TCVOD_SECRET_KEY belongs to TCVOD_SECRET_ID" in done.err
    assert SECRET_KEY not in done.err + done.out and KEY not in done.err + done.out


def test_wrong_secret_id(vod: Command) -> None:
    done = vod.having(TCVOD_SECRET_ID="AKIDunknown")("call", "DescribeClass")
    assert done.code == 1 and "code:       4104" in done.err
    assert "what next:  check TCVOD_SECRET_ID, or secret_id of the profile\n" in done.err


def test_extra_parameter_reaches_the_service(secure: Command) -> None:
    done = secure("call", "DescribeClass", "--extra", "brandNew=1", "--extra", "other=2")
    assert done.code == 1
    assert "code:       4000" in done.err and "brandNew" in done.err


def test_unknown_parameter(secure: Command) -> None:
    done = secure("call", "DescribeVodPlayUrls", "fielId=1")
    assert (done.code, done.out) == (2, "")
    assert "field:      fielId" in done.err and "--extra" in done.err


def test_strict_request(secure: Command) -> None:
    assert secure("call", "DescribeVodPlayUrls").code == 1
    done = secure("call", "DescribeVodPlayUrls", "--strict")
    assert (done.code, done.out) == (2, "")
    assert "field:      fileId" in done.err


def test_dry_run_sends_nothing(tcvod: Command) -> None:
    nowhere = tcvod.having(TCVOD_ENDPOINT="http://127.0.0.1:1", TCVOD_SECRET_ID=SECRET_ID,
                           TCVOD_SECRET_KEY=KEY)
    done = nowhere("call", "CreateVodTags", "fileId=1", "tags.1=猫", "tags.2=b", "--dry-run")
    assert (done.code, done.err) == (0, "")
    answer = json.loads(done.out)
    assert answer["method"] == "GET"
    assert "tags.1=%E7%8C%AB&" in answer["url"] + "&"
    assert "tags.1=猫&tags.2=b" in answer["string_to_sign"]
    assert answer["parameters"]["tags.2"] == "b"
    assert KEY not in done.out


def test_upload_part_takes_bytes(secure: Command, tmp_path: Path) -> None:
    part = tmp_path / "part"
    part.write_bytes(bytes(range(256)) * 2048)
    done = secure("call", "UploadPart", "fileSha=" + "0" * 40, "offset=0", f"dataSize={512 * 1024}",
                  "--body", str(part))
    assert done.code == 1, "an upload that was never begun is refused by the service"
    assert "category:   SERVICE" in done.err


def test_refused_connection(secure: Command) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    done = secure.having(TCVOD_ENDPOINT=f"https://127.0.0.1:{port}")("call", "DescribeClass")
    assert (done.code, done.out) == (3, "")
    assert "category:   CONNECT" in done.err and "check the network" in done.err


def test_certificate_of_somebody_else(secure: Command) -> None:
    done = Command(secure.program, secure.home, {**secure.variables, "TCVOD_CA_FILE": ""})(
        "call", "DescribeClass")
    assert (done.code, done.out) == (3, "")
    assert "category:   TLS" in done.err and "TCVOD_CA_FILE" in done.err


def test_silent_server(secure: Command) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        endpoint = f"http://127.0.0.1:{server.getsockname()[1]}"
        done = secure.having(TCVOD_ENDPOINT=endpoint)("call", "DescribeClass", "--timeout", "1")
    assert (done.code, done.out) == (3, "")
    assert "category:   TIMEOUT" in done.err and "--timeout" in done.err


def test_uploads_have_their_parameters_in_the_url_whatever_the_method(vod: Command) -> None:
    upload = ["InitUpload", "fileName=parts", "fileType=mp4", "fileSize=1", "dataSize=524288",
              "fileSha=86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"]
    for options, method in [([], "POST"), (["--method", "get"], "GET")]:
        told = json.loads(vod("call", *upload, *options, "--dry-run").out)
        assert (told["method"], told["body"]) == (method, "")
        assert "fileSize=1" in told["url"] and "Signature=" in told["url"]
        assert answer_of(vod, *upload, *options)["code"] in (0, 1)


@pytest.mark.parametrize("request_of, suggestion", [
    (["DescribeVodPlayUrls", "fielId=1"], "fileId"),
    (["CreateVodTags", "fileId=1", "tag.1=x"], "tags.1"),
    (["CreateVodTags", "fileId=1", "tags=x"], "tags.1"),
    (["ConcatVideo", "srcFileList.0.filId=1"], "srcFileList.0.fileId"),
    (["ConcatVideo", "srcFileList.fileId=1"], "srcFileList.0.fileId"),
    (["GetTaskList", "status=FINISHD"], "status=FINISH"),
])
def test_did_you_mean(secure: Command, request_of: "list[str]", suggestion: str) -> None:
    done = secure("call", *request_of)
    assert done.code in (1, 2)
    assert f"did you mean: {suggestion}\n" in done.err


def test_did_you_mean_in_json(secure: Command) -> None:
    done = secure("call", "ConcatVideo", "--json", "-", stdin='{"srcFileList": [{"filId": "1"}]}')
    assert done.code == 2
    assert "did you mean: srcFileList.0.fileId\n" in done.err


def test_what_is_right_is_not_doubted(secure: Command) -> None:
    assert "did you mean" not in secure("call", "DescribeVodPlayUrls", "fileId=0").err


@pytest.fixture
def pages(secure: Command) -> Command:
    """A service that has three pages of videos, whatever is asked for."""
    answers = [[{"fileId": "1", "fileName": "狗"}, {"fileId": "2"}], [{"fileId": "3"}, {"fileId": "4"}], [{"fileId": "5"}]]
    faults = [{"action": "DescribeVodInfo", "json": {"code": 0, "totalCount": 5, "fileSet": each}} for each in answers]
    control("reset")
    control("faults", faults)
    return secure


def control(what: str, body: Any = None) -> None:
    url = f"{ENDPOINTS['http']}/_emulator/{what}"
    urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode(), method="POST")).close()


def test_all_pages(pages: Command) -> None:
    assert [each["fileId"] for each in json.loads(pages("call", "DescribeVodInfo", "--all").out)] == list("12345")


def test_all_pages_as_lines(pages: Command) -> None:
    done = pages("call", "DescribeVodInfo", "--all", "--output", "jsonl")
    assert (done.code, done.err) == (0, "")
    assert [json.loads(line)["fileId"] for line in done.out.splitlines()] == list("12345")


def test_all_pages_by_path(pages: Command) -> None:
    assert pages("call", "DescribeVodInfo", "--json", "-", "--all", "--query", "[*].fileId", stdin="{}").out.split() == list("12345")


def test_a_path_of_all_pages_begins_at_the_items(pages: Command) -> None:
    for path, meant in [("fileSet[*].fileId", "[*].fileId"), ("fileSet", "[*]"), ("fileSet.fileId", "[*].fileId"),
                        ("fileSet[1]", "[1]")]:
        done = pages("call", "DescribeVodInfo", "--all", "--query", path)
        assert (done.code, done.out) == (4, "")
        assert f"with --all the items of fileSet stand at the top: write '{meant}'" in done.err
    done = pages("call", "DescribeVodInfo", "--all", "--query", "fileSets")
    assert done.code == 4 and "the answer is a list: put [0] or [*] before 'fileSets'" in done.err
    assert "[*].fileId" in pages("call", "--help").out.partition("--all")[2].partition("--raw")[0]


def test_a_page_that_fails(secure: Command) -> None:
    page = {"code": 0, "totalCount": 5, "fileSet": [{"fileId": "1"}]}
    for form, lines in (("json", 0), ("jsonl", 1)):
        control("reset")
        control("faults", [{"action": "DescribeVodInfo", "json": page}, {"action": "DescribeVodInfo", "code": 4100, "message": "no"}])
        done = secure("call", "DescribeVodInfo", "--all", "--output", form)
        assert done.code == 1 and "code:       4100" in done.err
        assert len(done.out.splitlines()) == lines


@pytest.mark.parametrize("options", [["--query", "playSet[0].url"], ["--output", "jsonl"]])
def test_a_refused_answer_has_no_parts(secure: Command, options: "list[str]") -> None:
    done = secure("call", "DescribeVodPlayUrls", "fileId=0", *options)
    assert (done.code, done.out) == (1, "")
    assert "code:       10008" in done.err


def test_a_part_of_a_dry_run(secure: Command) -> None:
    done = secure("call", "DescribeVodPlayUrls", "fileId=7", "--dry-run", "--query", "parameters.fileId")
    assert (done.code, done.out) == (0, "7\n")
