# SPDX-License-Identifier: MIT
"""The vendor's upload client for Node cannot be had as a package: its requests, in its order, by a client of ours.

Everything travels in the query string of a POST, in the order in which that client puts it (which is that of the
names), unencoded but for the signature, with the time in milliseconds; parts go in groups of ten.
"""

import base64
import hashlib
import hmac
import http.client
import itertools
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Mapping
from urllib.parse import quote, urlsplit

import pytest
from vod import HALF, HTTP, requests, stored

ADDRESS = urlsplit(HTTP)
GROUP = 10
NONCES = itertools.count(int.from_bytes(os.urandom(4), "big") + 1)


def post(action: str, parameters: Mapping[str, Any], clock: float, body: bytes = b"") -> Any:
    whole = {
        "Action": action, "Nonce": next(NONCES), "Region": "gz", "SecretId": os.environ["TCVOD_SECRET_ID"],
        "Timestamp": int(time.time() * clock), **parameters,
    }
    text = "&".join(f"{name}={value}" for name, value in whole.items())
    key = os.environ["TCVOD_SECRET_KEY"].encode()
    digest = hmac.new(key, f"POST{ADDRESS.hostname}/v2/index.php?{text}".encode(), hashlib.sha1).digest()
    connection = http.client.HTTPConnection(ADDRESS.hostname or "", ADDRESS.port, timeout=30)
    target = f"/v2/index.php?{text}&Signature={quote(base64.b64encode(digest).decode(), safe='')}"
    connection.request("POST", target, body, {"Content-Type": "application/octet-stream"})
    answer = json.loads(connection.getresponse().read())
    connection.close()
    return answer


@pytest.mark.parametrize("clock", [1, 1000], ids=["seconds", "milliseconds"])
def test_its_upload_succeeds(clock: int) -> None:
    data = os.urandom(23 * HALF + 100)
    sha = hashlib.sha1(data).hexdigest()
    begun = post("InitUpload", {
        "contentLen": 0, "dataSize": HALF, "fileName": "film", "fileSha": sha, "fileSize": len(data),
        "fileType": "mp4", "notifyUrl": "http://127.0.0.1:9/done"}, clock)
    assert begun["code"] == 0, begun

    def send(offset: int) -> Any:
        piece = data[offset : offset + HALF]
        md5 = hashlib.md5(piece).hexdigest()
        return post("UploadPart", {"dataMd5": md5, "dataSize": len(piece), "fileSha": sha, "offset": offset}, clock,
                    piece)

    offsets = range(0, len(data), HALF)
    with ThreadPoolExecutor(GROUP) as pool:
        for first in range(0, len(offsets), GROUP):
            answers = list(pool.map(send, offsets[first : first + GROUP]))
            assert [answer["code"] for answer in answers] == [0] * len(answers), answers
    finished = post("FinishUpload", {"fileSha": sha}, clock)
    assert finished["code"] == 0 and stored(finished["url"]) == data, finished
    assert len(requests("UploadPart")) == 24
