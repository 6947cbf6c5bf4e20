# SPDX-License-Identifier: MIT
"""python3 -m tcvod_emulator: reads the command line, runs until told to stop."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from typing import Callable, Dict, List, Optional, Sequence

from tcvodgen.diagnostics import Diagnostics, render
from tcvodgen.load import load_service
from tcvodgen.spec import Service

from .certificates import make_certificates
from .emulator import Conduct, Emulator, open_store
from .faults import Fault, read_faults
from .handlers import HANDLERS
from .server import Server

# Known to everyone, good for nothing but this emulator.
TEST_SECRET_ID = "AKIDtcvodEmulatorTestOnly"
TEST_SECRET_KEY = "tcvodEmulatorTestOnlyNotASecret"
PATHS = ("/v2/index.php", "/v2/interface.php")
PARENT_LOOK_SECONDS = 0.25
LONGEST_TASK_SECONDS = 86400
HERE = Path(__file__).resolve()
INSTALLED_SPEC = HERE.parent / "spec"
SPEC = INSTALLED_SPEC if INSTALLED_SPEC.is_dir() else HERE.parents[2] / "spec" / "vod-v2"


class CannotStart(Exception):
    """The text says why and what to do."""


def arguments(given: Optional[Sequence[str]]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="tcvod_emulator",
        description="A local VOD service. Prints one line of JSON with its addresses when it is"
                    " ready.",
        epilog="The key of --secret-id comes from TCVOD_EMULATOR_SECRET_KEY; without both, test"
               " credentials are used.")
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument(
        "--http", type=int, default=0, metavar="PORT", help="0 (default): a free one")
    parser.add_argument(
        "--https", type=int, default=0, metavar="PORT", help="0 (default): a free one")
    parser.add_argument("--data", type=Path, metavar="DIR", help="keep state here over restarts")
    parser.add_argument(
        "--spec", type=Path, default=SPEC, metavar="DIR",
        help="the service's spec (default: %(default)s)")
    parser.add_argument(
        "--path", action="append", metavar="PATH",
        help=f"where the API is (default: {' and '.join(PATHS)})")
    parser.add_argument("--secret-id", metavar="ID", help="accept this key id")
    parser.add_argument("--faults", type=Path, metavar="FILE", help="JSON list of faults")
    parser.add_argument(
        "--rate-limits", action="store_true", help="refuse calls beyond the limits of the pages")
    parser.add_argument(
        "--task-seconds", type=float, default=Conduct.task_seconds, metavar="SECONDS",
        help="how long a task takes, a third of it waiting (default: %(default)s)")
    parser.add_argument(
        "--list-actions", action="store_true", help="print which actions have state, and stop")
    parser.add_argument(
        "--exit-with-parent", action="store_true", help="stop when the starting process is gone")
    return parser.parse_args(given)


def credentials(secret_id: Optional[str]) -> Dict[str, str]:
    own_id = secret_id or os.environ.get("TCVOD_EMULATOR_SECRET_ID") or TEST_SECRET_ID
    return {own_id: os.environ.get("TCVOD_EMULATOR_SECRET_KEY") or TEST_SECRET_KEY}


def spec_of(folder: Path) -> Service:
    diagnostics = Diagnostics()
    service = load_service(str(folder), diagnostics)
    if service is None:
        raise CannotStart(f"the spec in {folder} cannot be used:\n{render(diagnostics, 'text')}")
    return service


def faults_of(file: Optional[Path]) -> List[Fault]:
    if file is None:
        return []
    try:
        return read_faults(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise CannotStart(f"{file}: {error}") from None


async def until_stopped(parent: Optional[int]) -> None:
    """Waits for a signal or, when `parent` is told,
    until the process that started this one is gone.
    """
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    while not stopped.is_set() and parent in (None, os.getppid()):
        try:
            await asyncio.wait_for(stopped.wait(), None if parent is None else PARENT_LOOK_SECONDS)
        except asyncio.TimeoutError:
            continue


async def run(options: argparse.Namespace, folder: Path, parent: Optional[int]) -> None:
    known = credentials(options.secret_id)
    if not 0 <= options.task_seconds <= LONGEST_TASK_SECONDS:
        raise CannotStart(f"--task-seconds: from 0 to {LONGEST_TASK_SECONDS}")
    service, script = spec_of(options.spec), faults_of(options.faults)
    store = open_store(folder, lasting=options.data is not None)
    conduct = Conduct(options.rate_limits, options.task_seconds)
    server = Server(Emulator(service, known, store, script, conduct), options.path or PATHS)
    try:
        ca_file, context = make_certificates(folder)
        await server.start(options.host, options.http, options.https, context)
        announce(server.emulator, ca_file, known)
        await until_stopped(parent)
    finally:
        await server.stop()
        store.close()


def announce(emulator: Emulator, ca_file: Path, known: Dict[str, str]) -> None:
    secret_id, secret_key = next(iter(known.items()))
    ready = {
        **emulator.base_urls, "ca_file": str(ca_file), "secret_id": secret_id,
        "secret_key": secret_key
    }
    print(json.dumps(ready), flush=True)


def list_actions(folder: Path) -> None:
    kinds = {
        action.name: "stateful" if action.name in HANDLERS else "synthesised"
        for action in spec_of(folder).actions
    }
    print(json.dumps(kinds, indent=2))


def main(given: Optional[Sequence[str]] = None) -> int:
    parent = os.getppid()
    options = arguments(given)
    if options.list_actions:
        return told(lambda: list_actions(options.spec))
    folder = options.data or Path(tempfile.mkdtemp(prefix="tcvod-emulator-"))
    watched = parent if options.exit_with_parent else None
    try:
        return told(lambda: start(options, folder, watched))
    finally:
        if options.data is None:
            shutil.rmtree(folder, ignore_errors=True)


def start(options: argparse.Namespace, folder: Path, parent: Optional[int]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(run(options, folder.resolve(), parent))


def told(work: Callable[[], None]) -> int:
    """Does the work; the exit code, with the reason on standard error when it could not be done."""
    try:
        work()
    except (CannotStart, OSError) as error:
        print(f"tcvod_emulator: {error}", file=sys.stderr)
        return 1
    return 0
