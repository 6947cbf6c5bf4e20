# SPDX-License-Identifier: MIT
from __future__ import annotations

from pathlib import Path
from typing import Optional

import pytest

from conftest import MakeShop
from tcvodgen.diagnostics import Diagnostics
from tcvodgen.load import load_service
from tcvodgen.spec import RateLimit

DEFAULT = RateLimit(100, 60)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", DEFAULT),
        ("rate_limit: {calls: 7, seconds: 2}\n", RateLimit(7, 2)),
        ("rate_limit: none\n", None),
    ],
)
def test_rate_limit_of_an_action(line: str, expected: Optional[RateLimit], make_shop: MakeShop) -> None:
    shop = make_shop()
    prepend(shop / "service.yaml", "rate_limit: {calls: 100, seconds: 60}\n")
    prepend(shop / "actions" / "GetItem.yaml", line)
    diagnostics = Diagnostics()
    service = load_service(str(shop), diagnostics)
    assert service is not None and not diagnostics
    action = service.action_named("GetItem")
    assert action is not None and action.rate_limit == expected


def prepend(file: Path, text: str) -> None:
    file.write_text(text + file.read_text(encoding="utf-8"), encoding="utf-8")
