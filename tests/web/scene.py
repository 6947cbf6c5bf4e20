# SPDX-License-Identifier: MIT
"""What the page is to show: media, classes, a task, events, callbacks and refused requests.

clip.webm was made with: ffmpeg -f lavfi -i testsrc=size=240x136:rate=10:duration=4
-f lavfi -i sine=frequency=440:duration=4 -c:v libvpx -b:v 24k -crf 40 -c:a libopus -b:a 12k
-map_metadata -1 -fflags +bitexact clip.webm
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from receiver import Receiver
from service import PART, Service

CLIP = Path(__file__).resolve().parent / "clip.webm"
ATTACK = "<script>document.title=1</script><img src=x>"


@dataclass(frozen=True)
class Scene:
    clip_id: str
    attack_id: str
    class_id: str
    task_id: str


def upload(vod: Service, data: bytes, name: str, extension: str, class_id: str = "0") -> str:
    sha = hashlib.sha1(data).hexdigest()
    assert vod.ok(
        "InitUpload", fileName=name, fileSha=sha, fileSize=len(data), dataSize=PART,
        fileType=extension, classId=class_id)
    for offset in range(0, len(data), PART):
        assert vod.send_part(sha, data, offset)["code"] == 0
    return str(vod.ok("FinishUpload", fileSha=sha)["fileId"])


def send_with_encoded_values(vod: Service) -> None:
    """A client that encodes values before it signs."""
    plain = {**vod.common("CreateClass"), "className": "late night"}
    text = "&".join(f"{name}={quote(plain[name], safe='')}" for name in sorted(plain))
    digest = hmac.new(
        vod.secret_key.encode(), f"GET127.0.0.1/v2/index.php?{text}".encode(), "sha1").digest()
    answer = vod.deliver({**plain, "Signature": base64.b64encode(digest).decode()}).json
    assert answer["code"] == 4100, answer


def set_up(vod: Service) -> Scene:
    with Receiver({}) as receiver:
        vod.control("POST", "callback", {"url": receiver.url("/events")})
        sports = vod.ok("CreateClass", className="sports")["newClassId"]
        skiing = vod.ok("CreateClass", className="skiing", parentId=sports)["newClassId"]
        vod.ok("CreateClass", className=ATTACK)
        clip_id = upload(vod, CLIP.read_bytes(), "test card", "webm", skiing)
        attack_id = upload(vod, b"not a video", "attack", "mp4")
        vod.ok("ModifyVodInfo", fileId=attack_id, fileName=ATTACK)
        vod.ok("CreateVodTags", fileId=clip_id, tags__1="demo", tags__2=ATTACK[:8])
        vod.push(0)
    task_id = vod.ok("ConvertVodFile", fileId=clip_id)["vodTaskId"]
    vod.call("DescribeVodPlayUrls", fileId="unknown")
    send_with_encoded_values(vod)
    vod.deliver(vod.signed("PullEvent", {}, key="another key"))
    vod.call("CreateVodTags", fileId=clip_id)
    vod.deliver({**vod.common("DescribeClass"), "Timestamp": "soon", "Signature": "x"})
    return Scene(clip_id, attack_id, str(skiing), str(task_id))
