# SPDX-License-Identifier: MIT
"""Scripted misbehaviour: which requests are hit, and how."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from typing import Any, Dict, List, Mapping, Optional

from .validate import near

RULES: Mapping[str, Any] = {
    "action": str, "match": dict, "times": int, "after": int, "before": bool,
    "status": int, "headers": dict, "body": str, "body_hex": str,
    "delay_ms": int, "stall_ms": int, "drop_after_bytes": int, "reset": bool,
    "half_close_after_bytes": int, "reset_when_idle": bool,
    "truncate_bytes": int, "oversize_bytes": int, "chunked": bool, "content_type": str, "date": str,
    "date_offset_seconds": int, "retry_after": (str, int), "message": str,
    "trickle_bytes_per_second": int, "code": int,
}


class BadFault(ValueError):
    """A fault that cannot be understood; the text says which and why."""


@dataclass
class Fault:
    action: str = "*"
    match: Dict[str, str] = field(default_factory=dict)
    times: int = 1  # 0: for ever
    after: int = 0  # matching requests that pass unharmed first
    before: Optional[bool] = None  # whether the action takes effect all the same
    status: int = 200
    headers: Dict[str, str] = field(default_factory=dict)
    body: Optional[str] = None
    body_hex: Optional[str] = None
    json: Any = None
    code: Optional[int] = None
    message: str = ""
    delay_ms: int = 0
    stall_ms: int = 0
    drop_after_bytes: Optional[int] = None
    half_close_after_bytes: Optional[int] = None
    reset: bool = False
    reset_when_idle: bool = False
    truncate_bytes: Optional[int] = None
    oversize_bytes: Optional[int] = None
    chunked: bool = False
    content_type: Optional[str] = None
    date: Optional[str] = None
    date_offset_seconds: Optional[int] = None
    retry_after: Any = None
    trickle_bytes_per_second: int = 0
    passed: int = 0
    hit: int = 0

    @property
    def replaces_body(self) -> bool:
        given = (self.body, self.body_hex, self.json, self.code, self.oversize_bytes)
        return any(each is not None for each in given)

    @property
    def takes_effect(self) -> bool:
        """Unless told, the action happens exactly when its own answer is the one that is sent."""
        if self.before is not None:
            return self.before
        return not (self.replaces_body or self.reset or self.status >= 300)

    @property
    def summary(self) -> str:
        """What it does to a request, for the log."""
        plain = Fault()
        told = (
            (name, getattr(self, name))
            for name in EFFECTS if getattr(self, name) != getattr(plain, name))
        return ", ".join(f"{name}={str(value)[:40]}" for name, value in told)

    def matches(self, action: str, parameters: Mapping[str, str]) -> bool:
        return self.action in ("*", action) and all(
            parameters.get(name) == value for name, value in self.match.items())

    def spent(self) -> bool:
        return 0 < self.times <= self.hit


NAMES = tuple(each.name for each in fields(Fault) if each.name not in ("passed", "hit"))
SELECTION = ("action", "match", "times", "after")
EFFECTS = tuple(name for name in NAMES if name not in SELECTION)


def read_fault(number: int, given: Any) -> Fault:
    where = f"fault {number}"
    if not isinstance(given, dict):
        raise BadFault(
            f"{where}: an object is expected, such as {{\"action\": \"*\", \"status\": 502}}")
    for name, value in given.items():
        if name not in NAMES:
            raise BadFault(f"{where}: unknown key {name!r}{near(name, NAMES)}")
        kind = RULES.get(name, object)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
            expected = kind.__name__ if isinstance(kind, type) else "int or str"
            raise BadFault(f"{where}: {name} is to be of type {expected}, not {json.dumps(value)}")
        if isinstance(value, int) and value < 0 and name not in ("code", "date_offset_seconds"):
            raise BadFault(f"{where}: {name} is negative")
    fault = Fault(**given)
    fault.match = {name: str(value) for name, value in fault.match.items()}
    fault.headers = {name: str(value) for name, value in fault.headers.items()}
    check_values(where, fault)
    return fault


def check_values(where: str, fault: Fault) -> None:
    if not 200 <= fault.status <= 599:
        raise BadFault(f"{where}: status {fault.status} is not between 200 and 599")
    try:
        bytes.fromhex(fault.body_hex or "")
    except ValueError:
        raise BadFault(f"{where}: body_hex is not pairs of hex digits") from None


def read_faults(given: Any) -> List[Fault]:
    if not isinstance(given, list):
        raise BadFault("a list of faults is expected")
    return [read_fault(number, each) for number, each in enumerate(given)]


class Faults:
    """The script; the first fault that matches and is due hits."""

    def __init__(self, script: List[Fault]) -> None:
        self.script = script

    def add(self, more: List[Fault]) -> None:
        self.script = self.script + more

    def clear(self) -> None:
        self.script = []

    def take(self, action: str, parameters: Mapping[str, str]) -> Optional[Fault]:
        for fault in self.script:
            if fault.spent() or not fault.matches(action, parameters):
                continue
            if fault.passed < fault.after:
                fault.passed += 1
                continue
            fault.hit += 1
            return fault
        return None

    def remaining(self) -> List[Dict[str, Any]]:
        return [
            {"action": fault.action, "times": fault.times, "hit": fault.hit, "spent": fault.spent()}
            for fault in self.script
        ]
