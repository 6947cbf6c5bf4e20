# SPDX-License-Identifier: MIT
"""The programs of examples/ as they were built, and the emulator beside them."""

import json
import os
import subprocess
import urllib.request
from pathlib import Path
from typing import Any, Callable, List

import pytest

BUILD = Path(os.environ["TCVOD_LIBRARY_DIR"]).resolve(strict=True)
ROOT = Path(__file__).resolve().parents[2]
Done = "subprocess.CompletedProcess[str]"


def control(method: str, path: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    url = f"{os.environ['TCVOD_TEST_HTTP']}/_emulator/{path}"
    with urllib.request.urlopen(urllib.request.Request(url, data, method=method)) as answer:
        return json.load(answer)


def requests_of(action: str) -> List[Any]:
    return [entry["parameters"] for entry in control("GET", "requests") if entry["action"] == action]


def run(name: str, *arguments: str, stdin: str = "", **variables: str) -> Done:
    return subprocess.run([str(BUILD / "examples" / name), *arguments], input=stdin, capture_output=True,
                          text=True, timeout=60, env={**os.environ, **variables})


@pytest.fixture(autouse=True)
def fresh_emulator() -> None:
    control("POST", "reset")


@pytest.fixture
def uploaded(tmp_path: Path) -> Callable[[str], str]:
    """Uploads a file of that name and gives its id."""

    def upload(name: str) -> str:
        path = tmp_path / f"{name}.mp4"
        path.write_text(name, encoding="utf-8")
        done = run("upload_with_progress", str(path))
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return upload
