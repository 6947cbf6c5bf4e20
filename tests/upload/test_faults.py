# SPDX-License-Identifier: MIT
"""Every step, every way to go wrong: the bytes are there, or the error names step and part."""

from collections import Counter
from pathlib import Path
from typing import Any, Callable, Dict, Mapping, Optional

import pytest
from proxy import Proxy, Rule
from vod import HTTP, MEBIBYTE, control, drive, faults, requests, stored

Make = Callable[..., Path]
SIZE = 2 * MEBIBYTE + 777

STEPS: Mapping[str, Mapping[str, Any]] = {
    "init": {"action": "InitUpload"},
    "part 0": {"action": "UploadPart", "match": {"offset": "0"}},
    "part 1": {"action": "UploadPart", "match": {"offset": str(MEBIBYTE)}},
    "last part": {"action": "UploadPart", "match": {"offset": str(2 * MEBIBYTE)}},
    "finish": {"action": "FinishUpload"},
}
REFUSAL = {"message": "scripted", "codeDesc": "", "fileId": "1", "url": "http://127.0.0.1/"}
PASSING: Mapping[str, Mapping[str, Any]] = {
    "reset before the answer": {"reset": True},
    "reset after the action": {"reset": True, "before": True},
    "500": {"status": 500},
    "503 with Retry-After": {"status": 503, "retry_after": 1},
    "connection closed in the answer": {"drop_after_bytes": 5},
    "stall": {"stall_ms": 3000},
    "canRetry 1": {"json": {**REFUSAL, "code": -10004, "canRetry": 1}},
}
FINAL: Mapping[str, Mapping[str, Any]] = {
    "canRetry 0": {"json": {**REFUSAL, "code": -10004, "canRetry": 0}},
    "-10006": {"json": {**REFUSAL, "code": -10006}},
}
UNDECIDED: Mapping[str, Mapping[str, Any]] = {
    "shortened answer": {"truncate_bytes": 5},
    "empty answer": {"body": ""},
    "two answers in one": {"body": '{"code":0,"message":""}{"code":0,"message":""}'},
    "an answer to something else": {"json": {"code": 0, "message": "", "canRetry": 0}},
    "not JSON": {"body": "<html>"},
    "no code": {"body": "{}"},
    "code is false": {"body": '{"code":false,"message":""}'},
    "code twice": {"body": '{"code":-10004,"code":0,"message":""}'},
    "status 201": {"status": 201, "body": '{"code":0,"message":""}'},
    "code 3": {"json": {"code": 3, "message": "", "canRetry": 0}},
}


def in_step(told: Mapping[str, Any], step: str) -> bool:
    parts = {"part 0": "parts[0]", "part 1": "parts[1]", "last part": "parts[2]"}
    named = told["action"] == STEPS[step]["action"]
    return named and (step not in parts or (told["field"] == parts[step] and "offset" in told["message"]))


def assert_arrived(told: Mapping[str, Any], path: Path) -> None:
    assert told["category"] == "OK", told
    assert stored(told["url"]) == path.read_bytes()
    assert told["confirmed"] == path.stat().st_size


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("fault", PASSING)
def test_what_passes_is_survived(make_file: Make, step: str, fault: str) -> None:
    path = make_file(SIZE)
    faults({**STEPS[step], **PASSING[fault]})
    stall = 700 if fault == "stall" else 10_000
    assert_arrived(drive(path=path, stall=stall), path)
    assert control("GET", "faults")[0]["hit"] == 1


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("fault", FINAL)
def test_what_is_final_is_told(make_file: Make, step: str, fault: str) -> None:
    faults({**STEPS[step], **FINAL[fault], "times": 0})
    told = drive(path=make_file(SIZE))
    assert told["category"] == "SERVICE" and in_step(told, step) and "scripted" in told["message"], told
    assert "file_id" not in told
    if step != "finish":
        assert requests("FinishUpload") == []


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("fault", UNDECIDED)
def test_never_a_false_success(make_file: Make, step: str, fault: str) -> None:
    """Where an answer looks like another, only the service's later word decides."""
    path = make_file(SIZE)
    faults({**STEPS[step], **UNDECIDED[fault], "before": False})
    told = drive(path=path)
    if told["category"] == "OK":
        assert_arrived(told, path)
    else:
        assert told["action"] in (STEPS[step]["action"], "UploadPart", "FinishUpload"), told
        assert "file_id" not in told


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("kind", ["refuse", "reset", "stall", "duplicate"])
def test_broken_connections(make_file: Make, step: str, kind: str) -> None:
    path = make_file(SIZE)
    wanted = STEPS[step]
    offset = wanted.get("match", {}).get("offset")
    pattern = f"Action={wanted['action']}&" + (f".*offset={offset}&" if offset is not None else "")
    rule = Rule(kind, pattern, after_bytes={"part 0": 200_000, "part 1": 800_000, "last part": 900}.get(step, 100))
    with Proxy(HTTP, rule) as proxy:
        assert_arrived(drive(proxy.endpoint, path=path, stall=700 if kind == "stall" else 10_000), path)
    assert rule.hits == 1


@pytest.mark.parametrize("step", STEPS)
def test_for_ever_broken(make_file: Make, step: str) -> None:
    faults({**STEPS[step], "status": 500, "times": 0})
    told = drive(path=make_file(SIZE), attempts=2)
    assert told["category"] == "HTTP" and in_step(told, step), told


def attempts_of(step: str) -> int:
    wanted = STEPS[step]
    offset = wanted.get("match", {}).get("offset")
    sent = [each["parameters"] for each in requests(wanted["action"])]
    return len([each for each in sent if offset in (None, each.get("offset"))])


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("attempts", [1, 5])
def test_max_attempts_bounds_the_requests(make_file: Make, step: str, attempts: int) -> None:
    """However the job and the engine below it share them out."""
    faults({**STEPS[step], "status": 503, "times": 0})
    told = drive(path=make_file(SIZE), attempts=attempts)
    assert told["category"] == "HTTP" and in_step(told, step), told
    assert told["attempts"] == attempts_of(step) == attempts


def test_no_part_is_ever_taken(make_file: Make) -> None:
    faults({"action": "UploadPart", "status": 503, "times": 0})
    told = drive(path=make_file(8 * MEBIBYTE), attempts=4, parallel=2)
    assert told["category"] == "HTTP" and told["action"] == "UploadPart", told
    sent = Counter(each["parameters"]["offset"] for each in requests("UploadPart"))
    assert max(sent.values()) == 4 and len(sent) <= 3, sent


@pytest.mark.parametrize("size", [0, -5, 1, 12345, 65535, 10 << 30, 1 << 62])
def test_impossible_part_size(make_file: Make, size: int) -> None:
    path = make_file(SIZE)
    part = {"offset": 0, "dataSize": size}
    faults({"action": "InitUpload", "before": True,
            "json": {"code": 1, "message": "", "canRetry": 0, "dataSize": size, "listParts": [part]}})
    told = drive(path=path)
    assert told["category"] == "DECODE" and told["action"] == "InitUpload", told
    assert told["field"] == "dataSize" and "file_id" not in told


@pytest.mark.parametrize("listed", [
    [{"offset": 5, "dataSize": MEBIBYTE}],
    [{"offset": 99 * MEBIBYTE, "dataSize": MEBIBYTE}],
    [{"offset": -MEBIBYTE, "dataSize": MEBIBYTE}],
    [{"dataSize": MEBIBYTE}, {"offset": 0}, {}],
    [{"offset": 0, "dataSize": 5}],
])
def test_impossible_lists_are_ignored(make_file: Make, listed: "list[Dict[str, int]]") -> None:
    path = make_file(SIZE)
    faults({"action": "InitUpload", "before": True,
            "json": {"code": 1, "message": "", "canRetry": 0, "dataSize": MEBIBYTE, "listParts": listed}})
    told = drive(path=path)
    assert_arrived(told, path)
    assert told["parts_skipped"] == 0


@pytest.mark.parametrize("code, extra, category", [
    (2, {}, "DECODE"), (2, {"fileId": ""}, "DECODE"), (2, {"fileId": "7"}, "OK"),
])
def test_instant_needs_a_file_id(make_file: Make, code: int, extra: Dict[str, str], category: str) -> None:
    faults({"action": "InitUpload", "json": {"code": code, "message": "", "canRetry": 0, **extra}})
    told = drive(path=make_file(SIZE))
    assert told["category"] == category, told
    assert requests("UploadPart") == [] and ("file_id" in told) == (category == "OK")


def test_a_lie_about_parts_is_found_out(make_file: Make) -> None:
    """The service lists a part that it does not have: FinishUpload is refused, and asking again helps."""
    path = make_file(SIZE)
    faults(LIE)
    told = drive(path=path)
    assert_arrived(told, path)
    assert len(requests("InitUpload")) == 2 and len(requests("FinishUpload")) == 2
    assert len(requests("UploadPart")) == 3


LIE = {"action": "InitUpload", "before": True, "json": {
    "code": 1, "message": "", "canRetry": 0, "dataSize": MEBIBYTE, "listParts": [{"offset": 0, "dataSize": MEBIBYTE}]}}


def test_an_old_refusal_excuses_nothing(make_file: Make) -> None:
    """FinishUpload is refused and part 0 sent again, which fails for good: that is the end."""
    faults(LIE, {**STEPS["part 0"], **FINAL["canRetry 0"], "times": 0})
    told = drive(path=make_file(SIZE))
    assert told["category"] == "SERVICE" and in_step(told, "part 0"), told
    assert len(requests("InitUpload")) == 2 and len(requests("UploadPart")) == 3


def test_a_limit_counts_while_the_service_is_asked_again(make_file: Make) -> None:
    faults({"action": "FinishUpload", **FINAL["-10006"]},
           {"action": "InitUpload", "after": 1, "delay_ms": 20000, "times": 0})
    told = drive(path=make_file(SIZE), total=2500, stall=30000)
    assert (told["category"], told["field"]) == ("TIMEOUT", "total_timeout_ms"), told


@pytest.mark.parametrize("fault, category, field", [
    ({"action": "SmallFileUpload", "code": -10003, "times": 0}, "SERVICE", "cover_url"),
    ({"action": "RunProcedure", "code": 4000, "times": 0}, "SERVICE", "task_id"),
])
def test_the_video_is_told_even_if_the_rest_fails(
    make_file: Make, fault: Dict[str, Any], category: str, field: str
) -> None:
    path, cover = make_file(SIZE), make_file(10, "cover.jpg")
    faults(fault)
    told = drive(path=path, cover=cover, procedure="x")
    assert told["category"] == category and told["action"] == fault["action"], told
    assert stored(told["url"]) == path.read_bytes() and told[field] == ""


def test_no_answer_at_all(make_file: Make) -> None:
    with Proxy(HTTP) as proxy:
        endpoint: Optional[str] = proxy.endpoint
    assert endpoint is not None
    told = drive(endpoint, path=make_file(SIZE), attempts=2)
    assert told["category"] == "CONNECT" and told["action"] == "InitUpload", told
