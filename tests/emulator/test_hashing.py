# SPDX-License-Identifier: MIT
"""Files are hashed while they come: in order, out of order, with parts sent again and at once."""

import asyncio
import hashlib
import os
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, List

import pytest
from service import PART, Service
from tcvod_emulator.hashing import Hashing


def finish(vod: Service, data: bytes) -> Any:
    return vod.call("FinishUpload", fileSha=hashlib.sha1(data).hexdigest())


def begin(vod: Service, parts: int) -> bytes:
    data = os.urandom(PART * parts + 77)
    assert vod.init(data)["code"] == 0
    return data


def send(vod: Service, data: bytes, offsets: List[int]) -> None:
    for offset in offsets:
        answer = vod.send_part(hashlib.sha1(data).hexdigest(), data, offset)
        assert answer["code"] == 0, answer


@pytest.mark.parametrize("order", ["forwards", "backwards", "shuffled", "twice", "first again"])
def test_orders(vod: Service, order: str) -> None:
    data = begin(vod, 5)
    offsets = list(range(0, len(data), PART))
    if order == "backwards":
        offsets.reverse()
    elif order == "shuffled":
        random.Random(7).shuffle(offsets)
    elif order == "twice":
        offsets = [offset for offset in offsets for _ in range(2)]
    elif order == "first again":
        offsets.append(0)
    send(vod, data, offsets)
    done = finish(vod, data)
    assert done["code"] == 0, done
    medium = vod.control("GET", "media")[0]
    assert medium["sha1"] == hashlib.sha1(data).hexdigest()
    assert medium["md5"] == hashlib.md5(data).hexdigest()


def test_a_part_that_was_replaced_counts_as_it_is_now(vod: Service) -> None:
    data = begin(vod, 2)
    send(vod, data, list(range(0, len(data), PART)))
    wrong = os.urandom(PART)
    sha = hashlib.sha1(data).hexdigest()
    assert vod.part(wrong, fileSha=sha, offset=0, dataSize=PART,
                    dataMd5=hashlib.md5(wrong).hexdigest())["code"] == 0
    refused = finish(vod, data)
    now = hashlib.sha1(wrong + data[PART:]).hexdigest()
    assert refused["code"] == -10003 and now in refused["message"]


def test_parts_and_ends_at_once(vod: Service) -> None:
    data = begin(vod, 11)
    with ThreadPoolExecutor(4) as several:
        list(several.map(lambda each: send(vod, data, [each]), range(0, len(data), PART)))
        done = list(several.map(lambda _: finish(vod, data), range(4)))
    assert [each["code"] for each in done] == [0] * 4
    assert len({each["fileId"] for each in done}) == 1


def test_begun_again_while_hashed(vod: Service) -> None:
    data = begin(vod, 8)
    send(vod, data, list(range(0, len(data), PART)))
    vod.control("POST", "reset", {})
    assert vod.init(data)["code"] == 0
    send(vod, data, list(range(0, len(data), PART)))
    assert finish(vod, data)["code"] == 0


def test_the_file_goes_to_its_medium_while_another_end_waits(tmp_path: Path) -> None:
    part = tmp_path / "upload"
    part.write_bytes(b"whole")

    async def end_twice() -> None:
        hashing = Hashing(part)
        hashing.add(0, 5)
        expected = (hashlib.sha1(b"whole").hexdigest(), hashlib.md5(b"whole").hexdigest())
        assert await hashing.finish(5) == expected
        part.rename(tmp_path / "medium")
        assert await hashing.finish(5) == expected

    asyncio.run(end_twice())
