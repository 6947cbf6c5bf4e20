# SPDX-License-Identifier: MIT
"""Every scripted fault, seen from a client."""

import http.client
import json
import ssl
import time
from typing import Any

import pytest
from service import Service, encoded


def fault(vod: Service, **what: Any) -> None:
    vod.control("POST", "faults", [{"action": "DescribeClass", **what}])


def get(vod: Service, **options: Any) -> Any:
    return vod.deliver(vod.signed("DescribeClass", {}), **options)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_status_headers_body(vod: Service, scheme: str) -> None:
    fault(
        vod, status=502, headers={"X-Test": "1"}, body="<html>", content_type="text/html",
        retry_after=7)
    reply = get(vod, scheme=scheme)
    assert (reply.status, reply.body) == (502, b"<html>")
    assert reply.headers["Content-Type"] == "text/html"
    assert reply.headers["X-Test"] == "1" and reply.headers["Retry-After"] == "7"
    assert get(vod, scheme=scheme).json["code"] == 0


def test_bare_status(vod: Service) -> None:
    fault(vod, status=503)
    reply = get(vod)
    assert reply.status == 503 and reply.headers["Content-Type"].startswith("text/plain")
    fault(vod, status=204)
    assert get(vod).body == b""


def test_json_and_bytes(vod: Service) -> None:
    fault(vod, json={"code": "0", "data": []})
    assert get(vod).json == {"code": "0", "data": []}
    fault(vod, json=[1])
    assert get(vod).json == [1]
    fault(vod, body_hex="7b22ff")
    assert get(vod).body == b'{"\xff'
    fault(vod, body="")
    assert get(vod).body == b""


def test_service_error(vod: Service) -> None:
    fault(vod, code=4400, message="slow down")
    assert get(vod).json == {"code": 4400, "message": "slow down", "codeDesc": "QuotaExceeded"}
    vod.control(
        "POST", "faults", [{"action": "FinishUpload", "code": code} for code in (-10004, -10003)])
    assert vod.call("FinishUpload", fileSha="a" * 40)["canRetry"] == 1
    assert vod.call("FinishUpload", fileSha="a" * 40)["canRetry"] == 0


def test_selection(vod: Service) -> None:
    vod.control("POST", "faults", [{
        "action": "CreateClass", "match": {"className": "b"}, "after": 1, "times": 2,
        "code": 5100}])
    told = [vod.call("CreateClass", className=name)["code"] for name in "abbbba"]
    assert told == [0, 0, 5100, 5100, 1907, 1907]
    assert vod.control("GET", "faults") == [
        {"action": "CreateClass", "times": 2, "hit": 2, "spent": True}
    ]
    vod.control("POST", "faults", [{"action": "*", "times": 0, "code": 6200}])
    assert {get(vod).json["code"] for _ in range(5)} == {6200}
    vod.control("DELETE", "faults")
    assert get(vod).json["code"] == 0


@pytest.mark.parametrize("before, classes", [(True, 2), (False, 1)])
def test_whether_the_action_takes_effect(vod: Service, before: bool, classes: int) -> None:
    vod.control("POST", "faults", [{"action": "CreateClass", "reset": True, "before": before}])
    with pytest.raises(OSError):
        vod.call("CreateClass", className="sports")
    assert len(vod.call("DescribeClass")["data"]) == classes


def test_delay(vod: Service) -> None:
    fault(vod, delay_ms=300)
    begun = time.monotonic()
    assert get(vod).json["code"] == 0
    assert time.monotonic() - begun >= 0.3


def raw(
    vod: Service, scheme: str = "http"
) -> "tuple[http.client.HTTPConnection, http.client.HTTPResponse]":
    connection = vod.connect(scheme)
    connection.request("GET", f"/v2/index.php?{encoded(vod.signed('DescribeClass', {}))}")
    return connection, connection.getresponse()


def test_stall_in_the_middle(vod: Service) -> None:
    fault(vod, stall_ms=400)
    begun = time.monotonic()
    connection, answer = raw(vod)
    half = answer.read(int(answer.headers["Content-Length"]) // 2)
    early = time.monotonic() - begun
    rest = answer.read()
    connection.close()
    assert half and rest and early < 0.3 and time.monotonic() - begun >= 0.4


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_drop(vod: Service, scheme: str) -> None:
    fault(vod, drop_after_bytes=10)
    connection, answer = raw(vod, scheme)
    with pytest.raises(http.client.IncompleteRead) as cut:
        answer.read()
    assert len(cut.value.partial) == 10
    connection.close()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_reset(vod: Service, scheme: str) -> None:
    fault(vod, reset=True)
    with pytest.raises((ConnectionResetError, http.client.RemoteDisconnected, OSError)) as ended:
        get(vod, scheme=scheme)
    assert scheme == "https" or isinstance(ended.value, ConnectionResetError)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_half_closed(vod: Service, scheme: str) -> None:
    fault(vod, half_close_after_bytes=10)
    connection, answer = raw(vod, scheme)
    with pytest.raises((http.client.IncompleteRead, ssl.SSLEOFError)):
        answer.read()
    connection.close()


def test_reset_when_idle(vod: Service) -> None:
    fault(vod, reset_when_idle=True)
    connection, answer = raw(vod)
    assert json.loads(answer.read())["code"] == 0
    with pytest.raises(ConnectionResetError):
        connection.sock.recv(1)


def test_truncated(vod: Service) -> None:
    fault(vod, truncate_bytes=9)
    assert get(vod).body == b'{"code":0'


@pytest.mark.parametrize("chunked", [False, True])
def test_oversize(vod: Service, chunked: bool) -> None:
    fault(vod, oversize_bytes=3_000_000, chunked=chunked)
    reply = get(vod)
    assert len(reply.body) == 3_000_000 and reply.json["code"] == 0
    assert ("Content-Length" in reply.headers) is not chunked


def test_dates(vod: Service) -> None:
    fault(vod, date="yesterday")
    assert get(vod).headers["Date"] == "yesterday"
    fault(vod, date_offset_seconds=-86400)
    day_before = time.strftime("%d %b %Y", time.gmtime(time.time() - 86400))
    assert day_before in get(vod).headers["Date"]


def test_trickle(vod: Service) -> None:
    fault(vod, json={"code": 0, "pad": "x" * 80}, trickle_bytes_per_second=200)
    begun = time.monotonic()
    assert get(vod).json["code"] == 0
    assert time.monotonic() - begun >= 0.4


def test_refusals_come_damaged_too(vod: Service) -> None:
    fault(vod, truncate_bytes=5)
    wrong = vod.signed("DescribeClass", {}, key="wrong")
    assert vod.deliver(wrong).body == b'{"cod'


@pytest.mark.parametrize("script, word", [
    ({}, "list"), ([1], "object"), ([{"actoin": "x"}], "did you mean action?"),
    ([{"times": "2"}], "times"),
    ([{"delay_ms": -1}], "negative"), ([{"status": 99}], "status"),
    ([{"body_hex": "x"}], "body_hex"),
    ([{"times": True}], "times"),
])
def test_bad_scripts_are_explained(vod: Service, script: Any, word: str) -> None:
    reply = vod.send("POST", "/_emulator/faults", json.dumps(script).encode())
    assert reply.status == 400 and word in reply.json["error"]
    assert vod.control("GET", "faults") == []


def test_bad_clock_is_explained(vod: Service) -> None:
    assert vod.send("POST", "/_emulator/clock", b'{"offset_seconds": "x"}').status == 400
    assert vod.send("POST", "/_emulator/clock", b"{").status == 400


def test_log(vod: Service) -> None:
    fault(vod, status=502)
    get(vod)
    vod.deliver(vod.signed("DescribeClass", {"Token": "sesame"}, key="wrong"))
    first, second = vod.control("GET", "requests")
    assert first["fault"] == "status=502" and first["target_bytes"] > 100
    assert first["connection"] != second["connection"]
    assert second["code"] == 4100 and second["checks"][-1] == {
        "name": "signature", "ok": False, "note": second["message"]}
    assert "sesame" not in str(second) and vod.secret_key not in str(second)
    assert vod.control("DELETE", "requests") == [] and vod.control("GET", "requests") == []


def test_connections_are_kept(vod: Service) -> None:
    connection = vod.connect()
    for _ in range(3):
        connection.request("GET", f"/v2/index.php?{encoded(vod.signed('DescribeClass', {}))}")
        assert connection.getresponse().read()
    connection.close()
    assert len({entry["connection"] for entry in vod.control("GET", "requests")}) == 1


def test_a_client_that_goes_away_is_no_trouble(vod: Service) -> None:
    fault(vod, stall_ms=300, oversize_bytes=5_000_000)
    connection, answer = raw(vod)
    answer.read(10)
    answer.close()
    connection.close()
    time.sleep(0.6)
    assert get(vod).json["code"] == 0
