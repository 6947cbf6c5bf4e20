# SPDX-License-Identifier: MIT
"""Killed at any moment, an upload goes on with what is missing."""

import os
import random
import time
from pathlib import Path
from typing import Callable, List

from vod import MEBIBYTE, Command, control, requests, reset, stored

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


def test_fifty_kills(upload: Command, make_file: Make) -> None:
    path = make_file(SIZE)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    whole = seconds_of_a_whole_run(upload, path)
    chance = random.Random(7)
    kills, completed = 0, 0
    sent_before: List[int] = []
    while kills < KILLS:
        running = upload.start(str(path))
        time.sleep(chance.uniform(0, whole * 0.35))
        if running.poll() is None:
            running.kill()
            kills += 1
        running.communicate()
        if running.returncode == 0:
            completed += 1
            control("POST", "reset", {})
            sent_before.clear()
            continue
        there = settled_parts()
        assert body_bytes() <= there * MEBIBYTE + len(sent_before) * IN_FLIGHT * MEBIBYTE + IN_FLIGHT * MEBIBYTE
        sent_before.append(there)
    done = upload(str(path))
    assert done.code == 0, done
    assert stored(done.one["url"]) == path.read_bytes()
    if done.one["outcome"] != "instant":
        assert done.one["bytesSent"] == SIZE - done.one["partsSkipped"] * MEBIBYTE
    assert body_bytes() <= SIZE + (len(sent_before) + 1) * IN_FLIGHT * MEBIBYTE


def settled_parts() -> int:
    """Parts that the service acknowledges now that nobody sends any more."""
    count = -1
    while (now := len({each["parameters"]["offset"] for each in requests("UploadPart") if each["code"] == 0})) != count:
        count = now
        time.sleep(0.05)
    return count
