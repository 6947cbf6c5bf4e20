# SPDX-License-Identifier: MIT
"""An emulator with something to show, and a real browser that looks at it."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service as Driver

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "emulator"))

from service import Service  # noqa: E402

SWITCHES = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--no-proxy-server", "--mute-audio", "--window-size=1280,1000",
    "--autoplay-policy=no-user-gesture-required",
)


@pytest.fixture(scope="session")
def vod() -> Iterator[Service]:
    service = Service("--task-seconds", "600")
    yield service
    assert service.stop() == ""


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for switch in SWITCHES:
        options.add_argument(switch)
    options.add_argument(f"--user-data-dir={tmp_path_factory.mktemp('profile')}")
    driver = webdriver.Chrome(service=Driver("/usr/bin/chromedriver"), options=options)
    yield driver
    driver.quit()


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Screenshots stay here, for people to look at."""
    folder = Path(os.environ.get("TCVOD_SCREENSHOTS") or tempfile.mkdtemp(prefix="tcvod-page-"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
