# SPDX-License-Identifier: MIT
"""A program of layout 1 on today's shared library."""

import json
import os
import re
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LIBRARY = os.environ["TCVOD_LIBRARY_DIR"]
HTTP = os.environ["TCVOD_TEST_HTTP"]

SPRITES = [
    {"definition": 10 + number, "height": 90, "width": 160 + number, "totalCount": 5,
     "imageUrls": [f"http://example.com/{number}.jpg"], "webVttUrl": f"http://example.com/{number}.vtt"}
    for number in range(3)]
RENDITIONS = [{"definition": number, "url": f"http://example.com/f{number}.mp4"} for number in (0, 20)]
INFO = {
    "code": 0, "message": "",
    "metaData": {"size": 123456, "container": "mp4", "width": 1024, "floatDuration": 1.5, "rotate": 90},
    "transcodeInfo": {"idrAlignment": 1, "transcodeList": RENDITIONS},
    "imageSpriteInfo": {"imageSpriteList": SPRITES},
    "animatedGraphicsInfo": {"animatedGraphicsList": [{"url": "http://example.com/a.gif"}]},
}
EXPECTED = """layout 1
modified Success
meta 123456 mp4 1024
sprite 10 160x90 http://example.com/0.jpg
sprite 11 161x90 http://example.com/1.jpg
sprite 12 162x90 http://example.com/2.jpg
rendition 0 http://example.com/f0.mp4
rendition 20 http://example.com/f20.mp4
by path http://example.com/1.vtt
"""


def control(method: str, path: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(HTTP + path, data=data, method=method,
                                     headers={"Content-Type": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=10) as answer:
        return json.loads(answer.read() or b"null")


def build(tmp_path: Path) -> Path:
    program = tmp_path / "old_program"
    subprocess.run(
        ["gcc", "-std=c11", "-Wall", "-Wextra", "-Werror", *os.environ.get("TCVOD_TEST_CFLAGS", "").split(),
         "-I" + str(HERE / "layout-1/include"), str(HERE / "old_program.c"), "-o", str(program),
         "-L" + LIBRARY, "-ltcvod"], check=True)
    return program


def today() -> int:
    header = (ROOT / "generated/include/tcvod/vod_v2/types.h").read_text(encoding="utf-8")
    found = re.search(r"#define TCVOD_VOD_V2_LAYOUT (\d+)", header)
    assert found
    return int(found.group(1))


def test_program_of_layout_1_runs_on_the_library_of_today(tmp_path: Path) -> None:
    assert today() > 1
    control("POST", "/_emulator/reset", {})
    control("POST", "/_emulator/faults", [
        {"action": "ModifyVodInfo", "json": {"code": 0, "codeDesc": "Success", "message": ""}},
        {"action": "GetVideoInfo", "json": INFO},
    ])
    done = subprocess.run([str(build(tmp_path))], capture_output=True, text=True, timeout=60)
    served = control("GET", "/_emulator/requests")
    control("DELETE", "/_emulator/faults")
    assert (done.returncode, done.stdout) == (0, EXPECTED), done.stderr
    modify = next(each for each in served if each["action"] == "ModifyVodInfo")
    own = {name: value for name, value in modify["parameters"].items() if name[0].islower()}
    assert own == {"fileId": "42", "fileName": "new name", "classId": "0"}
    assert "SubAppId" not in modify["parameters"]
