# SPDX-License-Identifier: MIT
"""The page's files, the facts behind it, and media in ranges."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from receiver import Receiver
from service import ROOT, Service

PAGE = ROOT / "emulator" / "tcvod_emulator" / "page"


def test_the_page_is_closed_to_foreign_code(vod: Service) -> None:
    reply = vod.send("GET", "/")
    assert reply.status == 200 and reply.headers["Content-Type"] == "text/html; charset=utf-8"
    policy = reply.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert not re.search(rb"<style|<script(?![^>]* src=)|\son\w+=|style=", reply.body)


@pytest.mark.parametrize("name", sorted(path.name for path in PAGE.iterdir()))
def test_every_file_is_served_and_asks_nobody_else(vod: Service, name: str) -> None:
    reply = vod.send("GET", f"/_emulator/page/{name}")
    assert reply.status == 200 and reply.body == (PAGE / name).read_bytes()
    assert b"innerHTML" not in reply.body and b"://" not in re.sub(
        rb"http://www\.w3\.org/2000/svg|`\$\{[a-z.]+\}://", b"", reply.body)


@pytest.mark.parametrize("name", ["absent.js", "..%2fcli.py", "%2e%2e/cli.py"])
def test_nothing_else_is_served(vod: Service, name: str) -> None:
    assert vod.send("GET", f"/_emulator/page/{name}").status == 404


def test_info(vod: Service) -> None:
    vod.push(60)
    vod.deliver(vod.signed("DescribeClass", {}))
    told = vod.control("GET", "info")
    assert told["secret_ids"] == [vod.secret_id] and vod.secret_key not in str(told)
    assert told["counts"] == {"media": 0, "classes": 1, "tasks": 0, "events": 0, "requests": 1}
    assert told["offset_seconds"] == 60
    done = vod.control("GET", "requests")[0]["checks"]
    assert told["checks"] == [check["name"] for check in done]
    assert all(check["note"] for check in done)


def test_requests_after(vod: Service) -> None:
    for _ in range(3):
        vod.call("DescribeClass")
    assert [each["number"] for each in vod.control("GET", "requests?after=1")] == [2, 3]
    assert vod.send("GET", "/_emulator/requests?after=x").status == 400
    before = vod.control("GET", "info")["log_clearings"]
    vod.control("DELETE", "requests")
    assert vod.control("GET", "info")["log_clearings"] == before + 1


def test_facts(vod: Service) -> None:
    with Receiver({}) as receiver:
        vod.control("POST", "callback", {"url": receiver.url("/events")})
        class_id = vod.ok("CreateClass", className="sports")["newClassId"]
        fid = vod.upload(b"film", "night", classId=class_id)["fileId"]
        task = vod.ok("ConvertVodFile", fileId=fid)["vodTaskId"]
        vod.push(1000)
    medium: Any = vod.control("GET", "media")[0]
    assert (medium["file_id"], medium["name"], medium["size"]) == (fid, "night", 4)
    assert medium["class_name"] == "sports" and medium["url"] == f"/media/{fid}/night.mp4"
    assert vod.send("GET", medium["url"]).body == b"film"
    assert medium["renditions"][0]["url"].startswith(f"/media/{fid}/f")
    assert vod.control("GET", "classes")[1]["info"]["file_num"] == 1
    told = vod.control("GET", "tasks")[0]
    assert (told["id"], told["status"], told["file_id"]) == (task, "FINISH", fid)
    events = vod.control("GET", "events")
    assert [each["type"] for each in events["queue"]] == ["TranscodeComplete", "NewFileUpload"]
    assert events["queue"][0]["state"] == "waiting"
    assert {each["outcome"] for each in events["callbacks"]} == {"answered"}
    assert events["callbacks"][0]["content"]["eventType"] == "TranscodeComplete"
    vod.call("PullEvent")
    assert vod.control("GET", "events")["queue"][0]["state"] == "handed out"


def test_ranges(vod: Service) -> None:
    fid = vod.upload(bytes(range(200)))["fileId"]
    url = urlsplit(vod.ok("DescribeVodPlayUrls", fileId=fid)["playSet"][0]["url"]).path

    def get(value: str) -> Any:
        return vod.send("GET", url, headers={"Range": value})

    assert vod.send("GET", url).headers["Accept-Ranges"] == "bytes"
    first = get("bytes=0-9")
    assert first.status == 206 and first.headers["Content-Range"] == "bytes 0-9/200"
    assert first.body == bytes(range(10))
    assert get("bytes=190-").body == bytes(range(190, 200))
    assert get("bytes=-5").body == bytes(range(195, 200))
    assert get("bytes=200-").status == 416
    assert vod.send("HEAD", url).headers["Content-Length"] == "200"
    assert vod.control("GET", "media")[0]["plays"] == 2  # the whole, and the range from 0
