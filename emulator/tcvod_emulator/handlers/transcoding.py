# SPDX-License-Identifier: MIT
"""What a transcoding template may say; each part has a code of its own when it is refused."""

from __future__ import annotations

from typing import Any, Callable, Mapping, Tuple

from ..refusal import Refusal

RESOLUTION = 10734
NARROWEST, WIDEST, H265_LARGEST = 128, 1920, (640, 480)

Accepts = Callable[[Any], bool]


def one_of(*values: Any) -> Accepts:
    return lambda value: value in values


def within(low: float, high: float) -> Accepts:
    return lambda value: bool(low <= value <= high)


SWITCH = one_of(0, 1)
RULES: Tuple[Tuple[str, int, Accepts, str], ...] = (
    ("container", 10730, one_of("mp4", "flv", "hls"), "mp4, flv or hls"),
    ("isFiltrateVideo", 10736, SWITCH, "0 or 1"),
    ("isFiltrateAudio", 10737, SWITCH, "0 or 1"),
    ("video.codec", 10732, one_of("libx264", "libx265"), "libx264 or libx265"),
    ("video.fps", 10731, within(1, 60), "from 1 to 60"),
    ("video.bitrate", 10733, within(1, 100_000), "from 1 to 100000"),
    ("video.minGop", 10738, within(1, 10), "from 1 to 10"),
    ("video.maxGop", 10739, within(1, 10), "from 1 to 10"),
    ("video.videoProfile", 10740, one_of("baseline", "main", "high"), "baseline, main or high"),
    ("video.colorSpace", 10741, one_of("yuv420p", "yuv420p10le"), "yuv420p or yuv420p10le"),
    ("video.deinterlaced", 10742, SWITCH, "0 or 1"),
    ("video.videoRateControl", 10743, SWITCH, "0 or 1"),
    ("denoise.enable", 10745, SWITCH, "0 or 1"),
    ("audio.codec", 10754, one_of("libfdk_aac", "libmp3lame"), "libfdk_aac or libmp3lame"),
    ("audio.sampleRate", 10755, within(1, 192_000), "from 1 to 192000"),
    ("audio.bitrate", 10756, within(1, 10_000), "from 1 to 10000"),
    ("audio.soundSystem", 10757, one_of(1, 2), "1 or 2"),
    ("audio.audioResampler", 10758, one_of("soxr"), "soxr"),
    ("audio.audioDownmixMode", 10759, SWITCH, "0 or 1"),
)


def check_transcode(details: Mapping[str, Any]) -> None:
    for path, code, accepts, expected in RULES:
        value: Any = details
        for name in path.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        if value is not None and not accepts(value):
            raise Refusal(code, f"{path}: {value!r}, but {expected} is expected")
    check_resolution(details["video"])
    check_gops(details["video"])
    check_audio(details)


def check_resolution(video: Mapping[str, Any]) -> None:
    width, height = video.get("width", 0), video.get("height", 0)
    for name, side in (("width", width), ("height", height)):
        if side and not NARROWEST <= abs(side) <= WIDEST:
            raise Refusal(RESOLUTION, f"video.{name}: {side} is not from {NARROWEST} to {WIDEST}")
    if video["codec"] == "libx265" and (
        abs(width) > H265_LARGEST[0] or abs(height) > H265_LARGEST[1]
    ):
        raise Refusal(RESOLUTION, "video.width, video.height: libx265 goes up to 640 by 480")


def check_gops(video: Mapping[str, Any]) -> None:
    if video.get("minGop", 1) > video.get("maxGop", 10):
        raise Refusal(
            10738, f"video.minGop: {video['minGop']} is more than maxGop {video['maxGop']}")


def check_audio(details: Mapping[str, Any]) -> None:
    right = "libmp3lame" if details["container"] == "flv" else "libfdk_aac"
    if details["audio"]["codec"] != right:
        raise Refusal(10754, f"audio.codec: container {details['container']} takes {right}")
