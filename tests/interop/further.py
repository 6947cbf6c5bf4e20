# SPDX-License-Identifier: MIT
"""Further actions through the vendor's Node client: tasks, events, templates, pulls, figures."""

from __future__ import annotations

import http.client
import json
from typing import Any, Callable, Protocol, Tuple
from urllib.parse import SplitResult


class Caller(Protocol):
    def call(self, action: str, **data: Any) -> Any: ...


class Further:
    """`emulator` is where the clock is pushed; `film` a URL it can fetch from."""

    def __init__(self, emulator: SplitResult, film: str) -> None:
        self.emulator = emulator
        self.film = film

    def push_clock(self) -> None:
        """Time passes until every task is over."""
        connection = http.client.HTTPConnection(
            self.emulator.hostname or "", self.emulator.port, timeout=20)
        connection.request("GET", "/_emulator/clock")
        now = json.loads(connection.getresponse().read())["offset_seconds"]
        connection.request("POST", "/_emulator/clock", json.dumps({"offset_seconds": now + 10}))
        assert connection.getresponse().read()
        connection.close()

    def ended(self, client: Caller, task: str) -> Any:
        self.push_clock()
        info = ok(client, "GetTaskInfo", vodTaskId=task)
        assert info["status"] == "FINISH", info
        return info["data"]

    def process(self, client: Caller, file_id: str) -> None:
        task = ok(
            client, "ProcessFile", fileId=file_id, transcode={"definition": [20, 230]},
            coverBySnapshot={"definition": 10, "positionType": "Percent", "position": 50},
            snapshotByTimeOffset={"definition": 10, "timeOffset": [1000, 2000]})["vodTaskId"]
        parts = self.ended(client, task)["processTaskList"]
        assert [part["status"] for part in parts] == ["SUCCESS"] * 4, parts

    def convert(self, client: Caller, file_id: str) -> None:
        task = ok(client, "ConvertVodFile", fileId=file_id, isScreenshot=0)["vodTaskId"]
        waiting = ok(client, "GetTaskList", status="WAITING", maxCount=100)["data"]["taskList"]
        states = ok(client, "GetVodTaskStatus", taskId=[task])["taskList"]
        assert states[0]["status"] != "NotFound" and isinstance(waiting, list), states
        assert self.ended(client, task)["playSet"][-1]["definition"] >= 20
        assert any(each["vodTaskId"] == task for each in ok(
            client, "GetTaskListByFileId", fileId=file_id, order="desc", size=100)["vodTaskList"])

    def clip(self, client: Caller, file_id: str) -> None:
        task = ok(
            client, "ClipVideo", fileId=file_id, newFileName="夜 & piece", endTimeOffset=1
        )["vodTaskId"]
        made = self.ended(client, task)["fileInfo"]["fileId"]
        found = ok(client, "DescribeVodPlayInfo", fileName="夜 & p")
        assert [each["fileId"] for each in found["fileSet"]] == [made], found
        assert ok(client, "DeleteVodFile", fileId=made, priority=0)

    def concat(self, client: Caller, file_id: str) -> None:
        both = [{"fileId": file_id}, {"fileId": file_id}]
        task = ok(
            client, "ConcatVideo", srcFileList=both, name="twice", dstType=["mp4"]
        )["vodTaskId"]
        assert self.ended(client, task)["fileInfo"][0]["status"] == 0

    def pictures(self, client: Caller, file_id: str) -> None:
        sprite = ok(client, "CreateImageSprite", fileId=file_id, definition=10)["vodTaskId"]
        shots = ok(
            client, "CreateSnapshotByTimeOffset", fileId=file_id, definition=10,
            timeOffset=[500, 1500])["vodTaskId"]
        assert self.ended(client, sprite)["imageSpriteUrl"]
        assert [each["timeOffset"] for each in self.ended(client, shots)["picInfo"]] == [500, 1500]

    def procedure(self, client: Caller, file_id: str) -> None:
        task = ok(
            client, "RunProcedure", inputType="SingleFile", file={"id": file_id},
            procedure="QCVB_SimpleProcessFile({10,20},0,10,10)")["vodTaskId"]
        assert len(self.ended(client, task)["processTaskList"]) == 4
        assert ok(client, "RedoTask", vodTaskId=task)["code"] == 0
        self.push_clock()

    def pull(self, client: Caller, file_id: str) -> None:
        (pull,) = ok(
            client, "MultiPullVodFile", pullset=[{"url": self.film, "fileName": "fetched"}]
        )["data"]
        assert self.ended(client, pull["vod_task_id"])["status"] == 0

    def events(self, client: Caller, file_id: str) -> None:
        assert ok(client, "CreateImageSprite", fileId=file_id, definition=10)
        self.push_clock()
        events = ok(client, "PullEvent")["eventList"]
        assert events and all(each["eventContent"]["eventType"] for each in events), events
        assert ok(client, "ConfirmEvent", msgHandle=[each["msgHandle"] for each in events])

    def transcode_templates(self, client: Caller, file_id: str) -> None:
        made = ok(
            client, "CreateTranscodeTemplate", name="mine", container="mp4",
            video={"codec": "libx264", "fps": 24, "width": 640},
            audio={"codec": "libfdk_aac", "bitrate": 64, "sampleRate": 44100})["definition"]
        assert ok(client, "UpdateTranscodeTemplate", definition=made, comment="1&2=a+b%")
        assert ok(client, "QueryTranscodeTemplate", definition=made)["comment"] == "1&2=a+b%"
        listed = ok(client, "QueryTranscodeTemplateList")["definitionList"]
        assert made in [each["definition"] for each in listed], listed
        assert ok(client, "DeleteTranscodeTemplate", definition=made)

    def watermarks(self, client: Caller, file_id: str) -> None:
        made = ok(
            client, "CreateWatermarkTemplate", url="http://example.com/w.png",
            width="10%")["definition"]
        assert ok(client, "QueryWatermarkTemplate", definition=made)["width"] == "10%"
        assert ok(client, "DeleteWatermarkTemplate", definition=made)

    def tags_and_marks(self, client: Caller, file_id: str) -> None:
        assert ok(client, "CreateVodTags", fileId=file_id, tags={"1": "night", "2": "夜"})
        assert ok(
            client, "AddKeyFrameDesc", fileId=file_id,
            keyFrameDesc=[{"timeOffset": 1500, "content": "桥"}])
        info = ok(
            client, "GetVideoInfo", fileId=file_id, infoFilter=["keyFrameDescInfo", "basicInfo"])
        assert info["keyFrameDescInfo"]["keyFrameDescList"] == [
            {"timeOffset": 1500, "content": "桥"}
        ]
        assert {"night", "夜"} <= set(info["basicInfo"]["tags"])
        assert ok(client, "DeleteVodTags", fileId=file_id, tags={"1": "night"})

    def figures(self, client: Caller, file_id: str) -> None:
        assert ok(client, "DescribeVodStorage")["data"]["used_space"] > 0
        span = {"from": "2017-01-01 00:00:00", "to": "2037-01-01 00:00:00"}
        assert ok(client, "GetVodFileStatInfo", **span)["totalPlayTimes"] >= 0
        assert ok(client, "VodBackupGet", fileId=[file_id])["fileSet"][0]["fileId"] == file_id

    def cases(self) -> Tuple[Tuple[str, Callable[[Any, str], None]], ...]:
        return (
            ("ProcessFile, GetTaskInfo", self.process),
            ("ConvertVodFile, GetTaskList, GetVodTaskStatus, GetTaskListByFileId", self.convert),
            ("ClipVideo, DescribeVodPlayInfo, DeleteVodFile", self.clip),
            ("ConcatVideo", self.concat),
            ("CreateImageSprite, CreateSnapshotByTimeOffset", self.pictures),
            ("RunProcedure, RedoTask", self.procedure),
            ("MultiPullVodFile", self.pull),
            ("PullEvent, ConfirmEvent", self.events),
            ("Create-, Update-, Query-, DeleteTranscodeTemplate, QueryTranscodeTemplateList",
             self.transcode_templates),
            ("Create-, Query-, DeleteWatermarkTemplate", self.watermarks),
            ("CreateVodTags, DeleteVodTags, AddKeyFrameDesc, GetVideoInfo", self.tags_and_marks),
            ("DescribeVodStorage, GetVodFileStatInfo, VodBackupGet", self.figures),
        )


def ok(client: Caller, action: str, **data: Any) -> Any:
    answer = client.call(action, **data)
    assert answer["code"] == 0, f"{action}: {answer}"
    return answer
