# SPDX-License-Identifier: MIT
"""The emulator's own time: the machine's, shifted at will."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone
from email.utils import formatdate

CHINA = timezone(timedelta(hours=8))  # times written as text are local times of the service


class Clock:
    def __init__(self) -> None:
        self.offset_seconds = 0.0

    def now(self) -> float:
        return time.time() + self.offset_seconds


def http_date(seconds: float) -> str:
    return formatdate(seconds, usegmt=True)


def as_text(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, CHINA).strftime("%Y-%m-%d %H:%M:%S")


def as_day(seconds: float) -> str:
    return as_text(seconds)[:10]


def day_start(text: str) -> float:
    """The first second of `Y-M-D`. ValueError if it is none."""
    return from_text(f"{text} 00:00:00")


def from_text(text: str) -> float:
    """Seconds of `Y-M-D hh:mm:ss`, where months and days may have one digit.
    ValueError if it is none.
    """
    return datetime.strptime(text.strip(), "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA).timestamp()
