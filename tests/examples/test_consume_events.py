# SPDX-License-Identifier: MIT
"""examples/consume_events.c against the emulator."""

import json
import subprocess
from typing import Any, Dict, List

from conftest import control, requests_of, run


def queue(*events: Dict[str, Any]) -> Dict[str, Any]:
    entries = [{"msgHandle": f"handle-{event['eventType']}", "eventContent": event} for event in events]
    return {"action": "PullEvent", "json": {"code": 0, "message": "", "eventList": entries}}


def consume() -> "subprocess.CompletedProcess[str]":
    return run("consume_events")


def confirmed() -> List[str]:
    return [sent["msgHandle.0"] for sent in requests_of("ConfirmEvent")]


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
