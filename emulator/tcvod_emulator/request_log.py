# SPDX-License-Identifier: MIT
"""The log of requests, for tests that ask what was sent. Signatures and tokens are not kept."""

from __future__ import annotations

from collections import deque
from dataclasses import asdict, dataclass, field
from time import monotonic
from typing import Any, Deque, Dict, FrozenSet, List, Optional

from tcvodgen.spec import Service

from .checks import Course
from .concealment import ALWAYS_HIDDEN, hidden_names, is_hidden
from .wire import Incoming

KEPT = 1000


@dataclass
class Entry:
    number: int
    time: float
    hidden: FrozenSet[str] = ALWAYS_HIDDEN
    incoming: Optional[Incoming] = None
    course: Course = field(default_factory=Course)
    began: float = field(default_factory=monotonic)
    fault: str = ""
    code: Optional[int] = None
    message: str = ""

    def as_json(self) -> Dict[str, Any]:
        course = self.course
        told: Dict[str, Any] = {
            "number": self.number, "time": self.time, "action": course.action,
            "parameters": {
                name: ("***" if is_hidden(name, self.hidden) else value)
                for name, value in course.parameters.items()},
            "checks": [asdict(check) for check in course.checks],
            "fault": self.fault, "code": self.code, "message": self.message,
            "milliseconds": round((monotonic() - self.began) * 1000, 1),
        }
        if course.diagnosis is not None:
            told["diagnosis"] = asdict(course.diagnosis)
        if self.incoming is not None:
            came = self.incoming
            told.update(
                method=came.method, scheme=came.scheme, host=came.host, path=came.path,
                target_bytes=came.target_bytes, content_type=came.content_type,
                body_bytes=len(came.body),
                connection=came.connection, user_agent=came.user_agent)
        return told


class RequestLog:
    def __init__(self, service: Service) -> None:
        self.hidden = hidden_names(service)
        self.entries: Deque[Dict[str, Any]] = deque(maxlen=KEPT)
        self.count = 0
        self.clearings = 0  # how often it was emptied

    def begin(self, now: float) -> Entry:
        self.count += 1
        return Entry(self.count, now, self.hidden)

    def keep(self, entry: Entry) -> None:
        """Bodies are counted, not kept."""
        self.entries.append(entry.as_json())

    def clear(self) -> None:
        self.entries.clear()
        self.count = 0
        self.clearings += 1

    def after(self, number: int) -> List[Dict[str, Any]]:
        return [entry for entry in self.entries if entry["number"] > number]
