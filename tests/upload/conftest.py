# SPDX-License-Identifier: MIT
from __future__ import annotations

import os
from pathlib import Path
from typing import Callable

import pytest
from vod import Command, reset


@pytest.fixture(autouse=True)
def fresh_emulator() -> None:
    reset()


@pytest.fixture
def upload(tmp_path: Path) -> Command:
    home = tmp_path / "home"
    home.mkdir()
    return Command(home)


@pytest.fixture
def make_file(tmp_path: Path) -> Callable[..., Path]:
    """A file of random bytes."""

    def make(size: int, name: str = "film.mp4") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.urandom(size))
        return path

    return make
