# SPDX-License-Identifier: MIT
from typing import Iterator

import pytest
from service import TASK_SECONDS, Service


@pytest.fixture(scope="session")
def running() -> Iterator[Service]:
    service = Service("--task-seconds", str(TASK_SECONDS))
    yield service
    assert service.stop() == ""


@pytest.fixture
def vod(running: Service) -> Service:
    """The emulator as if just started."""
    running.control("POST", "reset", {})
    running.ahead = 0.0
    return running
