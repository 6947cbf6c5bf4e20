# SPDX-License-Identifier: MIT
"""The other ways to upload: covers, by way of object storage, by end users, and the first one."""

import hashlib
from typing import Any, Dict

import pytest
from receiver import Receiver
from service import PART, TASK_SECONDS, Service

FILM = bytes(range(256)) * 8192
SHA = hashlib.sha1(FILM).hexdigest()


def small(data: bytes, **changes: Any) -> Dict[str, str]:
    told = {"fileName": "cover", "fileSha": hashlib.sha1(data).hexdigest(), "fileSize": len(data),
            "dataSize": len(data), "fileType": "jpg", "extra.usage": 1, **changes}
    return {name: str(value) for name, value in told.items()}


def test_a_cover(vod: Service) -> None:
    fid = vod.upload(b"a film")["fileId"]
    answer = vod.raw("SmallFileUpload", b"picture", small(b"picture", **{"extra.fileId": fid}))
    assert answer["code"] == 0 and answer["fileId"] != fid
    assert vod.get(answer["url"]).body == b"picture"
    assert vod.ok("GetVideoInfo", fileId=fid)["basicInfo"]["coverUrl"] == answer["url"]
    assert vod.raw("SmallFileUpload", b"picture", small(b"picture"))["fileId"] == answer["fileId"]


@pytest.mark.parametrize("changes, code, retryable", [
    ({"fileSha": "0" * 40}, -10006, 1), ({"dataSize": 3}, -10003, 0),
    ({"dataSize": 3, "fileSize": 3}, -10006, 1),
    ({"extra.usage": 2}, -10003, 0), ({"extra.fileId": "404"}, 10008, 0),
    ({"fileSize": 2000000}, -10003, 0),
])
def test_wrong_covers(vod: Service, changes: Dict[str, Any], code: int, retryable: int) -> None:
    answer = vod.raw("SmallFileUpload", b"picture", small(b"picture", **changes))
    assert (answer["code"], answer["canRetry"]) == (code, retryable), answer


def test_object_storage(vod: Service) -> None:
    place = vod.ok(
        "ApplyUpload", videoType="mp4", videoName="film", coverType="jpg", procedure="mine")
    key = place["vodSessionKey"]
    assert vod.call("CommitUpload", vodSessionKey=key)["code"] == 32001
    assert vod.send("PUT", place["video"]["storagePath"], FILM).status == 200
    assert vod.send("PUT", place["cover"]["storagePath"], b"picture").status == 200
    done = vod.ok("CommitUpload", vodSessionKey=key)
    assert vod.get(done["video"]["url"]).body == FILM
    assert vod.get(done["cover"]["url"]).body == b"picture"
    basic = vod.ok("GetVideoInfo", fileId=done["fileId"])["basicInfo"]
    assert basic["coverUrl"] == done["cover"]["url"]
    assert vod.ok("CommitUpload", vodSessionKey=key)["fileId"] == done["fileId"]
    (event,) = vod.events()
    told = vod.ok("GetProcedureInfo", vodTaskId=event["data"]["procedureTaskId"])
    assert told["fileId"] == done["fileId"]
    assert vod.call("CommitUpload", vodSessionKey="never answered")["code"] == 31001
    assert vod.call("ApplyUpload", videoType="../x")["code"] == 1000
    assert vod.send("PUT", "/places/nowhere/video.mp4", b"x").status == 404


def old_part(offset: int, size: int, **changes: Any) -> Dict[str, str]:
    told = {"fileName": "old", "fileSha": SHA, "fileSize": len(FILM), "dataSize": size,
            "offset": offset, "fileType": "avi", "tags.1": "night", **changes}
    return {name: str(value) for name, value in told.items()}


def test_the_first_way_to_upload(vod: Service) -> None:
    half = len(FILM) // 2
    assert vod.raw("MultipartUploadVodFile", FILM[half:], old_part(half, half))["code"] == -3002
    first = vod.raw("MultipartUploadVodFile", FILM[:half], old_part(0, half, isTranscode=1))
    assert (first["flag"], first["offset"]) == (0, str(half))
    wrong = vod.raw("MultipartUploadVodFile", FILM[: half - 5], old_part(5, half - 5))
    assert (wrong["flag"], wrong["offset"]) == (0, str(half))
    beyond = vod.raw("MultipartUploadVodFile", FILM[half:], old_part(half + 1, half))
    assert beyond["code"] == -25977
    last = vod.raw("MultipartUploadVodFile", FILM[half:], old_part(half, half))
    assert last["flag"] == 1
    info = vod.ok("GetVideoInfo", fileId=last["fileId"])["basicInfo"]
    assert (info["name"], info["type"], info["tags"]) == ("old", "avi", ["night"])
    again = vod.raw("MultipartUploadVodFile", FILM[:half], old_part(0, half))
    assert again["fileId"] == last["fileId"]
    assert vod.events()[0]["data"]["transcodeTaskId"]


def test_a_wrong_digest_ends_an_old_upload(vod: Service) -> None:
    sha = "f" * 40
    whole = vod.raw("MultipartUploadVodFile", FILM, old_part(0, len(FILM), fileSha=sha))
    assert whole["code"] == -29200 and SHA in whole["message"]
    assert vod.raw("MultipartUploadVodFile", b"x", old_part(0, 2))["code"] == -25982


def test_what_is_wished_for_after_an_upload(vod: Service) -> None:
    with Receiver({}) as receiver:
        fid = vod.upload(
            FILM, isTranscode=1, isScreenshot=1, notifyUrl=receiver.url("/told"))["fileId"]
        (event,) = vod.events()
        vod.push(TASK_SECONDS)
        assert receiver.posts[0]["task"] == "transcode" and receiver.posts[0]["status"] == 0
    task = vod.ok("GetTaskInfo", vodTaskId=event["data"]["transcodeTaskId"])
    assert task["status"] == "FINISH" and task["data"]["fileId"] == fid
    assert len(vod.ok("DescribeAutoScreenShot", fileId=fid)["imageurls"]) == 10


def test_uploads_of_end_users(vod: Service) -> None:
    common = {"fileSha": SHA, "signature": "made elsewhere"}
    begun = vod.call("InitUploadEx", fileSize=len(FILM), dataSize=PART, **common)
    assert begun["code"] == 0
    for offset in range(0, len(FILM), PART):
        piece = FILM[offset : offset + PART]
        part = vod.raw("UploadPartEx", piece, {
            **common, "offset": str(offset), "dataSize": str(len(piece)),
            "dataMd5": hashlib.md5(piece).hexdigest()})
        assert part["code"] == 0
    done = vod.ok("FinishUploadEx", **common)
    assert vod.get(done["url"]).body == FILM and done["verify_content"]
    assert vod.call("InitUploadEx", fileSize=len(FILM), dataSize=PART, **common)["code"] == 2
    assert vod.call("FinishUploadEx", fileSha=SHA, signature=" ")["code"] == -10002
    logged = vod.control("GET", "requests")
    assert all(each["parameters"].get("signature") in (None, "***") for each in logged)
