# SPDX-License-Identifier: MIT
"""Uploads in parts, resumed and instant ones, and what goes wrong with them."""

import hashlib
import os
from typing import Any, Dict
from urllib.parse import urlsplit

import pytest
from service import PART, Service, encoded

DATA = os.urandom(2 * PART + 1000)
SHA = hashlib.sha1(DATA).hexdigest()


def fetched(vod: Service, url: str, **headers: str) -> Any:
    return vod.send("GET", urlsplit(url).path, headers=headers, scheme=urlsplit(url).scheme)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_bytes_come_back(vod: Service, scheme: str) -> None:
    finished = vod.upload(DATA, "夜 & day")
    urls = vod.call("DescribeVodPlayUrls", scheme=scheme, fileId=finished["fileId"])["playSet"]
    assert [each["definition"] for each in urls] == [0]
    assert urls[0]["url"].startswith(vod.ready[scheme] + "/media/")
    reply = fetched(vod, urls[0]["url"])
    assert reply.status == 200 and reply.body == DATA and reply.headers[
        "Content-Type"
    ] == "video/mp4"


def test_ranges(vod: Service) -> None:
    url = vod.upload(DATA)["url"]
    reply = fetched(vod, url, Range="bytes=10-19")
    assert reply.status == 206 and reply.body == DATA[10:20]
    assert reply.headers["Content-Range"] == f"bytes 10-19/{len(DATA)}"
    assert fetched(vod, url, Range="bytes=-5").body == DATA[-5:]
    assert fetched(vod, url, Range=f"bytes={len(DATA)}-").status == 416


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_methods_of_init_and_finish(vod: Service, method: str) -> None:
    common: Dict[str, Any] = {
        "fileName": "f", "fileSha": SHA, "fileSize": len(DATA), "fileType": "mp4"
    }
    assert vod.call("InitUpload", method, dataSize=1048576, **common)["code"] == 0
    for offset in (0, 1048576):
        assert vod.send_part(SHA, DATA, offset, 1048576)["code"] == 0
    assert vod.call("FinishUpload", method, fileSha=SHA)["code"] == 0


def test_post_with_everything_in_the_query(vod: Service) -> None:
    """As the official upload clients do."""
    texts = {
        "fileName": "f", "fileSha": SHA, "fileSize": str(len(DATA)), "dataSize": str(PART),
        "fileType": "mp4"
    }
    whole = vod.signed("InitUpload", texts, "POST")
    assert vod.send("POST", f"/v2/index.php?{encoded(whole)}", b"").json["code"] == 0


def test_resume(vod: Service) -> None:
    assert vod.init(DATA) == {"code": 0, "message": "", "codeDesc": "Success", "canRetry": 0}
    assert vod.init(DATA)["code"] == 0
    assert vod.send_part(SHA, DATA, PART)["code"] == 0
    again = vod.init(DATA, size=1048576)
    md5 = hashlib.md5(DATA[PART : 2 * PART]).hexdigest()
    assert again["code"] == 1 and again["dataSize"] == PART
    assert again["listParts"] == [{"offset": PART, "dataSize": PART, "dataMd5": md5}]
    for offset in (0, 2 * PART):
        assert vod.send_part(SHA, DATA, offset)["code"] == 0
    assert vod.call("FinishUpload", fileSha=SHA)["code"] == 0


def test_instant(vod: Service) -> None:
    finished = vod.upload(DATA)
    again = vod.init(DATA)
    assert again["code"] == 2
    assert (again["fileId"], again["url"]) == (finished["fileId"], finished["url"])
    assert vod.call("FinishUpload", fileSha=SHA)["fileId"] == finished["fileId"]
    assert vod.call("DeleteVodFile", fileId=finished["fileId"], priority=0)["code"] == 0
    assert vod.init(DATA)["code"] == 0
    assert fetched(vod, finished["url"]).status == 404


def refused(answer: Any, code: int, retryable: int, *words: str) -> None:
    assert (answer["code"], answer["canRetry"]) == (code, retryable), answer
    for word in words:
        assert word in answer["message"], answer


@pytest.mark.parametrize("changes, words", [
    ({"dataSize": 600000}, ["dataSize", "524288"]),
    ({"fileSize": 0}, ["fileSize"]),
    ({"fileSha": SHA.upper()}, ["fileSha"]),
    ({"fileName": "长" * 14}, ["fileName", "42 bytes"]),
    ({"fileName": "a/b"}, ["fileName"]),
    ({"classId": 4711}, ["classId", "4711"]),
])
def test_init_refuses(vod: Service, changes: "dict[str, Any]", words: "list[str]") -> None:
    good: Dict[str, Any] = {
        "fileName": "f", "fileSha": SHA, "fileSize": len(DATA), "dataSize": PART, "fileType": "mp4"
    }
    refused(vod.call("InitUpload", **{**good, **changes}), -10003, 0, *words)


def test_part_refuses(vod: Service) -> None:
    refused(vod.send_part(SHA, DATA, 0), -10005, 0, "InitUpload comes first")
    vod.init(DATA)
    piece = DATA[:PART]
    md5 = hashlib.md5(piece).hexdigest()
    refused(
        vod.part(piece, fileSha=SHA, offset=5, dataSize=PART, dataMd5=md5), -10003, 0, "multiple")
    refused(
        vod.part(piece, fileSha=SHA, offset=9 * PART, dataSize=PART, dataMd5=md5), -10003, 0,
        "end of the file")
    refused(
        vod.part(piece[:9], fileSha=SHA, offset=0, dataSize=9, dataMd5=md5), -10003, 0, str(PART))
    refused(
        vod.part(piece[:-1], fileSha=SHA, offset=0, dataSize=PART, dataMd5=md5), -10006, 1,
        "body has")
    refused(
        vod.part(piece, fileSha=SHA, offset=0, dataSize=PART, dataMd5="0" * 32), -10006, 1, "MD5")


def test_finish_refuses(vod: Service) -> None:
    refused(vod.call("FinishUpload", fileSha=SHA), -10005, 0, "InitUpload")
    vod.init(DATA)
    vod.send_part(SHA, DATA, 0)
    refused(
        vod.call("FinishUpload", fileSha=SHA), -10003, 0, "2 parts are missing",
        f"offset {PART}, {2 * PART}")


def test_a_file_that_is_not_what_it_claims_starts_anew(vod: Service) -> None:
    vod.init(DATA)
    other = os.urandom(len(DATA))
    for offset in range(0, len(DATA), PART):
        vod.send_part(SHA, other, offset)
    refused(
        vod.call("FinishUpload", fileSha=SHA), -10003, 0, "SHA-1", hashlib.sha1(other).hexdigest())
    assert vod.init(DATA)["code"] == 0


def test_a_part_may_be_sent_again(vod: Service) -> None:
    vod.init(DATA)
    for offset in (0, 0, 2 * PART, PART, PART):
        assert vod.send_part(SHA, DATA, offset)["code"] == 0
    url = vod.call("FinishUpload", fileSha=SHA)["url"]
    assert fetched(vod, url).body == DATA


def test_tags_and_class_of_an_upload(vod: Service) -> None:
    class_id = vod.call("CreateClass", className="sports")["newClassId"]
    fid = vod.upload(DATA, classId=class_id, tags__1="night", tags__2="城市")["fileId"]
    basic = vod.call("GetVideoInfo", fileId=fid)["basicInfo"]
    assert basic["tags"] == ["night", "城市"] and basic["classificationName"] == "sports"


def test_an_absurd_size_is_taken_at_its_word(vod: Service) -> None:
    claimed = 2**63 - 1
    common: Dict[str, Any] = {"fileName": "f", "fileSha": SHA, "dataSize": PART, "fileType": "mp4"}
    assert vod.call("InitUpload", fileSize=claimed, **common)["code"] == 0
    refused(
        vod.call("FinishUpload", fileSha=SHA), -10003, 0, f"{claimed // PART + 1} parts",
        "offset 0")


@pytest.mark.parametrize("name", ["a/b?c#d", "{x}", "%2F", "..", " "])
def test_awkward_names_can_be_played(vod: Service, name: str) -> None:
    fid = vod.upload(b"bytes")["fileId"]
    assert vod.call("ModifyVodInfo", fileId=fid, fileName=f"{name}.")["code"] == 0
    url = vod.call("DescribeVodPlayUrls", fileId=fid)["playSet"][0]["url"]
    assert fetched(vod, url).body == b"bytes"
