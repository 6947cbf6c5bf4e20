# SPDX-License-Identifier: MIT
"""What a benchmark prints: a JSON object a line, with one value a round."""

from __future__ import annotations

import json
import statistics
from dataclasses import asdict, dataclass
from typing import Any, Dict, Optional, Tuple


@dataclass(frozen=True)
class Figure:
    name: str
    unit: str  # "ratio": of the library's effort, or rate, to the baseline's
    values: Tuple[float, ...]
    goal: Optional[str] = None  # "<= 1.1", ">= 0.9"
    subject: Optional[float] = None  # medians behind the ratio, in side_unit
    baseline: Optional[float] = None
    side_unit: Optional[str] = None
    bound: Optional[float] = None  # no program can do better, for a reason outside of it

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def limit(self) -> float:
        return float(self.goal.split()[1]) if self.goal else 0.0

    @property
    def verdict(self) -> str:
        if self.goal is None:
            return ""
        if self.meets(self.median):
            return "met"
        return "MISSED" if self.is_possible else f"not possible: at most {number(self.bound or 0)}"

    def meets(self, value: float) -> bool:
        assert self.goal
        return value <= self.limit if self.goal.startswith("<=") else value >= self.limit

    @property
    def is_possible(self) -> bool:
        return self.bound is None or self.meets(self.bound)

    @property
    def spread(self) -> str:
        return "" if len(self.values) == 1 else f"{number(min(self.values))} – {number(max(self.values))}"

    @property
    def sides(self) -> str:
        if self.subject is None or self.baseline is None:
            return ""
        return f"{number(self.subject)} against {number(self.baseline)} {self.side_unit}"


def number(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 100 else f"{value:,.0f}"


def show(figure: Figure) -> None:
    present: Dict[str, Any] = {name: value for name, value in asdict(figure).items() if value is not None}
    print(json.dumps(present), flush=True)


def read(line: str) -> Optional[Figure]:
    """None for a line that is no figure."""
    if not line.startswith('{"name": '):
        return None
    fields: Dict[str, Any] = json.loads(line)
    fields["values"] = tuple(fields["values"])
    return Figure(**fields)
