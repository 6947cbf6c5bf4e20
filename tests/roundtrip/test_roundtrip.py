# SPDX-License-Identifier: MIT
"""Every action: C → emulator → C, every field of the request sent and every field of the answer read."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any, Dict

from program import trips
from tcvodgen.flatten import flatten
from values import Maker

COMMON = ("Action", "Region", "Timestamp", "Nonce", "SecretId", "Signature", "SignatureMethod", "Token")


def test_every_field_of_every_action_makes_the_round_trip(control: Any, spec: Any) -> None:
    service, model = spec
    wanted = list(trips(service, model))
    assert {trip.action.action.name for trip in wanted} == {each.name for each in service.actions}
    control("POST", "faults", [
        {"action": trip.action.action.name, "before": True, "json": trip.answer} for trip in wanted])  # fmt: skip
    ran = subprocess.run([os.environ["TCVOD_ROUNDTRIPS"]], capture_output=True, text=True, check=False)
    assert ran.stdout.splitlines()[-1] == f"{len(wanted)} trips, 0 failed", ran.stdout + ran.stderr
    log = control("GET", "requests")
    assert [entry["action"] for entry in log] == [trip.action.action.name for trip in wanted]
    for entry, trip in zip(log, wanted):
        expected, misfits = flatten(service, trip.action.action.request, trip.request)
        assert misfits == (), trip.label
        hidden = {each.name: "***" for each in trip.action.action.request if each.sensitive and each.name in expected}
        assert own(entry["parameters"]) == {**expected, **hidden}, trip.label
        assert entry["code"] == 0, (trip.label, entry["message"])


def own(parameters: Dict[str, str]) -> Dict[str, str]:
    return {name: value for name, value in parameters.items() if name not in COMMON}


def test_answers_that_the_emulator_makes_up_fit_the_spec(control: Any, spec: Any) -> None:
    """Without notes, in strict mode: the emulator's answers and the library's tables are one."""
    service, model = spec
    lines = "".join(f"{each.action.name}\t{request_of(service, each.action)}\n" for each in model.actions)
    ran = subprocess.run(
        [os.environ["TCVOD_REQUESTS"], "--strict"], input=lines, capture_output=True, text=True, check=True)  # fmt: skip
    failed = [line for line in ran.stdout.splitlines() if not line.startswith("OK\t")]
    assert failed == []
    assert len(ran.stdout.splitlines()) == len(model.actions)


def request_of(service: Any, action: Any) -> str:
    return json.dumps(Maker(service, complete=True).object(action.request))
