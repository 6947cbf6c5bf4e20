# SPDX-License-Identifier: MIT
"""Runs the built command, with nothing of the caller's configuration."""

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, Mapping, Optional, Union

import pytest

SECRET_ID = "AKIDcommandtests"
SECRET_KEY = "command-tests-secret-key"
TOKEN = "command-tests-token"


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Command:
    """`home` stands for the user's home folder."""

    program: Path
    home: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    def environment(self) -> Dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TCVOD_")}
        kept.pop("XDG_CONFIG_HOME", None)
        return {**kept, "HOME": str(self.home), **self.variables}

    def having(self, **variables: str) -> "Command":
        return Command(self.program, self.home, {**self.variables, **variables})

    def run_bytes(self, *arguments: Union[str, bytes], stdin: bytes = b"",
                  ) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run([str(self.program), *arguments], input=stdin, capture_output=True,
                              env=self.environment(), timeout=60)

    def __call__(self, *arguments: Union[str, bytes], stdin: str = "") -> Done:
        done = self.run_bytes(*arguments, stdin=stdin.encode())
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    def write_config(self, text: str, mode: int = 0o600, folder: Optional[Path] = None) -> Path:
        path = (folder or self.home / ".config") / "tcvod" / "config"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
        return path


@pytest.fixture
def tcvod(tmp_path: Path) -> Command:
    """Without credentials."""
    home = tmp_path / "home"
    home.mkdir()
    return Command(Path(os.environ["TCVOD_CLI"]).resolve(strict=True), home)


@pytest.fixture
def signed(tcvod: Command) -> Command:
    return tcvod.having(TCVOD_SECRET_ID=SECRET_ID, TCVOD_SECRET_KEY=SECRET_KEY)
