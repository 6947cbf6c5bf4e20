# SPDX-License-Identifier: MIT
"""Killed at any moment, an upload goes on with what is missing."""

import json
import os
import random
import time
from pathlib import Path
from typing import Callable

from vod import MEBIBYTE, Command, requests, reset, stored

Make = Callable[..., Path]
SIZE = 64 * MEBIBYTE
IN_FLIGHT = 4
KILLS = 50


def body_bytes() -> int:
    """What the service took, whether it was of use or not."""
    return sum(int(each["parameters"]["dataSize"]) for each in requests("UploadPart"))


def seconds_of_a_whole_run(upload: Command, path: Path) -> float:
    started = time.monotonic()
    assert upload(str(path), "--no-cache").code == 0
    passed = time.monotonic() - started
    reset()
    return passed


def settled_parts() -> int:
    """Different parts that the service acknowledged, now that nobody sends any more."""
    count = -1
    while True:
        now = len({each["parameters"]["offset"] for each in requests("UploadPart") if each["code"] == 0})
        if now == count:
            return count
        count = now
        time.sleep(0.05)


def assert_little_was_sent_twice(kills: int) -> None:
    assert body_bytes() <= (settled_parts() + kills * IN_FLIGHT) * MEBIBYTE


def test_fifty_kills(upload: Command, make_file: Make) -> None:
    path = make_file(SIZE)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    whole_seconds = seconds_of_a_whole_run(upload, path)
    chance = random.Random(7)
    completed, kills = 0, 0  # kills: of the present upload
    for _ in range(KILLS):
        running = upload.start(str(path))
        time.sleep(chance.uniform(0, whole_seconds / 3))
        running.kill()
        out, _ = running.communicate()
        kills += 1
        assert_little_was_sent_twice(kills)
        ends = [json.loads(line) for line in out.splitlines() if b'"event": "uploaded"' in line]
        if ends:  # it was faster than the kill
            assert stored(ends[0]["url"]) == path.read_bytes()
            completed, kills = completed + 1, 0
            reset()
    done = upload(str(path))
    assert done.code == 0 and stored(done.one["url"]) == path.read_bytes(), done
    assert_little_was_sent_twice(kills)
    if done.one["outcome"] != "instant":
        assert done.one["bytesSent"] == SIZE - done.one["partsSkipped"] * MEBIBYTE
    assert completed > 0
