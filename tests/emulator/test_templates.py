# SPDX-License-Identifier: MIT
"""Templates of transcoding, watermarks, callbacks and HLS keys:
made, read, listed, changed, deleted.
"""

from typing import Any, Dict

import pytest
from service import TASK_SECONDS, Service

TRANSCODE: Dict[str, Any] = {
    "name": "mine", "container": "hls", "comment": "für Tests", "video.codec": "libx264",
    "video.fps": "24.5",
    "video.width": "640", "video.bitrate": "700", "video.resolutionSelfAdapting": "close",
    "audio.codec": "libfdk_aac", "audio.bitrate": "64", "audio.sampleRate": "44100",
}


def refused(answer: Any, code: int, *words: str) -> None:
    assert answer["code"] == code, answer
    for word in words:
        assert word in answer["message"], answer


def test_transcode_templates(vod: Service) -> None:
    made = vod.ok("CreateTranscodeTemplate", **TRANSCODE)
    definition = made["definition"]
    assert made["data"] == {"definition": definition}
    vod.push(5)
    assert vod.ok("UpdateTranscodeTemplate", definition=definition, name="ours", video__bitrate=800)
    told = vod.ok("QueryTranscodeTemplate", definition=definition)
    assert (told["name"], told["comment"], told["container"]) == ("ours", "für Tests", "hls")
    assert told["video"] == {
        "codec": "libx264", "fps": 24.5, "width": 640, "bitrate": 800, "resolutionSelfAdapting": 0}
    assert told["updateTime"] - told["createTime"] == 5 and told["isFiltrateVideo"] == 0
    (entry,) = vod.ok("QueryTranscodeTemplateList")["definitionList"]
    assert (
        entry["definition"], entry["name"], entry["comment"]
    ) == (definition, "ours", "für Tests")
    assert vod.ok("DeleteTranscodeTemplate", definition=definition)
    assert vod.ok("QueryTranscodeTemplateList")["definitionList"] == []
    refused(vod.call("QueryTranscodeTemplate", definition=definition), 10704, str(definition))
    refused(vod.call("UpdateTranscodeTemplate", definition=definition), 10704)


def test_a_template_of_ones_own_shapes_what_is_made(vod: Service) -> None:
    fid = vod.upload(b"a film")["fileId"]
    definition = vod.ok("CreateTranscodeTemplate", **TRANSCODE)["definition"]
    vod.ok("ProcessFile", fileId=fid, transcode__definition__0=definition)
    vod.push(TASK_SECONDS)
    made = vod.ok("GetVideoInfo", fileId=fid)["transcodeInfo"]["transcodeList"][1]
    assert (made["definition"], made["container"], made["width"]) == (definition, "m3u8", 640)
    assert made["videoStreamList"][0]["bitrate"] == 700_000


@pytest.mark.parametrize("name, text, code", [
    ("container", "avi", 10730), ("video.fps", "0", 10731), ("video.codec", "vp9", 10732),
    ("video.bitrate", "0", 10733), ("video.width", "64", 10734), ("isFiltrateVideo", "2", 10736),
    ("isFiltrateAudio", "2", 10737), ("video.videoProfile", "best", 10740),
    ("video.colorSpace", "rgb", 10741),
    ("video.deinterlaced", "2", 10742), ("video.videoRateControl", "3", 10743),
    ("denoise.enable", "2", 10745),
    ("audio.codec", "libmp3lame", 10754), ("audio.sampleRate", "0", 10755),
    ("audio.bitrate", "0", 10756),
    ("audio.soundSystem", "3", 10757), ("audio.audioResampler", "x", 10758),
    ("audio.audioDownmixMode", "2", 10759),
])
def test_each_part_of_a_template_has_a_code(vod: Service, name: str, text: str, code: int) -> None:
    refused(vod.call("CreateTranscodeTemplate", **{**TRANSCODE, name: text}), code, name)
    definition = vod.ok("CreateTranscodeTemplate", **TRANSCODE)["definition"]
    refused(vod.call("UpdateTranscodeTemplate", definition=definition, **{name: text}), code, name)


def test_parts_of_a_template_agree(vod: Service) -> None:
    refused(
        vod.call(
            "CreateTranscodeTemplate", **{**TRANSCODE, "video.minGop": "5", "video.maxGop": "4"}
        ), 10738)
    big = {**TRANSCODE, "video.codec": "libx265", "video.width": "1280"}
    refused(vod.call("CreateTranscodeTemplate", **big), 10734, "libx265")


def test_watermark_templates(vod: Service) -> None:
    url = vod.ok("ApplyUploadWatermark", type="png")["uploadUrl"]
    refused(vod.call("CreateWatermarkTemplate", url=url, width="10%"), 10801, "no picture")
    path = "/" + url.split("/", 3)[3]
    assert vod.send("PUT", path, b"picture").status == 200
    definition = vod.ok(
        "CreateWatermarkTemplate", name="mine", url=url, width="10%", left="5%"
    )["definition"]
    assert vod.ok("UpdateWatermarkTemplate", definition=definition, width="12px", top="3%")
    told = vod.ok("QueryWatermarkTemplate", definition=definition)
    assert (told["name"], told["left"], told["top"], told["width"]) == ("mine", "5%", "3%", "12px")
    assert (
        told["type"], told["height"]
    ) == ("image", "0px") and vod.get(told["url"]).body == b"picture"
    (old,) = vod.ok("GetWatermarkList")["definitionList"]
    assert (old["id"], old["left"], old["top"]) == (definition, 5, 3)
    assert vod.ok("QueryWatermarkTemplateList")["definitionList"][0]["definition"] == definition
    assert vod.ok("DeleteWatermarkTemplate", definition=definition)
    refused(vod.call("QueryWatermarkTemplate", definition=definition), 10704)
    refused(vod.call("UpdateWatermarkTemplate", definition=definition, width="1px"), 10807)
    refused(vod.call("CreateWatermarkTemplate", url="picture.png", width="10%"), 10801)
    refused(vod.call("CreateWatermarkTemplate", url=url, width="110%"), 10810)
    refused(vod.call("CreateWatermarkTemplate", url=url, width="1px", type="text"), 10802)
    refused(vod.call("ApplyUploadWatermark", type="exe"), 1000)


def test_callback_templates(vod: Service) -> None:
    refused(vod.call("CreateCallbackTemplate", mode="Common"), 1000, "url")
    refused(vod.call("CreateCallbackTemplate", mode="Else"), 1000, "Else")
    made = [
        vod.ok("CreateCallbackTemplate", mode="Reliable", commnet=str(n))["definition"]
        for n in range(10)
    ]
    refused(vod.call("CreateCallbackTemplate", mode="Reliable"), 10700, "10")
    listed = vod.ok("QueryCallbackTemplateList")["definitionList"]
    assert [
        (each["definition"], each["comment"]) for each in listed
    ] == [(d, str(n)) for n, d in enumerate(made)]
    assert vod.ok("DeleteCallbackTemplate", definition=made[0])
    refused(vod.call("DeleteCallbackTemplate", definition=made[0]), 1000)
    refused(vod.call("UpdateCallbackTemplate", definition=made[1], mode="Common"), 1000, "url")


def test_templates_of_hls_keys(vod: Service) -> None:
    made = vod.ok(
        "CreateSimpleAesTemplate", get__key__url="https://example.com/key?a=1&b=2"
    )["data"]["definition"]
    assert vod.ok("QuerySimpleAesTemplate")["data"] == [
        {"definition": made, "get_key_url": "https://example.com/key?a=1&b=2"}]
    changed = vod.ok(
        "ModifySimpleAesTemplate", definition=made, get__key__url="https://example.com/other")
    assert changed["data"] == {"definition": made}
    assert vod.ok("QuerySimpleAesTemplate")["data"][0]["get_key_url"] == "https://example.com/other"
    refused(vod.call("CreateSimpleAesTemplate", get__key__url="key"), 1000, "get_key_url")
    refused(
        vod.call("ModifySimpleAesTemplate", definition=1, get__key__url="https://example.com/"),
        1000)
    fid = vod.upload(b"a film")["fileId"]
    vod.ok("ProcessFile", fileId=fid, transcode__definition__0=210, transcode__drm__definition=made)
    vod.push(TASK_SECONDS)
    assert vod.ok("GetVideoInfo", fileId=fid)["drm"]["getKeyUrl"] == "https://example.com/other"
