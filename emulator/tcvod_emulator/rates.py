# SPDX-License-Identifier: MIT
"""The limits the pages state on calls of an action, when they are switched on."""

from __future__ import annotations

from collections import deque
from typing import Deque, Dict

from tcvodgen.spec import Action

from .refusal import Refusal

TOO_MANY_CALLS = 4400


class Rates:
    def __init__(self) -> None:
        self.calls: Dict[str, Deque[float]] = {}

    def count(self, action: Action, now: float) -> None:
        """Refuses the call that is one too many within the last seconds."""
        limit = action.rate_limit
        if limit is None:
            return
        times = self.calls.setdefault(action.name, deque())
        while times and not now - limit.seconds < times[0] <= now:
            times.popleft()
        if len(times) >= limit.calls:
            raise Refusal(
                TOO_MANY_CALLS,
                f"{action.name} takes {limit.calls} calls in {limit.seconds} seconds;"
                " try again later")
        times.append(now)

    def clear(self) -> None:
        self.calls.clear()
