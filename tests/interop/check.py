# SPDX-License-Identifier: MIT
"""check.py CLIENT_JS: what the vendor's Node client must do, aimed at an emulator in three ways.

direct   plain HTTP to the emulator's address; the client signs the host with its port
tls      the same over HTTPS
proxy    plain HTTP to vod.api.qcloud.com with the emulator as the proxy; the client signs that host

The actions of further.py are tried in the first way only.
"""

import base64
import hashlib
import hmac
import http.client
import itertools
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple
from urllib.parse import quote, urlsplit

from further import Further

HTTP, HTTPS = urlsplit(os.environ["TCVOD_TEST_HTTP"]), urlsplit(os.environ["TCVOD_TEST_HTTPS"])
SECRET_ID, SECRET_KEY = os.environ["TCVOD_SECRET_ID"], os.environ["TCVOD_SECRET_KEY"]
VIDEO = bytes(range(256)) * 4096
NAME, INTRO = "夜の街 1&2=a+b%", "~_-.*'() \U0001f3ac"

# The client's own are 16 bits wide: two in one second may be the same.
NONCES = itertools.count(int.from_bytes(os.urandom(4), "big") + 1)


@dataclass(frozen=True)
class Way:
    name: str
    options: Dict[str, Any]
    extra: Dict[str, Any]


WAYS = (
    Way("direct", {"host": HTTP.netloc, "protocol": "http"}, {}),
    Way("tls", {"host": HTTPS.netloc, "protocol": "https"}, {}),
    Way("proxy", {"serviceType": "vod", "protocol": "http"}, {"proxy": HTTP.geturl()}),
)


@dataclass(frozen=True)
class Client:
    program: str
    way: Way
    method: str
    key: str = SECRET_KEY

    def call(self, action: str, options: Optional[Dict[str, Any]] = None, **data: Any) -> Any:
        told = {
            "defaults": {
                "SecretId": SECRET_ID, "SecretKey": self.key, "Region": "gz", "serviceType": "vod"
            },
            "data": {"Action": action, "Nonce": next(NONCES), **data},
            "options": {"method": self.method, **self.way.options, **(options or {})},
            "extra": {"timeout": 20000, **self.way.extra},
        }
        environment = {
            name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")
        }
        environment["NODE_NO_WARNINGS"] = "1"
        done = subprocess.run([
            "node", self.program
        ], input=json.dumps(told), capture_output=True, text=True,
                              timeout=60, env=environment)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def signed_target(action: str, method: str, parameters: Dict[str, Any]) -> str:
    whole = {"Action": action, "Region": "gz", "Timestamp": int(time.time()), "Nonce": next(NONCES),
             "SecretId": SECRET_ID, **parameters}
    text = "&".join(f"{name}={whole[name]}" for name in sorted(whole))
    digest = hmac.new(
        SECRET_KEY.encode(), f"{method}127.0.0.1/v2/index.php?{text}".encode(), hashlib.sha1
    ).digest()
    whole["Signature"] = base64.b64encode(digest).decode()
    return "/v2/index.php?" + "&".join(
        f"{name}={quote(str(value), safe='')}" for name, value in whole.items())


def send(action: str, method: str, body: bytes = b"", **parameters: Any) -> Any:
    connection = http.client.HTTPConnection(HTTP.hostname or "", HTTP.port, timeout=20)
    headers = {"Content-Type": "application/octet-stream"} if body else {}
    connection.request(method, signed_target(action, method, parameters), body, headers)
    answer = json.loads(connection.getresponse().read())
    connection.close()
    assert answer["code"] == 0, answer
    return answer


def upload() -> str:
    """Puts the one video there, by plain HTTP: the vendor's client cannot upload."""
    sha = hashlib.sha1(VIDEO).hexdigest()
    send(
        "InitUpload", "GET", fileName="interop", fileSha=sha, fileSize=len(VIDEO), dataSize=1048576,
        fileType="mp4")
    md5 = hashlib.md5(VIDEO).hexdigest()
    send("UploadPart", "POST", VIDEO, fileSha=sha, offset=0, dataSize=len(VIDEO), dataMd5=md5)
    return str(send("FinishUpload", "GET", fileSha=sha)["fileId"])


def play_urls(client: Client, file_id: str) -> None:
    answer = client.call("DescribeVodPlayUrls", fileId=file_id)
    assert answer["code"] == 0 and answer["playSet"][0]["definition"] == 0, answer
    connection = http.client.HTTPConnection(HTTP.hostname or "", HTTP.port, timeout=20)
    connection.request("GET", urlsplit(answer["playSet"][0]["url"]).path)
    assert connection.getresponse().read() == VIDEO
    connection.close()


def classes(client: Client, file_id: str) -> None:
    name = f"频道 {client.way.name} {client.method} {next(NONCES)}"
    made = client.call("CreateClass", className=name, parentId=-1)
    assert made["code"] == 0, made
    tree = client.call("DescribeAllClass")
    assert tree["code"] == 0, tree
    assert any(
        str(each["info"]["id"]) == made["newClassId"] and each["info"]["name"] == name
        for each in tree["data"])


def utf8(client: Client, file_id: str) -> None:
    answer = client.call("ModifyVodInfo", fileId=file_id, fileName=NAME, fileIntro=INTRO)
    assert answer["code"] == 0, answer
    basic = client.call("GetVideoInfo", fileId=file_id, infoFilter=["basicInfo"])["basicInfo"]
    assert (basic["name"], basic["description"]) == (NAME, INTRO), basic


def sha256(client: Client, file_id: str) -> None:
    answer = client.call("DescribeVodPlayUrls", {"signatureMethod": "sha256"}, fileId=file_id)
    assert answer["code"] == 0, answer


def wrong_key(client: Client, file_id: str) -> None:
    answer = replace(client, key="not the key").call("DescribeVodPlayUrls", fileId=file_id)
    assert answer["code"] == 4100 and "string to sign" in answer["message"], answer


Case = Callable[[Client, str], None]
CASES: Tuple[Tuple[str, Case], ...] = (
    ("DescribeVodPlayUrls", play_urls),
    ("CreateClass, DescribeAllClass", classes),
    ("ModifyVodInfo in UTF-8", utf8),
    ("HmacSHA256", sha256),
    ("a wrong key is refused with 4100", wrong_key),
)


def cases(program: str, further: Further) -> Iterator[Tuple[str, Case, Client]]:
    for way in WAYS:
        for method in ("GET", "POST"):
            for title, case in CASES:
                yield f"{way.name} {method}: {title}", case, Client(program, way, method)
    for method in ("GET", "POST"):
        for title, case in further.cases():
            yield f"{WAYS[0].name} {method}: {title}", case, Client(program, WAYS[0], method)


def main(program: str) -> int:
    file_id = upload()
    failed: List[str] = []
    passed = 0
    film = f"{HTTP.geturl()}/media/{file_id}/film.mp4"
    for title, case, client in cases(program, Further(HTTP, film)):
        try:
            case(client, file_id)
        except (
            AssertionError, LookupError, OSError, ValueError, subprocess.SubprocessError
        ) as error:
            failed.append(title)
            print(f"FAIL {title}: {error}")
        else:
            passed += 1
            print(f"ok   {title}")
    print(f"{passed} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
