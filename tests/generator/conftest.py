# SPDX-License-Identifier: MIT
from __future__ import annotations

import shutil
from pathlib import Path
from typing import Callable

import pytest

NEGATIVE = Path(__file__).parent / "negative"

MakeShop = Callable[..., Path]


@pytest.fixture
def make_shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeShop:
    """Puts the base spec, with the files of an overlay in place of its own, into ./shop."""

    def make(overlay: str = "") -> Path:
        shop = tmp_path / "shop"
        shutil.copytree(NEGATIVE / "base", shop)
        if overlay:
            ignored = shutil.ignore_patterns("expected.txt")
            shutil.copytree(NEGATIVE / overlay, shop, ignore=ignored, dirs_exist_ok=True)
        monkeypatch.chdir(tmp_path)
        return shop

    return make
