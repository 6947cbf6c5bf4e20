# SPDX-License-Identifier: MIT
from typing import Iterator

import pytest
from service import Service


@pytest.fixture(scope="session")
def running() -> Iterator[Service]:
    service = Service()
    yield service
    assert service.stop() == ""


@pytest.fixture
def vod(running: Service) -> Service:
    """The emulator as if just started."""
    running.control("POST", "reset", {})
    return running
