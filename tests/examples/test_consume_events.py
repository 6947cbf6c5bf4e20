# SPDX-License-Identifier: MIT
"""examples/consume_events.c against the emulator."""

import json
import os
import subprocess
import urllib.request
from pathlib import Path
from typing import Any, Dict, List

import pytest

PROGRAM = Path(os.environ["TCVOD_LIBRARY_DIR"]) / "examples" / "consume_events"


def control(method: str, path: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    url = f"{os.environ['TCVOD_TEST_HTTP']}/_emulator/{path}"
    with urllib.request.urlopen(urllib.request.Request(url, data, method=method)) as answer:
        return json.load(answer)


def queue(*events: Dict[str, Any]) -> Dict[str, Any]:
    entries = [{"msgHandle": f"handle-{event['eventType']}", "eventContent": event} for event in events]
    return {"action": "PullEvent", "json": {"code": 0, "message": "", "eventList": entries}}


@pytest.fixture(autouse=True)
def fresh_emulator() -> None:
    control("POST", "reset")


def consume() -> "subprocess.CompletedProcess[str]":
    return subprocess.run([str(PROGRAM)], capture_output=True, text=True, timeout=60)


def confirmed() -> List[str]:
    log = control("GET", "requests")
    return [entry["parameters"]["msgHandle.0"] for entry in log if entry["action"] == "ConfirmEvent"]


def test_every_event_of_the_queue_is_handled_and_confirmed() -> None:
    upload = {"version": "4.0", "eventType": "NewFileUpload", "data": {"fileId": "1234567"}}
    deleted = {"version": "4.0", "eventType": "FileDeleted", "data": {"fileInfo": [{"fileId": "1"}, {"fileId": "2"}]}}
    newer = {"version": "4.0", "eventType": "FileRestored", "data": {"fileId": "3"}}
    control("POST", "faults", [
        queue(upload, deleted), queue(newer), queue(),
        {"action": "ConfirmEvent", "times": 3, "json": {"code": 0, "message": ""}}])  # fmt: skip
    done = consume()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:2] == ["new video 1234567", "2 videos deleted"]
    kind, _, body = done.stdout.splitlines()[2].partition(": ")
    assert (kind, json.loads(body)) == ("event of the kind FileRestored", newer)
    assert confirmed() == ["handle-NewFileUpload", "handle-FileDeleted", "handle-FileRestored"]


def test_a_refusal_ends_it() -> None:
    control("POST", "faults", [{"action": "PullEvent", "code": 4101, "message": "not for you"}])
    done = consume()
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "not for you\n")
