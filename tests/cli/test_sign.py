# SPDX-License-Identifier: MIT
"""`tcvod sign` against published signatures, and against a signer written here."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Dict, List, Optional, Union
from urllib.parse import quote, unquote

import pytest
from conftest import Command

# Published by the vendor, together with the three signatures below. It opens nothing.
ID = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3gnPhESA"
KEY = "Gu5t9xGARNpq86cd98joQYCN3Cozk1qA"
BASE = {"SecretId": ID, "Timestamp": "1465185768", "Nonce": "11886"}


@dataclass(frozen=True)
class Case:
    name: str
    parameters: Dict[str, str]
    signature: str = ""
    method: str = "GET"
    host: str = "vod.api.qcloud.com"
    path: str = "/v2/index.php"


PUBLISHED = [
    Case("sha1 of the VOD page",
         {"Action": "DescribeInstances", **BASE, "Region": "gz", "instanceIds.0": "ins-09dx96dg",
          "offset": "0", "limit": "20"},
         "NSI3UqqD99b/UJb4tbG/xZpRW64=", host="cvm.api.qcloud.com"),
    Case("sha256 of the general page",
         {"Action": "DescribeInstances", **BASE, "Region": "ap-guangzhou",
          "SignatureMethod": "HmacSHA256", "InstanceIds.0": "ins-09dx96dg"},
         "0EEm/HtGRr/VJXTAD9tYMth1Bzm3lLHz5RCDv1GdM8s=", host="cvm.api.qcloud.com"),
    Case("sha1 of the general page",
         {"Action": "DescribeInstances", **BASE, "Region": "ap-guangzhou",
          "SignatureMethod": "HmacSHA1", "InstanceIds.0": "ins-09dx96dg"},
         "nPVnY6njQmwQ8ciqbPl5Qe+Oru4=", host="cvm.api.qcloud.com"),
]
DERIVED = [
    Case("example of the introduction",
         {"Action": "DescribeVodPlayUrls", "SecretId": ID, "Region": "gz",
          "Timestamp": "1402992826", "Nonce": "345122", "fileId": "1234567"},
         path="/v2/interface.php"),
    Case("index order", {"Action": "ConfirmEvent", **BASE, "Region": "gz",
                         **{f"msgHandle.{i}": f"h{i}" for i in range(11)}},
         "zVqLPq80OViRs14RalkzwLCdHoc="),
    Case("temporary key", {"Action": "PullEvent", **BASE, "Region": "gz",
                           "SignatureMethod": "HmacSHA256", "Token": "tok/en+1=="},
         "8JJjcFMd+bwz97rdqUc81IZF0vPp7pY+GzVtDEdoRLQ="),
    Case("UTF-8, blanks and reserved characters",
         {"Action": "ModifyVodInfo", **BASE, "fileName": "海 滩&a=b+c/ü?#%41", "fileIntro": ""},
         method="POST"),
    Case("upper case first, underscore as dot",
         {"b": "1", "B": "2", "a_b": "3", "a.a": "4", "a-": "5", **BASE}),
    Case("value that begins with @", {"Action": "X", "file": "@/tmp/x", **BASE}, method="POST"),
]


def string_to_sign(case: Case) -> str:
    pairs = sorted(case.parameters.items(), key=lambda pair: pair[0].encode())
    text = "&".join(f"{name.replace('_', '.')}={value}" for name, value in pairs)
    return f"{case.method}{case.host}{case.path}?{text}"


def signature(case: Case) -> str:
    sha256 = case.parameters.get("SignatureMethod") == "HmacSHA256"
    digest = hmac.new(KEY.encode(), string_to_sign(case).encode(),
                      hashlib.sha256 if sha256 else hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def pairs_of(query: str) -> Dict[str, str]:
    split = [pair.partition("=") for pair in query.split("&")]
    return {unquote(name): unquote(value) for name, _, value in split}


def sign(tcvod: Command, case: Case, *options: str) -> Dict[str, str]:
    arguments: List[str] = ["sign", "--method", case.method, "--host", case.host,
                            "--path", case.path, *options]
    arguments += [f"{name}={value}" for name, value in case.parameters.items()]
    done = tcvod.having(TCVOD_SECRET_KEY=KEY)(*arguments)
    assert (done.code, done.err) == (0, "")
    assert KEY not in done.out
    answer: Dict[str, str] = json.loads(done.out)
    assert sorted(answer) == ["request", "signature", "string_to_sign"]
    return answer


@pytest.mark.parametrize("case", PUBLISHED + DERIVED, 
                         ids=[case.name for case in PUBLISHED + DERIVED])
def test_signature(tcvod: Command, case: Case) -> None:
    answer = sign(tcvod, case)
    assert answer["string_to_sign"] == string_to_sign(case)
    assert answer["signature"] == (case.signature or signature(case))
    url = f"https://{case.host}{case.path}"
    place, _, query = answer["request"].partition("?" if case.method == "GET" else "\n\n")
    assert place == url
    assert pairs_of(query) == {**case.parameters, "Signature": answer["signature"]}
    assert query == "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value
                             in [*case.parameters.items(), ("Signature", answer["signature"])])


def test_introduction_example_has_exactly_its_parameters(tcvod: Command) -> None:
    answer = sign(tcvod, DERIVED[0])
    assert answer["string_to_sign"] == (
        "GETvod.api.qcloud.com/v2/interface.php?Action=DescribeVodPlayUrls&Nonce=345122&Region=gz"
        f"&SecretId={ID}&Timestamp=1402992826&fileId=1234567")
    assert answer["request"].startswith("https://vod.api.qcloud.com/v2/interface.php?")
    assert sorted(pairs_of(answer["request"].partition("?")[2])) == [
        "Action", "Nonce", "Region", "SecretId", "Signature", "Timestamp", "fileId"]


def test_defaults(tcvod: Command) -> None:
    done = tcvod.having(TCVOD_SECRET_KEY=KEY)("sign", "Action=DescribeClass")
    assert json.loads(done.out)["string_to_sign"] == (
        "GETvod.api.qcloud.com/v2/index.php?Action=DescribeClass")


def test_given_signature_is_replaced(tcvod: Command) -> None:
    case = Case("", {"Action": "DescribeClass"})
    answer = sign(tcvod, Case("", {"Signature": "old", **case.parameters}))
    assert answer["signature"] == signature(case)
    assert "old" not in answer["request"]


def test_method_in_any_case_and_options_behind(tcvod: Command) -> None:
    done = tcvod.having(TCVOD_SECRET_KEY=KEY)("sign", "Action=A", "--method=post", "--", "x=--y")
    assert json.loads(done.out)["string_to_sign"] == (
        "POSTvod.api.qcloud.com/v2/index.php?Action=A&x=--y")


def test_upload_part_is_a_url_on_post(tcvod: Command) -> None:
    case = Case("", {"Action": "UploadPart", "offset": "0"}, method="POST", host="vod2.qcloud.com")
    answer = sign(tcvod, case)
    assert answer["string_to_sign"].startswith("POSTvod2.qcloud.com/v2/index.php?")
    assert answer["request"].startswith("https://vod2.qcloud.com/v2/index.php?Action=UploadPart&")
    assert "\n" not in answer["request"]


def test_scheme_and_port_are_not_signed(tcvod: Command) -> None:
    done = tcvod.having(TCVOD_SECRET_KEY=KEY)(
        "sign", "--host", "http://127.0.0.1:8080", "Action=DescribeClass")
    answer = json.loads(done.out)
    assert answer["string_to_sign"] == "GET127.0.0.1/v2/index.php?Action=DescribeClass"
    assert answer["request"].startswith("http://127.0.0.1:8080/v2/index.php?")


@pytest.mark.parametrize("key", [None, ""])
def test_missing_key(tcvod: Command, key: Optional[str]) -> None:
    command = tcvod if key is None else tcvod.having(TCVOD_SECRET_KEY=key)
    done = command("sign", "Action=DescribeClass")
    assert (done.code, done.out) == (5, "")
    assert "TCVOD_SECRET_KEY is not set" in done.err


@pytest.mark.parametrize("arguments, complaint", [
    ([], "something is missing"),
    (["Action"], "'Action' is no NAME=VALUE"),
    (["=x"], "a name is missing before '='"),
    (["a=1", "a=2"], "'a' is given twice"),
    (["--method", "PUT", "a=1"], "--method 'PUT' is none of GET|POST"),
    (["--path", "v2", "a=1"], "--path 'v2' must begin with '/'"),
    (["--path", "/v2?x", "a=1"], "--path '/v2?x' must begin"),
    (["--host", "a/b", "a=1"], "--host 'a/b' is no host name"),
    (["--host", "a@b", "a=1"], "--host 'a@b' is no host name"),
    (["--host", "https://", "a=1"], "is no host name"),
    (["SecretKey=" + KEY, "a=1"], "the secret key is never sent"),
    ([b"fileName=\xff", "a=1"], "the value of 'fileName' is not UTF-8"),
])
def test_bad_input(tcvod: Command, arguments: List[Union[str, bytes]], complaint: str) -> None:
    done = tcvod.having(TCVOD_SECRET_KEY=KEY)("sign", *arguments)
    assert (done.code, done.out) == (2, "")
    assert complaint in done.err
    assert "See: tcvod sign --help" in done.err
    assert KEY not in done.err
