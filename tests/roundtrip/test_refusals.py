# SPDX-License-Identifier: MIT
"""Every required parameter missing and every constraint broken: refused by the library and by the service."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any, List, Tuple

from tcvodgen.spec import Service
from values import Broken, broken_requests

PARAMETER_CODES = ("4000", "-10003")


def all_broken(service: Service) -> List[Tuple[str, Broken]]:
    found = [(action.name, broken) for action in service.actions for broken in broken_requests(service, action)]
    assert {broken.what for _, broken in found} >= {
        "missing", "too small", "too large", "too long", "too many", "not matching"}  # fmt: skip
    return found


def answers(wrong: List[Tuple[str, Broken]], *options: str) -> List[List[str]]:
    lines = "".join(f"{action}\t{json.dumps(broken.request)}\n" for action, broken in wrong)
    ran = subprocess.run(
        [os.environ["TCVOD_REQUESTS"], *options], input=lines, capture_output=True, text=True, check=True)  # fmt: skip
    found = [line.split("\t") for line in ran.stdout.splitlines()]
    assert len(found) == len(wrong)
    return found


def test_the_library_refuses_before_sending(control: Any, spec: Any) -> None:
    wrong = all_broken(spec[0])
    for (action, broken), (category, _, field, message) in zip(wrong, answers(wrong, "--strict")):
        where = (action, broken.path, broken.what, message)
        assert category == "ARGUMENT", where
        assert field == broken.path, where
        assert message, where
    assert control("GET", "requests") == []


def test_the_service_refuses_what_is_sent_all_the_same(control: Any, spec: Any) -> None:
    wrong = [(action, broken) for action, broken in all_broken(spec[0]) if broken.travels]
    for (action, broken), (category, code, _, message) in zip(wrong, answers(wrong)):
        where = (action, broken.path, broken.what, category, message)
        assert category == "SERVICE", where
        assert code in PARAMETER_CODES, where
        assert last_name(broken.path) in message, where


def last_name(path: str) -> str:
    """The innermost name of a path: the service writes the numbers of elements otherwise."""
    return path.split(".")[-1].split("[")[0]
