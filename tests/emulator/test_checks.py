# SPDX-License-Identifier: MIT
"""Every check on a request, in the service's order."""

import time
from email.utils import parsedate_to_datetime
from typing import Any, Dict

import pytest
from service import Service, encoded

SHA = "a" * 40


def refused(answer: Any, code: int, *words: str) -> None:
    assert answer["code"] == code, answer
    for word in words:
        assert word in answer["message"], answer


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_good_call_passes_every_check(vod: Service, scheme: str, method: str) -> None:
    assert vod.call("DescribeClass", method, scheme)["code"] == 0
    (entry,) = vod.control("GET", "requests")
    assert (entry["action"], entry["scheme"], entry["method"]) == ("DescribeClass", scheme, method)
    assert [check["name"] for check in entry["checks"]] == [
        "parameters readable", "host", "method", "content type", "common parameters", "secret id",
        "timestamp",
        "nonce", "signature", "action", "parameters"]
    assert all(check["ok"] for check in entry["checks"])
    assert entry["parameters"]["Signature"] == "***"


@pytest.mark.parametrize("name", ["Action", "Timestamp", "Nonce", "SecretId", "Signature"])
def test_common_parameters_are_required(vod: Service, name: str) -> None:
    whole = vod.signed("DescribeClass", {})
    del whole[name]
    refused(vod.deliver(whole).json, 4000, name, "missing")


def test_uploads_have_codes_of_their_own(vod: Service) -> None:
    whole = vod.signed("FinishUpload", {"fileSha": SHA})
    del whole["Timestamp"]
    answer = vod.deliver(whole).json
    refused(answer, -10001, "Timestamp")
    assert answer["canRetry"] == 0
    refused(vod.call("FinishUpload"), -10003, "fileSha")
    refused(vod.call("FinishUpload", fileSha="x"), -10003, "fileSha")


@pytest.mark.parametrize(
    "name, text", [("Timestamp", "soon"), ("Timestamp", "-5"), ("Nonce", "1.5"), ("Nonce", "")])
def test_common_parameters_are_well_formed(vod: Service, name: str, text: str) -> None:
    answer = vod.deliver(vod.signed("DescribeClass", {name: text})).json
    refused(answer, 4000, name)
    assert answer["message"].count(name) == 1


def test_secret_id(vod: Service) -> None:
    refused(vod.deliver(vod.signed("DescribeClass", {}, SecretId="nobody")).json, 4104)


@pytest.mark.parametrize("offset, code", [(-7300, 4500), (-7100, 0), (7100, 0), (7300, 4500)])
def test_timestamp(vod: Service, offset: int, code: int) -> None:
    stamp = str(int(time.time()) + offset)
    assert vod.deliver(vod.signed("DescribeClass", {}, Timestamp=stamp)).json["code"] == code


def test_milliseconds_are_recognised(vod: Service) -> None:
    stamp = str(int(time.time() * 1000))
    refused(
        vod.deliver(vod.signed("DescribeClass", {}, Timestamp=stamp)).json, 4500, "milliseconds")


def test_the_clock_can_be_shifted_and_date_follows(vod: Service) -> None:
    now = vod.control("POST", "clock", {"offset_seconds": 10800})["now"]
    assert abs(now - time.time() - 10800) < 5
    late = vod.deliver(vod.signed("DescribeClass", {}))
    refused(late.json, 4500)
    assert abs(parsedate_to_datetime(late.headers["Date"]).timestamp() - now) < 5
    stamp = str(int(time.time()) + 10800)
    assert vod.deliver(vod.signed("DescribeClass", {}, Timestamp=stamp)).json["code"] == 0


def test_replay(vod: Service) -> None:
    whole = vod.signed("DescribeClass", {})
    assert vod.deliver(whole).json["code"] == 0
    refused(vod.deliver(whole).json, 4500, "Nonce")
    another = vod.signed(
        "DescribeClass", {}, Nonce=whole["Nonce"], Timestamp=str(int(whole["Timestamp"]) - 1))
    assert vod.deliver(another).json["code"] == 0


def test_a_badly_signed_request_uses_up_no_nonce(vod: Service) -> None:
    wrong = vod.signed("DescribeClass", {}, key="wrong")
    refused(vod.deliver(wrong).json, 4100)
    again = vod.signed("DescribeClass", {}, Nonce=wrong["Nonce"], Timestamp=wrong["Timestamp"])
    assert vod.deliver(again).json["code"] == 0


def test_unknown_action(vod: Service) -> None:
    refused(vod.call("DescribeClas"), 4000, "did you mean DescribeClass?")


@pytest.mark.parametrize("parameters, words", [
    ({}, ["className: required"]),
    ({"className": "x", "parentID": "1"}, ["parentID: unknown", "did you mean parentId?"]),
    ({"className": "x", "parentId": "one"}, ["parentId", "whole number"]),
    ({"className": "x", "parentId": "9223372036854775808"}, ["parentId", "64 bits"]),
    ({"className": "x", "parentId": ""}, ["parentId"]),
    ({"className.0": "x"}, ["className", "single value"]),
    ({"className": "x", "className.a": "y"}, ["className"]),
    ({"parentID": "1"}, ["parentID", "className"]),
])
def test_parameters(vod: Service, parameters: Dict[str, str], words: "list[str]") -> None:
    refused(vod.deliver(vod.signed("CreateClass", parameters)).json, 4000, *words)


@pytest.mark.parametrize("parameters, words", [
    ({"tags.1": "night", "tags.0": "day"}, ["tags.0", "numbered from 1"]),
    ({"tags": "night"}, ["tags", "tags.1"]),
    ({"tags.a": "night"}, ["tags.a"]),
    ({"tags.1": "much too long"}, ["tags.1", "8"]),
    ({}, ["tags: required"]),
])
def test_lists(vod: Service, parameters: Dict[str, str], words: "list[str]") -> None:
    refused(
        vod.deliver(vod.signed("CreateVodTags", {"fileId": "1", **parameters})).json, 4000, *words)


def test_ranges_and_nested_groups(vod: Service) -> None:
    refused(vod.call("DescribeVodInfo", pageSize=9), 4000, "pageSize", "10")
    refused(vod.call("DescribeVodInfo", pageSize=101), 4000, "pageSize", "100")
    refused(
        vod.call("ProcessFile", fileId=1, transcode__drm__definition="x"), 4000,
        "transcode.drm.definition")
    refused(vod.call("ProcessFile", fileId=1, transcode="x"), 4000, "transcode", "group")
    refused(vod.call("ProcessFile", fileId=1, transcode__nonsense=1), 4000, "transcode.nonsense")


def test_names_that_official_clients_add_are_tolerated(vod: Service) -> None:
    extra = {
        "RequestClient": "SDK_NODEJS_0.2.1", "SignatureMethod": "HmacSHA1", "Version": "2017-03-12"
    }
    assert vod.deliver(vod.signed("DescribeClass", extra)).json["code"] == 0


def test_methods(vod: Service) -> None:
    refused(vod.call("UploadPart", fileSha=SHA), 4600, "UploadPart takes POST")
    refused(vod.deliver(vod.signed("DescribeClass", {}, "PUT"), "PUT").json, 4600, "GET or POST")


def test_the_query_string_of_a_post_is_ignored(vod: Service) -> None:
    whole = vod.signed("DescribeClass", {}, "POST")
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = vod.send("POST", f"/v2/index.php?{encoded(whole)}", b"", form).json
    refused(answer, 4000, "query string of a POST is ignored")
    mixed = vod.send("POST", "/v2/index.php?fileId=1", encoded(whole).encode(), form).json
    assert mixed["code"] == 0


def test_content_types(vod: Service) -> None:
    whole = vod.signed("DescribeClass", {}, "POST")
    json_type = {"Content-Type": "application/json"}
    refused(vod.send("POST", "/v2/index.php", b"{}", json_type).json, 4000, "application/json")
    with_charset = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    taken = vod.send("POST", "/v2/index.php", encoded(whole).encode(), with_charset)
    assert taken.json["code"] == 0
    part = vod.signed("UploadPart", {"fileSha": SHA}, "POST")
    refused(
        vod.send("POST", f"/v2/index.php?{encoded(part)}", b"x", json_type).json, -10006,
        "octet-stream")


def test_multipart_forms_of_old_clients(vod: Service) -> None:
    whole = vod.signed("CreateClass", {"className": "夜 & day"}, "POST")
    parts = "".join(
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in whole.items())
    headers = {"Content-Type": "multipart/form-data; boundary=edge"}
    answer = vod.send("POST", "/v2/index.php", f"{parts}--edge--\r\n".encode(), headers).json
    assert answer["code"] == 0
    assert vod.call("DescribeClass")["data"][1]["name"] == "夜 & day"
    refused(
        vod.send("POST", "/v2/index.php", b"x", {"Content-Type": "multipart/form-data"}).json, 4000,
        "multipart")


def test_texts_that_cannot_be_read(vod: Service) -> None:
    refused(vod.send("GET", "/v2/index.php?Action=%ff").json, 4000, "Action is not UTF-8")
    refused(vod.send("GET", "/v2/index.php?Action=a&Action=b").json, 4000, "Action is given twice")


def test_a_blank_may_be_a_plus(vod: Service) -> None:
    whole = vod.signed("CreateClass", {"className": "a b+c"})
    target = f"/v2/index.php?{encoded(whole)}".replace("%20", "+")
    assert vod.send("GET", target).json["code"] == 0
    assert vod.call("DescribeClass")["data"][1]["name"] == "a b+c"


def test_the_wrong_host_of_the_spec(vod: Service) -> None:
    whole = vod.signed("DescribeClass", {}, host="vod2.qcloud.com")
    answer = vod.send(
        "GET", f"/v2/index.php?{encoded(whole)}", headers={"Host": "vod2.qcloud.com"}
    ).json
    refused(answer, 6100, "vod.api.qcloud.com")


def test_a_request_as_through_a_proxy(vod: Service) -> None:
    whole = vod.signed("DescribeClass", {}, host="vod.api.qcloud.com")
    headers = {"Host": "vod.api.qcloud.com"}
    target = f"http://vod.api.qcloud.com/v2/index.php?{encoded(whole)}"
    assert vod.send("GET", target, headers=headers).json["code"] == 0


def test_long_requests(vod: Service) -> None:
    intro = "长" * 20000
    fid = vod.upload(b"x")["fileId"]
    for method in ("GET", "POST"):
        assert vod.call("ModifyVodInfo", method, fileId=fid, fileIntro=intro)["code"] == 0
    assert vod.call("GetVideoInfo", fileId=fid)["basicInfo"]["description"] == intro


def test_elsewhere_is_404(vod: Service) -> None:
    assert vod.send("GET", "/v3/index.php").status == 404


@pytest.mark.parametrize("headers, body", [
    (
        {"Content-Type": "multipart/form-data; boundary=edge"},
        b"--edge\r\nno header\r\n\r\n--edge--\r\n"),
    ({"Content-Type": "multipart/form-data; boundary=edge"}, b"--edge\r\n\r\nx\r\n--edge--\r\n"),
    ({"Content-Encoding": "gzip"}, b"not gzip"),
])
def test_bodies_that_cannot_be_read(vod: Service, headers: Dict[str, str], body: bytes) -> None:
    refused(vod.send("POST", "/v2/index.php", body, headers).json, 4000, "cannot be read")


def test_a_client_that_leaves_early_is_no_trouble(vod: Service) -> None:
    connection = vod.connect()
    connection.putrequest("POST", "/v2/index.php")
    connection.putheader("Content-Length", "1000")
    connection.endheaders(b"Action=")
    connection.close()
    assert vod.call("DescribeClass")["code"] == 0
