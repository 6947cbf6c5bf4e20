# SPDX-License-Identifier: MIT
"""Tasks: they wait, run and end with the clock, and leave behind what they were asked for."""

from typing import Any, Dict, List

import pytest
from service import TASK_SECONDS, Service

FILM = bytes(range(256)) * 8192  # seven made-up seconds


@pytest.fixture
def fid(vod: Service) -> str:
    return str(vod.upload(FILM, "film")["fileId"])


def refused(answer: Any, code: int, *words: str) -> None:
    assert answer["code"] == code, answer
    for word in words:
        assert word in answer["message"], answer


def status(vod: Service, task: str) -> str:
    return str(vod.ok("GetTaskInfo", vodTaskId=task)["status"])


def test_a_task_waits_runs_and_ends(vod: Service, fid: str) -> None:
    task = vod.ok("ConvertVodFile", fileId=fid)["vodTaskId"]
    first = vod.ok("GetTaskInfo", vodTaskId=task)
    assert (first["type"], first["status"]) == ("transcode", "WAITING") and "data" not in first
    assert "beginProcessTime" not in first
    vod.push(TASK_SECONDS / 2)
    second = vod.ok("GetTaskInfo", vodTaskId=task)
    assert second["status"] == "PROCESSING" and "finishTime" not in second
    assert len(vod.ok("DescribeVodPlayUrls", fileId=fid)["playSet"]) == 1
    vod.push(TASK_SECONDS / 2)
    last = vod.ok("GetTaskInfo", vodTaskId=task)
    assert last["status"] == "FINISH"
    assert last["createTime"] <= last["beginProcessTime"] <= last["finishTime"]
    assert [each["definition"] for each in last["data"]["playSet"]] == [0, 10, 20]
    urls = vod.ok("DescribeVodPlayUrls", fileId=fid)["playSet"]
    assert [each["definition"] for each in urls] == [0, 10, 20]
    assert all(vod.get(each["url"]).body == FILM for each in urls)


def test_clip_and_concat_make_videos(vod: Service, fid: str) -> None:
    length = vod.ok("GetVideoInfo", fileId=fid)["basicInfo"]["duration"]
    task = vod.ok(
        "ClipVideo", fileId=fid, newFileName="middle", startTimeOffset=1, endTimeOffset=-1)
    both = vod.ok(
        "ConcatVideo", srcFileList__0__fileId=fid, srcFileList__1__fileId=fid, name="twice",
        dstType__0="mp4", dstType__1="m3u8")
    vod.push(TASK_SECONDS)
    made = vod.ok("GetTaskInfo", vodTaskId=task["vodTaskId"])["data"]["fileInfo"]
    piece = vod.get(made["fileUrl"]).body
    assert piece in FILM and abs(len(piece) - len(FILM) * (length - 2) / length) < 2
    files = vod.ok("GetTaskInfo", vodTaskId=both["vodTaskId"])["data"]["fileInfo"]
    assert [each["fileType"] for each in files] == ["mp4", "m3u8"]
    assert vod.get(files[1]["fileUrl"]).body == FILM * 2
    assert vod.ok("DescribeVodInfo")["totalCount"] == 4


def test_pieces_outside_the_video_are_refused(vod: Service, fid: str) -> None:
    refused(
        vod.call("ClipVideo", fileId=fid, newFileName="x", startTimeOffset=99), 1000,
        "startTimeOffset")
    refused(
        vod.call("ClipVideo", fileId=fid, newFileName="x", startTimeOffset=-1, endTimeOffset=2),
        1000)
    refused(vod.call("ClipVideo", fileId=fid, newFileName=" "), 1000, "newFileName")
    refused(
        vod.call("ConcatVideo", srcFileList__0__fileId=fid, name="x", dstType__0="avi"), 1000,
        "avi")


def test_old_hls_actions_are_done_at_once(vod: Service, fid: str) -> None:
    made = vod.ok(
        "SimpleClipHls", srcFileId=fid, newFileName="c", startTimeOffset=0, endTimeOffset=2)
    assert FILM.startswith(vod.get(made["newFileUrl"]).body)
    made = vod.ok(
        "SimpleConcatHls", srcFileList__0__fileId=fid, srcFileList__1__fileId=fid, name="d")
    assert vod.get(made["fileUrl"]).body == FILM * 2


def everything(vod: Service, fid: str, **more: Any) -> str:
    return str(vod.ok(
        "ProcessFile", fileId=fid, transcode__definition__0=20, transcode__definition__1=230,
        transcode__drm__definition=10, sampleSnapshot__definition=10,
        coverBySnapshot__definition=10,
        coverBySnapshot__positionType="Time", coverBySnapshot__position=2,
        snapshotByTimeOffset__definition=10, snapshotByTimeOffset__timeOffset__0=1500,
        imageSprite__definition=10, **more)["vodTaskId"])


def test_processing_shows_in_the_video(vod: Service, fid: str) -> None:
    task = everything(vod, fid)
    before = vod.ok("GetVideoInfo", fileId=fid)
    assert set(before) == {"code", "message", "codeDesc", "basicInfo", "metaData", "transcodeInfo"}
    vod.push(TASK_SECONDS)
    data = vod.ok("GetTaskInfo", vodTaskId=task)["data"]
    assert [part["taskType"] for part in data["processTaskList"]] == [
        "Transcode", "Transcode", "SampleSnapshot", "CoverBySnapshot", "SnapshotByTimeOffset",
        "ImageSprites"]
    assert all(part["status"] == "SUCCESS" and part["output"] for part in data["processTaskList"])
    info = vod.ok("GetVideoInfo", fileId=fid)
    assert [each["definition"] for each in info["transcodeInfo"]["transcodeList"]] == [0, 20, 230]
    assert info["drm"]["edkList"] == data["drm"]["edkList"]
    pictures = [
        info["basicInfo"]["coverUrl"],
        info["sampleSnapshotInfo"]["sampleSnapshotList"][0]["imageUrls"][9],
        info["snapshotByTimeOffsetInfo"]["snapshotByTimeOffsetList"][0]["picInfoList"][0]["url"],
        info["imageSpriteInfo"]["imageSpriteList"][0]["imageUrls"][0],
        vod.ok("DescribeAutoScreenShot", fileId=fid)["imageurls"][0]["url"],
    ]
    for url in pictures:
        assert vod.get(url).body.startswith(b"\xff\xd8\xff")
    vtt = vod.get(info["imageSpriteInfo"]["imageSpriteList"][0]["webVttUrl"])
    assert vtt.body.startswith(b"WEBVTT\n\n00:00:00.000 --> 00:00:10.000\n")
    edk = info["drm"]["edkList"][0]
    (key,) = vod.ok("DescribeDrmDataKey", edkList__0=edk)["data"]["keyList"]
    assert key["edk"] == edk and len(key["dk"]) == 24


def test_a_procedure_is_run_by_name(vod: Service, fid: str) -> None:
    named = "QCVB_SimpleProcessFile({10,20},0,10,10)"
    order: Dict[str, Any] = {"inputType": "SingleFile", "file__id": fid, "procedure": named}
    task = vod.ok("RunProcedure", **order)["vodTaskId"]
    refused(vod.call("RunProcedure", **order), 50005, task)
    vod.push(TASK_SECONDS)
    told = vod.ok("GetProcedureInfo", vodTaskId=task)
    assert told["status"] == "FINISH" and told["fileId"] == fid
    assert [part["taskType"] for part in told["processTaskList"]] == [
        "Transcode", "Transcode", "CoverBySnapshot", "SampleSnapshot"]
    cuts = vod.ok(
        "RunProcedure", inputType="MultiFile", procedure="mine", fileList__0__id=fid,
        fileList__0__endTimeOffset=2, fileList__1__id=fid,
        fileList__1__startTimeOffset=-1)["vodTaskId"]
    vod.push(TASK_SECONDS)
    assert vod.ok("GetProcedureInfo", vodTaskId=cuts)["fileId"] not in ("", fid)
    refused(vod.call("RunProcedure", inputType="SingleFile", procedure=named), 50007, "file")
    refused(vod.call("RunProcedure", **{**order, "procedure": "QCVB_SimpleProcessFile(a"}), 50007)
    refused(vod.call("RunProcedure", **{**order, "inputType": "Else"}), 50007, "Else")
    assert vod.ok("ProcessFileByProcedure", fileId=fid)["procedureTaskId"]


def test_a_deleted_video_fails_its_task(vod: Service, fid: str) -> None:
    tasks = [everything(vod, fid)] + [
        vod.ok("ConvertVodFile", fileId=fid)["vodTaskId"],
        vod.ok("CreateImageSprite", fileId=fid, definition=10)["vodTaskId"],
        vod.ok("ClipVideo", fileId=fid, newFileName="c")["vodTaskId"],
        vod.ok("ConcatVideo", srcFileList__0__fileId=fid, name="d", dstType__0="mp4")["vodTaskId"],
        vod.ok(
            "CreateSnapshotByTimeOffset", fileId=fid, definition=10, timeOffset__0=1
        )["vodTaskId"],
    ]
    assert vod.ok("DeleteVodFile", fileId=fid, priority=0)
    vod.push(TASK_SECONDS)
    data = [vod.ok("GetTaskInfo", vodTaskId=task)["data"] for task in tasks]
    assert data[0]["errCode"] == 30009 and data[0]["processTaskList"][0]["status"] == "FAIL"
    assert data[1]["status"] == data[2]["status"] == data[3]["fileInfo"]["status"] == 30009
    assert data[4]["fileInfo"][0]["status"] == -1 and data[5]["picInfo"][0]["status"] == 30009
    assert vod.ok("DescribeVodInfo")["totalCount"] == 0


def test_lists_of_tasks(vod: Service, fid: str) -> None:
    tasks = [vod.ok("ConvertVodFile", fileId=fid)["vodTaskId"] for _ in range(12)]
    first = vod.ok("GetTaskList", status="WAITING", fileId=fid)["data"]
    rest = vod.ok("GetTaskList", status="WAITING", next=first["next"])["data"]
    listed = [each["vodTaskId"] for each in first["taskList"] + rest["taskList"]]
    assert listed == tasks and rest["next"] == "" and len(first["taskList"]) == 10
    assert vod.ok("GetTaskCountInQueue")["num"] == 12
    assert vod.ok("GetTaskCountInQueue", taskId=tasks[3])["num"] == 3
    assert vod.ok("SetWaitingTask", vodTaskId=tasks[11], priority=1)
    assert vod.ok("GetTaskCountInQueue", taskId=tasks[3])["num"] == 4
    assert vod.ok("GetTaskCountInQueue", taskId=tasks[11])["num"] == 0
    vod.push(TASK_SECONDS)
    late = vod.ok("ConvertVodFile", fileId=fid)["vodTaskId"]
    assert vod.ok("GetTaskList", status="WAITING")["data"]["taskList"][0]["vodTaskId"] == late
    assert len(vod.ok("GetTaskList", status="FINISHED", maxCount=20)["data"]["taskList"]) == 12
    states = vod.ok(
        "GetVodTaskStatus", taskId__0=late, taskId__1=tasks[0], taskId__2="none"
    )["taskList"]
    assert [each["status"] for each in states] == ["Queuing", "Finished", "NotFound"]
    counts = {each["status"]: each["totalCount"] for each in vod.ok("TaskStatusStat")["data"]}
    assert counts == {"WAITING": 1, "PROCESSING": 0, "FINISH": 12}
    newest = vod.ok("GetTaskListByFileId", fileId=fid, order="desc")["vodTaskList"]
    assert newest[0]["vodTaskId"] == late and len(newest) == 10
    over = vod.ok("GetTaskListByFileId", fileId=fid, status="Finish", size=20)["vodTaskList"]
    assert [each["vodTaskId"] for each in over] == tasks
    refused(vod.call("GetTaskList", status="DONE"), 1000, "DONE")
    refused(vod.call("GetTaskList", status="WAITING", next="x"), 1000, "next")


def test_orders_to_tasks(vod: Service, fid: str) -> None:
    task = vod.ok("ConvertVodFile", fileId=fid)["vodTaskId"]
    assert vod.ok("SetWaitingTask", vodTaskId=task, priority=1)
    refused(vod.call("RedoTask", vodTaskId=task), 70034)
    refused(vod.call("SetWaitingTask", vodTaskId=task, priority=9), 1000, "priority")
    vod.push(TASK_SECONDS)
    refused(vod.call("SetWaitingTask", vodTaskId=task, priority=1), 1000)
    assert vod.ok("RedoTask", vodTaskId=task) and status(vod, task) == "WAITING"
    vod.push(TASK_SECONDS)
    assert status(vod, task) == "FINISH"
    refused(vod.call("GetTaskInfo", vodTaskId="none"), 70014)
    refused(vod.call("GetProcedureInfo", vodTaskId=task), 70014, "GetTaskInfo")
    vod.push(4 * 86400)
    refused(vod.call("GetTaskInfo", vodTaskId=task), 70014, "three days")


def test_a_paused_video_is_not_worked_on(vod: Service, fid: str) -> None:
    assert vod.ok("SetVodPlayStatus", fileId=fid, playStatus=0)
    assert vod.ok("DescribeVodInfo", status=3)["totalCount"] == 1
    refused(vod.call("ConvertVodFile", fileId=fid), 10009, fid)
    assert vod.ok(
        "MultiSetVodPlayStatus", pullset__0__fileId=fid, pullset__0__playStatus=1,
        pullset__0__isPushCDN=0)
    assert vod.ok("ConvertVodFile", fileId=fid)
    refused(vod.call("SetVodPlayStatus", fileId=fid, playStatus=2), 1000, "playStatus")


ORDERS: List[Any] = [
    ("ConvertVodFile", {}), ("CreateImageSprite", {"definition": 10}),
    ("CreateSnapshotByTimeOffset", {"definition": 10, "timeOffset.0": 1}),
    ("ClipVideo", {"newFileName": "x"}), ("SetVodPlayStatus", {"playStatus": 1}),
    ("ModifyVodClass", {"classId": 0}), ("ProcessFileByProcedure", {}),
    ("DescribeAutoScreenShot", {}),
    ("AddKeyFrameDesc", {"keyFrameDesc.0.timeOffset": 1, "keyFrameDesc.0.content": "x"}),
    ("DescribeVodCover", {"type": 1, "para": "http://x/"}), ("GetTaskListByFileId", {}),
]


@pytest.mark.parametrize("action, more", ORDERS)
def test_unknown_file(vod: Service, action: str, more: Dict[str, Any]) -> None:
    refused(vod.call(action, fileId="404", **more), 10008, "404")
