# SPDX-License-Identifier: MIT
"""The tree of classes."""

from typing import Any

from service import Service


def refused(answer: Any, code: int, *words: str) -> None:
    assert answer["code"] == code, answer
    for word in words:
        assert word in answer["message"], answer


def created(vod: Service, name: str, parent: int = -1) -> int:
    answer = vod.call("CreateClass", className=name, parentId=parent)
    assert answer["code"] == 0 and isinstance(answer["newClassId"], str)
    return int(answer["newClassId"])


def test_tree(vod: Service) -> None:
    sports = created(vod, "sports")
    football = created(vod, "足球", sports)
    cup = created(vod, "cup", football)
    vod.upload(b"final", "final", classId=cup)
    default, top = vod.call("DescribeAllClass")["data"]
    assert default["info"]["id"] == 0 and default["subclass"] == []
    assert top["info"] == {
        "id": sports, "parent_id": -1, "name": "sports", "level": 0, "file_num": 0
    }
    assert top["subclass"][0]["info"]["name"] == "足球"
    assert top["subclass"][0]["subclass"][0] == {
        "info": {"id": cup, "parent_id": football, "name": "cup", "level": 2, "file_num": 1},
        "subclass": []}
    flat = vod.call("DescribeClass")["data"]
    assert [(each["id"], each["name"]) for each in flat[1:]] == [
        (str(sports), "sports"), (str(football), "足球"), (str(cup), "cup")]


def test_creation_refuses(vod: Service) -> None:
    created(vod, "sports")
    refused(vod.call("CreateClass", className="x", parentId=0), 1903)
    refused(vod.call("CreateClass", className="x", parentId=4711), 1904, "4711")
    refused(vod.call("CreateClass", className="sports"), 1907)
    refused(vod.call("CreateClass", className=" "), 1000)


def test_renaming(vod: Service) -> None:
    sports, news = created(vod, "sports"), created(vod, "news")
    assert vod.call("ModifyClass", classId=sports, className="games")["code"] == 0
    assert vod.call("ModifyClass", classId=sports, className="games")["code"] == 0
    refused(vod.call("ModifyClass", classId=news, className="games"), 1907)
    refused(vod.call("ModifyClass", classId=4711, className="x"), 1905)
    refused(vod.call("ModifyClass", classId=0, className="x"), 1000)


def test_deletion_takes_the_branch_and_keeps_the_files(vod: Service) -> None:
    sports = created(vod, "sports")
    football = created(vod, "football", sports)
    fid = vod.upload(b"final", "final", classId=football)["fileId"]
    assert vod.call("DeleteClass", classId=sports)["code"] == 0
    assert len(vod.call("DescribeClass")["data"]) == 1
    assert vod.call("GetVideoInfo", fileId=fid)["basicInfo"]["classificationId"] == 0
    refused(vod.call("DeleteClass", classId=sports), 1905)
    refused(vod.call("DeleteClass", classId=0), 1000)
