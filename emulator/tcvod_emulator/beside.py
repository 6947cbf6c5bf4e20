# SPDX-License-Identifier: MIT
"""A command beside an emulator, which lives as long as the command does.

The command finds the emulator in TCVOD_TEST_HTTP, TCVOD_TEST_HTTPS and TCVOD_TEST_CA_FILE, and is
set up to use it through TCVOD_ENDPOINT, TCVOD_CA_FILE, TCVOD_SECRET_ID and TCVOD_SECRET_KEY.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import Dict, List

import tcvodgen

START_SECONDS = 30
STOP_SECONDS = 10


class DidNotStart(Exception):
    """The emulator has said why."""


def start(options: List[str]) -> "subprocess.Popen[str]":
    modules = [str(Path(file).parents[1]) for file in (__file__, tcvodgen.__file__)]
    paths = [*modules, os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    command = [sys.executable, "-m", "tcvod_emulator", "--exit-with-parent", *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True)


def addresses(emulator: "subprocess.Popen[str]") -> Dict[str, str]:
    assert emulator.stdout is not None
    ready, _, _ = select.select([emulator.stdout], [], [], START_SECONDS)
    line = emulator.stdout.readline() if ready else ""
    if not line:
        raise DidNotStart
    found: Dict[str, str] = json.loads(line)
    return found


def environment_of(found: Dict[str, str]) -> Dict[str, str]:
    local = "127.0.0.1,localhost,::1"
    direct = {
        name: ",".join(filter(None, (os.environ.get(name), local)))
        for name in ("no_proxy", "NO_PROXY")
    }
    return {
        **os.environ,
        **direct,
        "TCVOD_TEST_HTTP": found["http"],
        "TCVOD_TEST_HTTPS": found["https"],
        "TCVOD_TEST_CA_FILE": found["ca_file"],
        "TCVOD_ENDPOINT": found["https"],
        "TCVOD_CA_FILE": found["ca_file"],
        "TCVOD_SECRET_ID": found["secret_id"],
        "TCVOD_SECRET_KEY": found["secret_key"],
    }


def stop(emulator: "subprocess.Popen[str]") -> None:
    emulator.terminate()
    try:
        emulator.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        emulator.kill()
        emulator.wait()


def run(command: List[str], environment: Dict[str, str]) -> int:
    try:
        child = subprocess.Popen(command, env=environment)
    except OSError as error:
        print(f"tcvod-emulator: {command[0]}: {error.strerror}", file=sys.stderr)
        return 127
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _: child.send_signal(received))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends it to the command as well
    code = child.wait()
    return 128 - code if code < 0 else code


def exit_code(emulator: "subprocess.Popen[str]") -> int:
    """Of one that did not start."""
    try:
        return emulator.wait(STOP_SECONDS) or 1
    except subprocess.TimeoutExpired:
        return 1


def run_beside(options: List[str], command: List[str]) -> int:
    emulator = start(options)
    try:
        return run(command, environment_of(addresses(emulator)))
    except DidNotStart:
        print("tcvod-emulator: the emulator did not start", file=sys.stderr)
        return exit_code(emulator)
    finally:
        stop(emulator)
