# SPDX-License-Identifier: MIT
"""Search, marks, covers, the cold backup, statistics, limits of rates, and what a restart keeps."""

import gzip
import hashlib
import time
from pathlib import Path
from typing import Any

import pytest
from service import TASK_SECONDS, Service


def refused(answer: Any, code: int, *words: str) -> None:
    assert answer["code"] == code, answer
    for word in words:
        assert word in answer["message"], answer


def day(vod: Service) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() + vod.ahead + 8 * 3600))


@pytest.fixture
def three(vod: Service) -> "list[str]":
    ids = []
    for name in ("news 1", "news 2", "sports"):
        ids.append(str(vod.upload(name.encode(), name)["fileId"]))
        vod.push(1)
    return ids


def test_search_by_prefix(vod: Service, three: "list[str]") -> None:
    found = vod.ok("DescribeVodPlayInfo", fileName="news")
    assert found["totalCount"] == 2 and [each["fileId"] for each in found["fileSet"]] == three[:2]
    assert vod.get(found["fileSet"][1]["playSet"][0]["url"]).body == b"news 2"
    second = vod.ok("DescribeVodPlayInfo", fileName="news", pageNo=2, pageSize=1)["fileSet"]
    assert [each["fileName"] for each in second] == ["news 2"]
    assert vod.ok("DescribeVodPlayInfo", fileName="ews")["fileSet"] == []
    assert vod.ok("GetVideoInfoByNamePrefix", fileName="%")["totalCount"] == 0
    vid = vod.ok("DescribeVodInfo")["fileSet"][2]["vid"]
    assert vod.ok("DescribeRecordPlayInfo", vid=vid)["fileSet"][0]["fileId"] == three[2]
    assert vod.ok("DescribeRecordPlayInfo", vid="none")["fileSet"] == []


def test_marks(vod: Service, three: "list[str]") -> None:
    marks = {"keyFrameDesc.0.timeOffset": 1500, "keyFrameDesc.0.content": "桥",
             "keyFrameDesc.1.timeOffset": 500, "keyFrameDesc.1.content": "start"}
    assert vod.ok("AddKeyFrameDesc", fileId=three[0], **marks)
    shown = vod.ok("GetVideoInfo", fileId=three[0])["keyFrameDescInfo"]["keyFrameDescList"]
    assert shown == [{"timeOffset": 500, "content": "start"}, {"timeOffset": 1500, "content": "桥"}]
    assert vod.ok("DeleteKeyFrameDesc", fileId=three[0], keyFrameDescTimeOffset__0="500")
    assert len(vod.ok("GetVideoInfo", fileId=three[0])["keyFrameDescInfo"]["keyFrameDescList"]) == 1
    many = {f"keyFrameDesc.{n}.{name}": value for n in range(100)
            for name, value in (("timeOffset", n), ("content", "x"))}
    refused(vod.call("AddKeyFrameDesc", "POST", fileId=three[0], **many), 1000, "101")
    refused(
        vod.call("DeleteKeyFrameDesc", fileId=three[0], keyFrameDescTimeOffset__0="soon"), 1000,
        "soon")


def test_cover_and_class(vod: Service, three: "list[str]") -> None:
    assert vod.ok("DescribeVodCover", fileId=three[0], type=1, para="http://127.0.0.1/c.jpg")
    basic = vod.ok("GetVideoInfo", fileId=three[0])["basicInfo"]
    assert basic["coverUrl"] == "http://127.0.0.1/c.jpg"
    refused(vod.call("DescribeVodCover", fileId=three[0], type=2, para="x"), 1000, "type")
    class_id = vod.ok("CreateClass", className="c")["newClassId"]
    assert vod.ok("ModifyVodClass", fileId=three[0], classId=class_id)
    assert vod.ok("DescribeVodInfo", classId=class_id)["totalCount"] == 1
    refused(vod.call("ModifyVodClass", fileId=three[0], classId=4711), 1016, "4711")


def test_cold_backup(vod: Service, three: "list[str]") -> None:
    first = vod.ok("VodBackupGet", pageSize=2)
    rest = vod.ok("VodBackupGet", pageSize=2, context=first["context"])
    assert [each["fileId"] for each in first["fileSet"] + rest["fileSet"]] == three
    assert (first["fileCount"], rest["context"]) == (3, "")
    edited = vod.ok(
        "VodBackupEdit", fileId__0=three[0], fileId__1="404", expireTime="2030-01-02 08:00:00")
    assert (edited["reqNum"], edited["succNum"]) == (2, 1)
    (one,) = vod.ok("VodBackupGet", fileId__0=three[0])["fileSet"]
    assert one["expireTime"] == "2030-01-02 08:00:00"
    newest = vod.ok("VodBackupGet", prefix="news", orderby=1)["fileSet"]
    assert [each["name"] for each in newest] == ["news 2", "news 1"]
    refused(vod.call("VodBackupGet", context="x"), 70005)
    refused(
        vod.call("VodBackupEdit", fileId__0="404", expireTime="2030-01-02 08:00:00"), 10008, "404")


def test_plays_are_counted(vod: Service, three: "list[str]") -> None:
    assert vod.ok("DescribeVodStorage")["data"] == {"used_space": 18}
    for fid, times in zip(three, (1, 3, 2)):
        url = vod.ok("DescribeVodPlayUrls", fileId=fid)["playSet"][0]["url"]
        for _ in range(times):
            vod.get(url)
    span = {"from": "2017-01-01 00:00:00", "to": "2037-01-01 00:00:00"}
    told = vod.ok("GetVodFileStatInfo", **span)
    assert (told["totalCount"], told["totalPlayTimes"], told["totalFlux"]) == (3, 6, 36)
    assert [each["playTimes"] for each in told["list"]] == [1, 2, 3]
    most = vod.ok("GetVodFileStatInfo", orderBy="flux", orderType="1", **span)["list"][0]
    assert (most["fileId"], most["flux"]) == (three[1], 18)
    assert vod.ok("GetVodFileStatInfo", searchName="sports", **span)["totalPlayTimes"] == 2
    (file,) = vod.ok("GetPlayStatLogList", **{"from": day(vod), "to": day(vod)})["fileList"]
    lines = gzip.decompress(vod.get(file["url"]).body).decode().splitlines()
    assert len(lines) == 4 and lines[2].split(",")[:2] == [day(vod), three[1]]
    refused(vod.call("GetVodFileStatInfo", orderBy="size", **span), 1000, "orderBy")
    refused(
        vod.call("GetPlayStatLogList", **{"from": "2017-01-01", "to": "2017-03-01"}), 1000, "30")
    refused(vod.call("GetPlayStatLogList", **{"from": "today", "to": day(vod)}), 1000, "today")


def test_limits_of_rates() -> None:
    service = Service("--rate-limits")
    for _ in range(100):
        assert service.call("DescribeVodStorage")["code"] == 0
    refused(service.call("DescribeVodStorage"), 4400, "100 calls in 60 seconds")
    assert service.call("DescribeClass")["code"] == 0
    service.push(61)
    assert service.call("DescribeVodStorage")["code"] == 0
    assert service.stop() == ""


def test_a_restart_keeps_tasks_events_and_templates(tmp_path: Path) -> None:
    first = Service("--data", str(tmp_path), "--task-seconds", str(TASK_SECONDS))
    fid = first.upload(b"a film")["fileId"]
    task = first.ok("ConvertVodFile", fileId=fid)["vodTaskId"]
    picture = {"fileName": "c", "fileSha": hashlib.sha1(b"p").hexdigest(), "fileSize": "1",
               "dataSize": "1", "fileType": "jpg", "extra.usage": "1", "extra.fileId": fid}
    assert first.raw("SmallFileUpload", b"p", picture)["code"] == 0
    template = first.ok(
        "CreateSimpleAesTemplate", get__key__url="http://example.com/"
    )["data"]["definition"]
    assert first.stop() == ""
    second = Service("--data", str(tmp_path))
    try:
        assert second.ok("GetTaskInfo", vodTaskId=task)["status"] == "WAITING"
        assert second.ok("QuerySimpleAesTemplate")["data"][0]["definition"] == template
        second.push(TASK_SECONDS)
        assert second.ok("GetTaskInfo", vodTaskId=task)["status"] == "FINISH"
        cover = second.ok("GetVideoInfo", fileId=fid)["basicInfo"]["coverUrl"]
        assert cover.startswith(second.ready["http"]) and second.get(cover).body == b"p"
        events = second.events()
        assert [each["eventType"] for each in events] == ["NewFileUpload", "TranscodeComplete"]
    finally:
        assert second.stop() == ""
