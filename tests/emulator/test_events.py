# SPDX-License-Identifier: MIT
"""Events: which ones there are, the queue, callback URLs; and files fetched from URLs."""

import hashlib
from typing import Any, List

import pytest
from receiver import Receiver
from service import TASK_SECONDS, Service
from test_spec import SERVICE

FILM = bytes(range(256)) * 8192


@pytest.fixture
def fid(vod: Service) -> str:
    return str(vod.upload(FILM, "film")["fileId"])


def kinds(events: List[Any]) -> List[str]:
    return [each["eventType"] for each in events]


def test_everything_that_ends_raises_an_event(vod: Service, fid: str) -> None:
    vod.ok("ConvertVodFile", fileId=fid)
    vod.ok("ClipVideo", fileId=fid, newFileName="c", endTimeOffset=2)
    vod.ok("ConcatVideo", srcFileList__0__fileId=fid, name="d", dstType__0="mp4")
    vod.ok("CreateImageSprite", fileId=fid, definition=10)
    vod.ok("CreateSnapshotByTimeOffset", fileId=fid, definition=10, timeOffset__0=1000)
    vod.ok("ProcessFile", fileId=fid, sampleSnapshot__definition=10)
    assert kinds(vod.events()) == ["NewFileUpload"]
    vod.push(TASK_SECONDS)
    vod.ok("DeleteVodFile", fileId=fid, priority=0)
    events = vod.events()
    assert kinds(events) == [
        "TranscodeComplete", "ClipComplete", "ConcatComplete", "CreateImageSpriteComplete",
        "CreateSnapshotByTimeOffsetComplete", "ProcedureStateChanged", "FileDeleted"]
    assert events[-1]["data"]["fileInfo"] == [{"fileId": fid}]
    assert vod.events() == []


def test_events_hold_what_the_spec_says(vod: Service, fid: str) -> None:
    """No name that the spec does not know; so a typed client sees all of it."""
    vod.ok("ConvertVodFile", fileId=fid)
    vod.ok("ClipVideo", fileId=fid, newFileName="c", endTimeOffset=2)
    vod.ok("ProcessFile", fileId=fid, transcode__definition__0=20, imageSprite__definition=10,
           transcode__drm__definition=10, notifyMode="Change")
    vod.push(TASK_SECONDS)
    for event in vod.events():
        variant = SERVICE.type_named("EventData")
        assert variant is not None
        case = next(each for each in variant.fields if each.name == event["eventType"])
        check_names(event["data"], case.type, event["eventType"])


def check_names(value: Any, type_name: str, where: str) -> None:
    kind = SERVICE.type_named(type_name)
    if kind is None:
        return
    fields = {field.name: field for field in kind.fields}
    for name, inner in value.items():
        assert name in fields, f"{where}.{name}"
        inner_type = fields[name].type
        inner_kind = SERVICE.type_named(inner_type)
        if inner_kind is not None and inner_kind.discriminator:
            chosen = value[inner_kind.discriminator]
            inner_type = next(each.type for each in inner_kind.fields if each.name == chosen)
        for each in inner if isinstance(inner, list) else [inner]:
            check_names(each, inner_type, f"{where}.{name}")


def test_an_event_comes_again_until_it_is_confirmed(vod: Service, fid: str) -> None:
    (event,) = vod.ok("PullEvent")["eventList"]
    assert vod.ok("PullEvent")["eventList"] == []
    vod.push(31)
    late = vod.call("ConfirmEvent", msgHandle__0=event["msgHandle"])
    assert late["code"] == 1000 and event["msgHandle"] in late["message"]
    (again,) = vod.ok("PullEvent")["eventList"]
    assert again["eventContent"] == event["eventContent"]
    assert again["msgHandle"] != event["msgHandle"]
    for _ in range(2):
        assert vod.ok("ConfirmEvent", msgHandle__0=again["msgHandle"])
    vod.push(31)
    assert vod.ok("PullEvent")["eventList"] == []


def test_changes_are_told_when_asked_for(vod: Service, fid: str) -> None:
    vod.ok("ProcessFile", fileId=fid, sampleSnapshot__definition=10, notifyMode="Change")
    vod.ok("ProcessFile", fileId=fid, sampleSnapshot__definition=10, notifyMode="None")
    vod.push(TASK_SECONDS)
    states = [each["data"] for each in vod.events() if each["eventType"] == "ProcedureStateChanged"]
    assert [each["status"] for each in states] == ["PROCESSING", "FINISH"]
    assert [each["processTaskList"][0]["status"] for each in states] == ["PROCESSING", "SUCCESS"]


def test_any_event_can_be_put_on_the_queue(vod: Service) -> None:
    event = {"eventType": "OfTomorrow", "data": {"fileId": "1", "ünew": [1]}}
    vod.control("POST", "events", event)
    assert vod.events() == [{"version": "4.0", **event}]
    for wrong in (b"[]", b'{"eventType": "x"}', b'{"eventType": 1, "data": {}}'):
        assert vod.send("POST", "/_emulator/events", wrong).status == 400


def test_callback_urls(vod: Service) -> None:
    with Receiver({}, falls_silent=2) as receiver:
        vod.control("POST", "callback", {"url": receiver.url("/events")})
        template = vod.ok("CreateCallbackTemplate", mode="Common", url=receiver.url("/more"))
        vod.ok("UpdateCallbackTemplate", definition=template["definition"], mode="Reliable")
        vod.upload(b"a film")
        vod.push(0)
        assert kinds(receiver.posts) == ["NewFileUpload"] * 3
        assert receiver.posts == vod.events() * 3
        assert vod.get(receiver.posts[0]["data"]["fileUrl"]).body == b"a film"
        vod.control("POST", "callback", {"url": ""})
        vod.upload(b"another film")
        vod.push(0)
        assert len(receiver.posts) == 3
    assert vod.send("POST", "/_emulator/callback", b'{"url": "http://example.com/"}').status == 400


def test_pulls(vod: Service) -> None:
    files = {"/film.mov": (200, FILM), "/moved.mp4": (302, b""), "/empty.mp4": (200, b"")}
    with Receiver(files) as receiver:
        urls = [
            receiver.url(each) for each in ("/film.mov", "/moved.mp4", "/none.mp4", "/empty.mp4")
        ]
        parameters = {}
        for number, url in enumerate([*urls, "http://192.0.2.1/x.mp4", urls[0]]):
            parameters[f"pullset.{number}.url"] = url
            parameters[f"pullset.{number}.fileName"] = f"file {number}"
        parameters.update({
            "pullset.0.fileMd5": hashlib.md5(FILM).hexdigest(), "pullset.0.isTranscode": "1",
            "pullset.0.tags": "night,day", "pullset.0.notifyUrl": receiver.url("/told"),
            "pullset.0.isReport": "1", "pullset.5.fileMd5": "0" * 32})
        pulls = vod.ok("MultiPullVodFile", **parameters)["data"]
        fid = pulls[0]["file_id"]
        assert pulls[0]["source_url"] == urls[0]
        assert vod.call("GetVideoInfo", fileId=fid)["code"] == 10008
        vod.push(TASK_SECONDS)
        ends = [vod.ok("GetTaskInfo", vodTaskId=each["vod_task_id"])["data"] for each in pulls]
        assert receiver.posts[0]["task"] == "file_upload"
        assert receiver.posts[0]["data"]["file_id"] == fid
    assert [each["status"] for each in ends] == [0, 30009, 30009, 30009, 30009, 30009]
    for end, words in zip(ends[1:], ("302", "404", "empty", "loopback", "MD5")):
        assert words in end["message"]
    info = vod.ok("GetVideoInfo", fileId=fid)["basicInfo"]
    assert (info["name"], info["type"], info["tags"]) == ("file 0", "mov", ["night", "day"])
    assert vod.get(ends[0]["fileUrl"]).body == FILM
    vod.push(TASK_SECONDS)
    assert vod.ok("GetTaskInfo", vodTaskId=ends[0]["transcodeTaskId"])["status"] == "FINISH"
    assert kinds(vod.events()).count("PullComplete") == 6
    for name, text in (("url", "file:///etc/hosts"), ("fileMd5", "x"), ("classId", "4711")):
        broken = {"pullset.0.url": urls[0], "pullset.0.fileName": "x", f"pullset.0.{name}": text}
        answer = vod.call("MultiPullVodFile", **broken)
        assert answer["code"] == 1000 and f"pullset.0.{name}" in answer["message"]


def test_a_procedure_on_a_file_that_is_fetched_first(vod: Service) -> None:
    with Receiver({"/film.mp4": (200, FILM)}) as receiver:
        task = vod.ok(
            "RunProcedure", inputType="PullFile", procedure="mine",
            pull__url=receiver.url("/film.mp4"),
            pull__fileName="fetched")["vodTaskId"]
        vod.push(TASK_SECONDS)
        assert vod.ok("GetTaskInfo", vodTaskId=task)["status"] == "WAITING"
        vod.push(TASK_SECONDS)
    told = vod.ok("GetTaskInfo", vodTaskId=task)
    assert told["status"] == "FINISH"
    assert told["data"]["metaData"]["md5"] == hashlib.md5(FILM).hexdigest()
