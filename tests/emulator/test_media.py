# SPDX-License-Identifier: MIT
"""Media, tags and tasks after the upload."""

import hashlib
from typing import Any, List

import pytest
from service import Service


def refused(answer: Any, code: int, *words: str) -> None:
    assert answer["code"] == code, answer
    for word in words:
        assert word in answer["message"], answer


@pytest.fixture
def fid(vod: Service) -> str:
    return str(vod.upload(b"a film", "film")["fileId"])


@pytest.mark.parametrize("action, more", [
    ("DescribeVodPlayUrls", {}), ("GetVideoInfo", {}), ("ModifyVodInfo", {}),
    ("DeleteVodFile", {"priority": 0}),
    ("CreateVodTags", {"tags.1": "x"}), ("DeleteVodTags", {"tags.1": "x"}),
    ("ProcessFile", {"sampleSnapshot.definition": 10}), ("DescribeVodInfo", {"fileIds.1": "404"}),
])
def test_unknown_file(vod: Service, action: str, more: "dict[str, Any]") -> None:
    who = {} if action == "DescribeVodInfo" else {"fileId": "404"}
    refused(vod.call(action, **who, **more), 10008, "404")


def test_video_info(vod: Service, fid: str) -> None:
    info = vod.call("GetVideoInfo", fileId=fid)
    assert info["basicInfo"]["name"] == "film" and info["basicInfo"]["size"] == 6
    assert info["transcodeInfo"]["transcodeList"][0]["url"] == info["basicInfo"]["sourceVideoUrl"]
    assert info["metaData"]["md5"] == hashlib.md5(b"a film").hexdigest()
    only = vod.call("GetVideoInfo", fileId=fid, infoFilter__0="metaData", infoFilter__1="drm")
    assert set(only) == {"code", "message", "codeDesc", "metaData"}
    refused(vod.call("GetVideoInfo", fileId=fid, infoFilter__0="everything"), 1000, "basicInfo")


def test_modify(vod: Service, fid: str) -> None:
    class_id = vod.call("CreateClass", className="频道")["newClassId"]
    changed = vod.call(
        "ModifyVodInfo", "POST", fileId=fid, fileName="夜 1&2=a+b%", fileIntro="~_-.*'()",
        classId=class_id,
        expireTime="2030-01-02 08:00:00")
    assert changed["code"] == 0
    basic = vod.call("GetVideoInfo", fileId=fid)["basicInfo"]
    assert (basic["name"], basic["description"], basic["classificationId"]) == (
        "夜 1&2=a+b%", "~_-.*'()", int(class_id))
    assert basic["expireTime"] == 1893542400
    assert vod.ok("ModifyVodInfo", fileId=fid, expireTimeStamp=1893456000, className="频道")
    assert vod.call("GetVideoInfo", fileId=fid)["basicInfo"]["expireTime"] == 1893456000
    refused(vod.call("ModifyVodInfo", fileId=fid, classId=4711), 1016)
    refused(vod.call("ModifyVodInfo", fileId=fid, className="nowhere"), 1016)
    refused(vod.call("ModifyVodInfo", fileId=fid, fileName=" "), 1000)
    refused(vod.call("ModifyVodInfo", fileId=fid, expireTime="soon"), 1000, "soon")


def names(answer: Any) -> List[str]:
    return [each["fileName"] for each in answer["fileSet"]]


def test_listing(vod: Service) -> None:
    class_id = vod.call("CreateClass", className="sports")["newClassId"]
    ids = []
    for number in range(12):
        vod.control("POST", "clock", {"offset_seconds": number})
        name = f"film {number}"
        ids.append(vod.upload(name.encode(), name, classId=class_id if number % 2 else 0)["fileId"])
    listed = vod.call("DescribeVodInfo")
    assert listed["totalCount"] == 12 and names(listed) == [f"film {n}" for n in range(10)]
    assert names(vod.call("DescribeVodInfo", pageNo=2)) == ["film 10", "film 11"]
    assert names(vod.call("DescribeVodInfo", pageNo=3)) == []
    assert names(vod.call("DescribeVodInfo", pageNo=2**63 - 1)) == []
    assert names(vod.call("DescribeVodInfo", pageNo=-5))[0] == "film 0"
    assert names(vod.call("DescribeVodInfo", orderby=1, pageSize=10))[0] == "film 11"
    assert names(vod.call("DescribeVodInfo", classId=class_id))[:2] == ["film 1", "film 3"]
    two = vod.call("DescribeVodInfo", fileIds__1=ids[5], fileIds__2=ids[7])
    assert names(two) == ["film 5", "film 7"]
    assert vod.call("DescribeVodInfo", status=2)["totalCount"] == 12
    assert vod.call("DescribeVodInfo", status=7)["totalCount"] == 0
    assert vod.call("DescribeVodInfo", to="2017-1-1 00:00:00")["totalCount"] == 0
    made = listed["fileSet"][0]["createTime"]
    assert vod.call("DescribeVodInfo", **{"from": made})["totalCount"] == 12
    refused(vod.call("DescribeVodInfo", **{"from": "yesterday"}), 1000, "yesterday")
    assert all(
        isinstance(listed["fileSet"][0][name], str)
        for name in ("size", "duration", "status", "classId"))


def test_tags(vod: Service, fid: str) -> None:
    assert vod.ok(
        "CreateVodTags", fileId=fid, tags__1="night", tags__2="一二三四五六七八", tags__3="night")
    assert vod.call("GetVideoInfo", fileId=fid)["basicInfo"]["tags"] == ["night", "一二三四五六七八"]
    assert vod.call("DeleteVodTags", fileId=fid, tags__1="night", tags__2="absent")["code"] == 0
    assert vod.call("DescribeVodInfo", fileIds__1=fid)["fileSet"][0]["tags"] == ["一二三四五六七八"]
    refused(vod.call("CreateVodTags", fileId=fid, tags__1=""), 1000)


def test_delete(vod: Service, fid: str) -> None:
    refused(vod.call("DeleteVodFile", fileId=fid), 4000, "priority")
    refused(vod.call("DeleteVodFile", fileId=fid, priority=3), 1000)
    assert vod.call("DeleteVodFile", fileId=fid, priority=1, isFlushCdn=1)["code"] == 0
    refused(vod.call("DescribeVodPlayUrls", fileId=fid), 10008)


def test_process(vod: Service, fid: str) -> None:
    tasks = {vod.call("ProcessFile", "POST", fileId=fid,
                      transcode__definition__0=210, transcode__definition__3=220,
                      transcode__drm__definition=10,
                      notifyMode="Change")["vodTaskId"] for _ in range(2)}
    assert len(tasks) == 2 and "" not in tasks
    refused(vod.call("ProcessFile", fileId=fid), 1000, "transcode")
    refused(vod.call("ProcessFile", fileId=fid, coverBySnapshot__definition=10,
                     coverBySnapshot__position=1,
                     coverBySnapshot__positionType="Middle"), 1000, "positionType")
