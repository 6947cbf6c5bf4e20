# SPDX-License-Identifier: MIT
"""Progress, cancelling, pauses and limits. vod.drive() checks that no number goes back or over the whole."""

import signal
import subprocess
import time
from pathlib import Path
from typing import Callable

import pytest
from vod import MEBIBYTE, Command, drive, faults, requests, stored

Make = Callable[..., Path]
DONE = 6


def test_progress_ends_at_the_whole(make_file: Make) -> None:
    told = drive(path=make_file(5 * MEBIBYTE + 1))
    assert told["last_state"] == DONE and told["progress_calls"] > 10
    assert told["confirmed"] == told["hashed"] == 5 * MEBIBYTE + 1


def test_progress_with_repeated_parts(make_file: Make) -> None:
    faults({"action": "UploadPart", "status": 500, "times": 5})
    told = drive(path=make_file(6 * MEBIBYTE))
    assert told["category"] == "OK" and told["retries"] == 5
    assert told["bytes_sent"] == 11 * MEBIBYTE


def test_cancel(make_file: Make) -> None:
    told = drive(path=make_file(20 * MEBIBYTE), cancel_at=5 * MEBIBYTE)
    assert told["category"] == "CANCELED" and "file_id" not in told
    assert told["confirmed"] < 20 * MEBIBYTE and requests("FinishUpload") == []


def test_cancel_does_not_wait_for_the_service(make_file: Make) -> None:
    faults({"action": "UploadPart", "after": 2, "delay_ms": 20000, "times": 0})
    started = time.monotonic()
    told = drive(path=make_file(20 * MEBIBYTE), cancel_at=2 * MEBIBYTE, stall=30000)
    assert told["category"] == "CANCELED" and time.monotonic() - started < 15


def test_callback_stops(make_file: Make) -> None:
    told = drive(path=make_file(20 * MEBIBYTE), stop_at=3 * MEBIBYTE)
    assert told["category"] == "CALLBACK", told


def test_pause_and_resume(make_file: Make) -> None:
    path = make_file(10 * MEBIBYTE)
    told = drive(path=path, pause_ms=700)
    assert told["category"] == "OK" and stored(told["url"]) == path.read_bytes()
    assert told["pauses_seen"] > 0 and told["elapsed_ms"] >= 700


def test_a_pause_is_no_stall(make_file: Make) -> None:
    told = drive(path=make_file(10 * MEBIBYTE), pause_ms=900, job_stall=500)
    assert told["category"] == "OK", told


def test_deadline(make_file: Make) -> None:
    faults({"action": "UploadPart", "delay_ms": 20000, "times": 0})
    told = drive(path=make_file(MEBIBYTE), total=600, stall=30000)
    assert told["category"] == "TIMEOUT" and 500 < told["elapsed_ms"] < 15_000, told
    assert told["field"] == "total_timeout_ms"


def test_a_limit_of_time_tells_the_last_failure(upload: Command, make_file: Make) -> None:
    path = str(make_file(MEBIBYTE))
    done = Command(upload.home, {"TCVOD_ENDPOINT": "https://127.0.0.1:1"})(path, "--timeout", "4")
    assert done.code == 3 and (done.one["error"]["category"], done.one["error"]["field"]) == ("TIMEOUT", "total_timeout_ms")
    assert done.one["error"]["message"].startswith(
        "the upload took longer than its 4000 ms; the last try: no connection to 127.0.0.1: Connection refused")
    assert "what next:  run the same command again: what is there is not sent again\n" in done.errors


def test_a_failure_that_was_overcome_is_not_told(make_file: Make) -> None:
    faults({"action": "InitUpload", "status": 500, "times": 3}, {"action": "UploadPart", "delay_ms": 20000, "times": 0})
    told = drive(path=make_file(MEBIBYTE), total=3000, stall=30000)
    assert told["category"] == "TIMEOUT" and "the last try" not in told["message"], told


def test_a_stall_tells_the_last_failure(make_file: Make) -> None:
    faults({"action": "UploadPart", "after": 1, "status": 500, "times": 0})
    told = drive(path=make_file(3 * MEBIBYTE), job_stall=3000, attempts=1000)
    assert told["category"] == "TIMEOUT" and "the last try: " in told["message"] and "500" in told["message"], told


def test_stall_limit(make_file: Make) -> None:
    """Failing parts are tried again, but not for ever."""
    faults({"action": "UploadPart", "after": 1, "status": 500, "times": 0})
    told = drive(path=make_file(3 * MEBIBYTE), job_stall=900, attempts=1000)
    assert told["category"] in ("TIMEOUT", "HTTP") and told["action"] == "UploadPart", told
    assert told["elapsed_ms"] < 20_000


def test_the_own_rate_is_no_stall(make_file: Make) -> None:
    """A part that failed waits for its turn at the limited rate longer than the service may be silent."""
    faults({"action": "UploadPart", "status": 503, "times": 3})
    told = drive(path=make_file(2 * MEBIBYTE), part=MEBIBYTE // 2, rate=MEBIBYTE // 4, parallel=1, job_stall=1200)
    assert told["category"] == "OK", told


def test_four_parts_are_on_the_way_at_once(make_file: Make) -> None:
    faults({"action": "UploadPart", "delay_ms": 20000, "times": 0})
    told = drive(path=make_file(8 * MEBIBYTE), total=1500, stall=30000)
    assert told["category"] == "TIMEOUT" and len(requests("UploadPart")) == 4, told


def test_at_a_limited_rate_parts_go_in_their_order(make_file: Make) -> None:
    told = drive(path=make_file(12 * MEBIBYTE), rate=12 * MEBIBYTE)
    assert told["category"] == "OK", told
    sent = [int(each["parameters"]["offset"]) for each in requests("UploadPart")]
    assert len(sent) >= 12 and sent == sorted(sent)


def test_rate(make_file: Make) -> None:
    """4 MiB at 2 MiB a second: the last part begins when the others are paid for."""
    told = drive(path=make_file(4 * MEBIBYTE), rate=2 * MEBIBYTE)
    assert told["category"] == "OK" and 1450 <= told["elapsed_ms"] < 20_000, told


@pytest.mark.parametrize("number, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupt(upload: Command, make_file: Make, number: signal.Signals, code: int) -> None:
    path = make_file(30 * MEBIBYTE)
    running = upload.start(str(path), "/nonexistent/later.mp4", "--rate", "4M")
    while len(requests("UploadPart")) < 3:
        time.sleep(0.02)
    running.send_signal(number)
    out, errors = running.communicate(timeout=10)
    assert running.returncode == code, errors
    assert b'"notBegun": 1' in out and b"CANCELED" in out
    assert b"what next:  run the same command again: what is there is not sent again\n" in errors
    sent = len(requests("UploadPart"))
    again = upload(str(path))
    assert again.code == 0 and again.one["outcome"] == "continued"
    assert again.one["partsSkipped"] >= sent - 4
    assert stored(again.one["url"]) == path.read_bytes()


def test_what_the_caller_ignores_stays_ignored(upload: Command, make_file: Make) -> None:
    path = make_file(3 * MEBIBYTE)
    faults({"action": "FinishUpload", "delay_ms": 700})
    running = subprocess.Popen(["sh", "-c", 'trap "" INT; exec "$TCVOD_CLI" upload "$0"', str(path)],
                               env=upload.environment(), stdout=subprocess.PIPE)
    while not requests("UploadPart"):
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    out, _ = running.communicate(timeout=60)
    assert running.returncode == 0 and b'"event": "uploaded"' in out


def test_a_late_answer_keeps_the_rest_going(make_file: Make) -> None:
    """One slow part does not hold up the others."""
    faults({"action": "UploadPart", "match": {"offset": "0"}, "delay_ms": 500})
    path = make_file(20 * MEBIBYTE)
    told = drive(path=path)
    assert told["category"] == "OK" and stored(told["url"]) == path.read_bytes()
    order = [int(each["parameters"]["offset"]) for each in requests("UploadPart")]
    assert len(order) == 20 and sorted(order) == [i * MEBIBYTE for i in range(20)]
