# SPDX-License-Identifier: MIT
"""The emulator that the tests run beside, the command, and the driver."""

from __future__ import annotations

import json
import os
import subprocess
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, List, Mapping
from urllib.parse import urlsplit

HTTP = os.environ["TCVOD_TEST_HTTP"]
MEBIBYTE = 1 << 20
HALF = MEBIBYTE // 2


def control(method: str, path: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{HTTP}/_emulator/{path}", data, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())


def reset() -> None:
    control("POST", "reset", {})


def faults(*script: Mapping[str, Any]) -> None:
    control("POST", "faults", list(script))


def requests(action: str) -> List[Mapping[str, Any]]:
    return [each for each in control("GET", "requests") if each["action"] == action]


def stored(url: str) -> bytes:
    """What the service would play."""
    with urllib.request.urlopen(HTTP + urlsplit(url).path, timeout=60) as answer:
        return bytes(answer.read())


@dataclass(frozen=True)
class Done:
    code: int
    events: List[Dict[str, Any]]
    errors: str

    def of(self, event: str) -> List[Dict[str, Any]]:
        return [each for each in self.events if each["event"] == event]

    @property
    def one(self) -> Dict[str, Any]:
        """The only file's end."""
        ends = [each for each in self.events if each["event"] in ("uploaded", "failed")]
        assert len(ends) == 1, self
        return ends[0]


@dataclass(frozen=True)
class Command:
    """`tcvod upload`, over plain HTTP; `home` stands for the user's home folder."""

    home: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    def environment(self) -> Dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
        return {**kept, "HOME": str(self.home), "TCVOD_ENDPOINT": HTTP, **self.variables}

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([os.environ["TCVOD_CLI"], "upload", *arguments], env=self.environment(),
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def __call__(self, *arguments: str, stdin: bytes = b"") -> Done:
        done = subprocess.run([os.environ["TCVOD_CLI"], "upload", *arguments], env=self.environment(),
                              capture_output=True, input=stdin, timeout=300)
        events = [json.loads(line) for line in done.stdout.decode().splitlines()]
        return Done(done.returncode, events, done.stderr.decode())


def drive(endpoint: str = HTTP, **options: Any) -> Dict[str, Any]:
    """One upload by the library, with short limits."""
    given = {"stall": 10_000, **options}
    arguments = [f"{name}={value}" for name, value in given.items()]
    done = subprocess.run([os.environ["TCVOD_UPLOAD_DRIVER"], *arguments], capture_output=True, timeout=120,
                          env={**os.environ, "TCVOD_ENDPOINT": endpoint})
    assert done.returncode == 0, done
    told: Dict[str, Any] = json.loads(done.stdout)
    assert told["progress_went_wrong"] is False, told
    return told
