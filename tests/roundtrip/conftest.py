# SPDX-License-Identifier: MIT
from __future__ import annotations

import json
import os
import urllib.request
from typing import Any, Iterator

import pytest
from model import load


class Control:
    """The emulator's own interface."""

    def __call__(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        url = f"{os.environ['TCVOD_TEST_HTTP']}/_emulator/{path}"
        with urllib.request.urlopen(urllib.request.Request(url, data, method=method)) as answer:
            return json.load(answer)


@pytest.fixture
def control() -> Iterator[Control]:
    found = Control()
    found("POST", "reset")
    found("POST", "synthesise", {"actions": ["*"]})
    yield found
    found("POST", "reset")


@pytest.fixture(scope="session")
def spec() -> Any:
    return load()
