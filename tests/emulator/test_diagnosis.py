# SPDX-License-Identifier: MIT
"""A refused signature is explained. What clients sign by mistake is written out here by hand."""

import base64
import hashlib
import hmac
import re
from itertools import count
from typing import Any, Callable, Dict, List, Tuple
from urllib.parse import quote, quote_plus

import pytest
from service import Service
from tcvod_emulator.diagnosis import LONGEST_TEXT, Diagnosis, diagnose
from tcvod_emulator.mistakes import MISTAKES, Recipe

KEY_ID, KEY = "AKIDexample", "an+example/key"
HOST, PATH = "vod.api.qcloud.com", "/v2/index.php"
HIDDEN = frozenset(("Token", "Signature"))
Pairs = List[Tuple[str, str]]


def sent(nonce: int) -> Pairs:
    return [
        ("Timestamp", "1465185768"), ("Action", "CreateVodTags"), ("Nonce", str(nonce)),
        ("Region", "gz"), ("SecretId", KEY_ID), ("Token", "to/ken+é"), ("SubAppId", ""),
        ("empty", ""), ("tags.2", "a b"), ("tags.10", "é/+"), ("file_id", "@home"),
        ("aB", "@work"), ("extra", "2"), ("extra.usage", "3"),
    ]


def text(
    pairs: Pairs, method: str = "GET", host: str = HOST, path: str = PATH, mark: str = "?"
) -> str:
    return f"{method}{host}{path}{mark}" + "&".join(f"{name}={value}" for name, value in pairs)


def digest(whole: str, key: str = KEY, hash_name: str = "sha1", charset: str = "utf-8") -> bytes:
    return hmac.new(key.encode(), whole.encode(charset), getattr(hashlib, hash_name)).digest()


def b64(whole: str, **how: Any) -> str:
    return base64.b64encode(digest(whole, **how)).decode()


def dots(pairs: Pairs) -> Pairs:
    return [(name.replace("_", "."), value) for name, value in pairs]


def right(nonce: int) -> str:
    return b64(text(dots(sorted(sent(nonce)))))


# The right signature has each sign that one of the mistakes changes.
NONCE = next(nonce for nonce in count(1) if {"+", "/"} <= set(right(nonce)))
SENT = sent(NONCE)
ORDERED = sorted(SENT)
STRING = text(dots(ORDERED))


def written(change: Callable[[str], str]) -> str:
    return b64(text([(name, change(value)) for name, value in dots(ORDERED)]))


def without(*names: str) -> str:
    return b64(text(dots([pair for pair in ORDERED if pair[0] not in names])))


def by(key: Callable[[Tuple[str, str]], Any]) -> str:
    return b64(text(dots(sorted(SENT, key=key))))


def numbers(pair: Tuple[str, str]) -> Tuple[str, int]:
    found = re.fullmatch(r"(.*?)([0-9]*)", pair[0])
    assert found is not None
    return found[1], int(found[2] or -1)


OWN = ("empty", "tags.2", "tags.10", "file_id", "aB", "extra", "extra.usage", "SubAppId")
CLIENTS: Dict[str, str] = {
    "values URL-encoded": written(lambda value: quote(value, safe="")),
    "values URL-encoded but slashes": written(quote),
    "values form-encoded": written(quote_plus),
    "plus sent unencoded": written(lambda value: value.replace(" ", "+")),
    "underscores kept": b64(text(ORDERED)),
    "names in small letters": b64(text([(name.lower(), value) for name, value in dots(ORDERED)])),
    "not sorted": b64(text(dots(SENT))),
    "sorted without case": by(lambda pair: pair[0].lower()),
    "numbers sorted by value": by(numbers),
    "sorted with values": by(lambda pair: "=".join(pair)),
    "wrong method": b64(text(dots(ORDERED), method="POST")),
    "method in small letters": b64(text(dots(ORDERED), method="get")),
    "no method": b64(text(dots(ORDERED), method="")),
    "no host": b64(text(dots(ORDERED), host="")),
    "scheme before host": b64(text(dots(ORDERED), host="https://" + HOST)),
    "host of the guide": b64(text(dots(ORDERED), host="cvm.api.qcloud.com")),
    "wrong path": b64(text(dots(ORDERED), path="/v2/interface.php")),
    "no question mark": b64(text(dots(ORDERED), mark="")),
    "wrong hash": b64(STRING, hash_name="sha256"),
    "SecretId as key": b64(STRING, key=KEY_ID),
    "white space at the key": b64(STRING, key=KEY + "\n"),
    "ampersand at the key": b64(STRING, key=KEY + "&"),
    "other character set GBK": b64(STRING, charset="gbk"),
    "other character set Latin-1": b64(STRING, charset="latin-1"),
    "parameter left out": without("Token"),
    "own parameters left out": without(*OWN),
    "empty values left out": without("SubAppId", "empty"),
    "@ values left out": without("file_id", "aB"),
    "Signature took part": b64(text(dots(sorted([*SENT, ("Signature", "")])))),
    "hex digits": digest(STRING).hex(),
    "base64 of hex digits": base64.b64encode(digest(STRING).hex().encode()).decode(),
    "base64 for URLs": base64.urlsafe_b64encode(digest(STRING)).decode(),
    "padding cut off": b64(STRING).rstrip("="),
    "line end at the signature": b64(STRING) + "\n",
    "signature unencoded": b64(STRING).replace("+", " "),
    "signature encoded twice": quote(b64(STRING), safe=""),
}


def diagnosed(signature: str, pairs: Pairs = SENT) -> Diagnosis:
    recipe = Recipe("GET", HOST, PATH, tuple(pairs), KEY, KEY_ID, "sha1")
    found = diagnose([recipe], signature, HIDDEN)
    told = repr(found)
    assert KEY not in told and "to/ken" not in told and quote("to/ken") not in told
    assert (signature in told) is (signature == "") and right(NONCE) not in told
    return found


@pytest.mark.parametrize("name", [each.name for each in MISTAKES])
def test_every_mistake_is_recognised(name: str) -> None:
    found = diagnosed(CLIENTS[name])
    assert found.mistakes == (name,) and found.causes != ()
    assert found.computed == STRING.replace("to/ken+é", "***")


def test_the_strings_differ_where_it_says() -> None:
    found = diagnosed(CLIENTS["underscores kept"])
    same = found.same_characters
    assert found.implied is not None and found.implied[:same] == found.computed[:same]
    assert (found.implied[same], found.computed[same]) == ("_", ".")
    same_string = diagnosed(CLIENTS["wrong hash"])
    assert same_string.implied == same_string.computed and "sha256" in same_string.causes[0]
    assert "Token" in diagnosed(CLIENTS["parameter left out"]).causes[0]


def test_two_mistakes_at_once() -> None:
    pairs = [(name, quote(value, safe="")) for name, value in dots(SENT)]
    both = diagnosed(b64(text(pairs)))
    assert both.mistakes == ("values URL-encoded", "not sorted") and len(both.causes) == 2


@pytest.mark.parametrize("signature", ["", "no base64", "ä" * 100, b64(STRING, key="another")])
def test_what_nobody_can_tell(signature: str) -> None:
    found = diagnosed(signature)
    assert found.implied is None and found.mistakes == () and "another secret key" in found.text


def test_no_search_in_huge_strings() -> None:
    huge = [*SENT, ("fileIntro", "x" * LONGEST_TEXT)]
    assert diagnosed(CLIENTS["not sorted"], huge).implied is None


def test_the_log_tells_it(vod: Service) -> None:
    plain = vod.common("CreateVodTags")
    plain = {**plain, "fileId": "1", "tags.1": "pet", "Token": "secret-token"}
    wrong = "GET127.0.0.1/v2/index.php?" + "&".join(f"{n}={v}" for n, v in plain.items())
    made = b64(wrong, key=vod.secret_key)
    assert "not sorted" in vod.deliver({**plain, "Signature": made}).json["message"]
    entry = vod.control("GET", "requests")[-1]
    assert entry["diagnosis"]["mistakes"] == ["not sorted"]
    assert entry["diagnosis"]["implied"].endswith("tags.1=pet&Token=***")
    assert made not in str(entry) and vod.secret_key not in str(entry)
    assert "secret-token" not in str(entry)
    vod.deliver(vod.signed("DescribeClass", {}))
    assert "diagnosis" not in vod.control("GET", "requests")[-1]
