# SPDX-License-Identifier: MIT
"""Signatures: published values, what official clients do differently,
and the words of a refusal.
"""

import base64
import hashlib
import hmac
from typing import Dict

import pytest
from service import Service
from tcvod_emulator import signature

KEY_ID, KEY = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3gnPhESA", "Gu5t9xGARNpq86cd98joQYCN3Cozk1qA"
COMMON = {"Nonce": "11886", "SecretId": KEY_ID, "Timestamp": "1465185768"}
CVM = {**COMMON, "Action": "DescribeInstances"}
NEW = {**CVM, "Region": "ap-guangzhou", "InstanceIds.0": "ins-09dx96dg"}
OLD = {**CVM, "Region": "gz", "instanceIds.0": "ins-09dx96dg", "offset": "0", "limit": "20"}


@pytest.mark.parametrize("parameters, expected", [
    (OLD, "NSI3UqqD99b/UJb4tbG/xZpRW64="),
    ({**NEW, "SignatureMethod": "HmacSHA256"}, "0EEm/HtGRr/VJXTAD9tYMth1Bzm3lLHz5RCDv1GdM8s="),
    ({**NEW, "SignatureMethod": "HmacSHA1"}, "nPVnY6njQmwQ8ciqbPl5Qe+Oru4="),
])
def test_published(parameters: Dict[str, str], expected: str) -> None:
    text = signature.string_to_sign("GET", "cvm.api.qcloud.com", "/v2/index.php", parameters)
    assert signature.sign(text, KEY, parameters.get("SignatureMethod", "")) == expected


@pytest.mark.parametrize("method, host, parameters, expected", [
    ("POST", "vod.api.qcloud.com", {
        "Action": "ModifyVodInfo", "SignatureMethod": "HmacSHA256",
        "fileId": "14508071098244929440",
        "fileName": "视频 1&2=a+b%", "fileIntro": "~_-.*'()",
    }, "fXm9EKxjoqJsk8L1vjfVfcnFw9EI3E8onfuVp4jFM1Y="),
    ("GET", "vod2.qcloud.com", {"Action": "InitUpload", "extra.usage": "1", "extra.file_id": "a_b"},
     "t/lOAFf7Glg1ODkipFHojoG7SpI="),
    ("GET", "vod.api.qcloud.com", {
        "Action": "ConfirmEvent", **{f"msgHandle.{n}": f"h{n}" for n in range(11)}
    },
     "zVqLPq80OViRs14RalkzwLCdHoc="),
    ("GET", "vod.api.qcloud.com", {
        "Action": "PullEvent", "SignatureMethod": "HmacSHA256", "Token": "tok/en+1=="
    },
     "8JJjcFMd+bwz97rdqUc81IZF0vPp7pY+GzVtDEdoRLQ="),
])
def test_derived(method: str, host: str, parameters: Dict[str, str], expected: str) -> None:
    text = signature.string_to_sign(
        method, host, "/v2/index.php", {**COMMON, "Region": "gz", **parameters})
    assert signature.sign(text, KEY, parameters.get("SignatureMethod", "")) == expected


def hashed(text: str, key: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha1).digest()).decode()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "HOST:PORT", "vod.api.qcloud.com", "vod2.qcloud.com"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_hosts(vod: Service, host: str, method: str) -> None:
    whole = vod.signed("DescribeClass", {}, method, host=vod.host if host == "HOST:PORT" else host)
    assert vod.deliver(whole, method).json["code"] == 0


def test_a_foreign_host_is_refused(vod: Service) -> None:
    assert vod.deliver(vod.signed("DescribeClass", {}, host="example.com")).json["code"] == 4100


@pytest.mark.parametrize("path", ["/v2/index.php", "/v2/interface.php"])
def test_paths(vod: Service, path: str) -> None:
    assert vod.deliver(vod.signed("DescribeClass", {}, path=path), path=path).json["code"] == 0
    other = "/v2/interface.php" if path == "/v2/index.php" else "/v2/index.php"
    assert vod.deliver(vod.signed("DescribeClass", {}, path=other), path=path).json["code"] == 4100


@pytest.mark.parametrize("algorithm", ["HmacSHA1", "HmacSHA256", "Whatever"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_algorithms_and_token(vod: Service, algorithm: str, method: str) -> None:
    extra = {"SignatureMethod": algorithm, "Token": "tok/en+1=="}
    assert vod.deliver(vod.signed("DescribeClass", extra, method), method).json["code"] == 0
    whole = vod.signed("DescribeClass", extra, method)
    whole["Token"] = "foreign"
    refused = vod.deliver(whole, method).json
    assert refused["code"] == 4100 and "foreign" not in refused["message"]


def test_official_clients_leave_out_at_values_of_posts(vod: Service) -> None:
    name = {"className": "@home"}
    assert vod.deliver(vod.signed("CreateClass", name, "POST"), "POST").json["code"] == 0
    without = vod.signed("CreateClass", {}, "POST", Nonce="77")
    assert vod.deliver({**without, "className": "@work"}, "POST").json["code"] == 0
    by_get = vod.signed("CreateClass", {})
    assert vod.deliver({**by_get, "className": "@sea"}).json["code"] == 4100


@pytest.mark.parametrize("names", [("a.0", "a_1", "aB"), ("_a", "b"), ("a.0", "aB", "a.1")])
def test_underscores_as_official_clients_write_them(vod: Service, names: "tuple[str, ...]") -> None:
    """Original order, order after replacement, and a leading underscore kept;
    the parameters themselves are unknown.
    """
    common = vod.common("DescribeClass")
    pairs = {**common, **{name: "x" for name in names}}
    documented = sorted(pairs.items())
    strings = {
        "&".join(f"{name.replace('_', '.')}={value}" for name, value in documented),
        "&".join(
            f"{name}={value}"
            for name, value in sorted((n.replace("_", "."), v) for n, v in pairs.items())),
        "&".join(f"{name[0] + name[1:].replace('_', '.')}={value}" for name, value in documented),
    }
    for text in strings:
        signed = hashed(f"GET127.0.0.1/v2/index.php?{text}", vod.secret_key)
        answer = vod.deliver({**pairs, "Signature": signed}).json
        assert answer["code"] in (4000, 4500) and answer["code"] != 4100, answer


def test_the_refusal_shows_the_string_and_never_the_key(vod: Service) -> None:
    whole = vod.signed("DescribeVodPlayUrls", {"fileId": "夜"}, key="wrong")
    refused = vod.deliver(whole).json
    assert refused["code"] == 4100 and refused["codeDesc"] == "SignatureWrong"
    begin = f"GET127.0.0.1/v2/index.php?Action=DescribeVodPlayUrls&Nonce={whole['Nonce']}&Region=gz"
    assert begin in refused["message"]
    assert refused["message"].endswith("&fileId=夜")
    assert vod.secret_key not in refused["message"] and whole["Signature"] not in refused["message"]


def test_usual_mistakes_are_named(vod: Service) -> None:
    right = vod.signed("CreateClass", {"className": "a b/c"})
    plain = {name: value for name, value in right.items() if name != "Signature"}
    pairs = sorted({**plain, "className": "a%20b%2Fc"}.items())
    text = "GET127.0.0.1/v2/index.php?" + "&".join(f"{name}={value}" for name, value in pairs)
    answer = vod.deliver({**plain, "Signature": hashed(text, vod.secret_key)}).json
    assert "URL-encoded before" in answer["message"]
    by_post = vod.signed("CreateClass", {"className": "x"}, "POST")
    assert "began with POST" in vod.deliver(by_post).json["message"]
    other_hash = {**vod.signed("CreateClass", {"className": "x"}), "SignatureMethod": "HmacSHA256"}
    assert vod.deliver(other_hash).json["code"] == 4100


def test_an_upload_is_refused_with_its_own_code(vod: Service) -> None:
    refused = vod.deliver(vod.signed("FinishUpload", {"fileSha": "a" * 40}, key="wrong")).json
    assert refused["code"] == -10002 and refused["canRetry"] == 0
