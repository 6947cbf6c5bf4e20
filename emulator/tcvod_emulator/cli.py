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
from .outward import is_loopback_host
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


LAST_PORT = 65535
DESCRIPTION = """A local VOD service. When it is ready it prints one line of JSON on standard output:
http, https, ca_file, secret_id and secret_key. The http address shows a page in a browser.
SIGTERM or SIGINT ends it.

With -- COMMAND it runs that command beside itself, with TCVOD_ENDPOINT, TCVOD_CA_FILE, TCVOD_SECRET_ID
and TCVOD_SECRET_KEY set, and ends with it and with its exit code."""
EPILOG = """The key of --secret-id comes from TCVOD_EMULATOR_SECRET_KEY; without both, test credentials
are used. Exit code 1: it could not start, and standard error says why; 2: a wrong option."""

Group = argparse._ArgumentGroup


class WrongOption(Exception):
    """The text says why and what to do."""


def arguments(given: Optional[Sequence[str]]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="tcvod-emulator", usage="%(prog)s [OPTION…] [-- COMMAND…]", description=DESCRIPTION,
        epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_places(parser.add_argument_group("where"))
    add_manners(parser.add_argument_group("how it behaves"))
    parser.add_argument(
        "--list-actions", action="store_true",
        help="print as JSON which actions have state and which answer from the spec, and stop")
    return parser.parse_args(given)


def add_places(group: Group) -> None:
    group.add_argument(
        "--host", default="127.0.0.1", metavar="ADDRESS",
        help="listen there (default: %(default)s)")
    group.add_argument(
        "--allow-remote", action="store_true",
        help="let --host be more than this machine; whoever reaches it may do everything")
    group.add_argument(
        "--http", type=port, default=0, metavar="PORT", help="0 (default): a free one")
    group.add_argument(
        "--https", type=port, default=0, metavar="PORT", help="0 (default): a free one")
    group.add_argument(
        "--data", type=Path, metavar="DIR",
        help="keep state there over restarts; without it all is forgotten at the end")
    group.add_argument(
        "--spec", type=Path, default=SPEC, metavar="DIR",
        help="the service's spec (default: %(default)s)")
    group.add_argument(
        "--path", action="append", metavar="PATH",
        help=f"where the API is, repeatable (default: {' and '.join(PATHS)})")


def add_manners(group: Group) -> None:
    group.add_argument("--secret-id", metavar="ID", help="accept this key id")
    group.add_argument(
        "--faults", type=Path, metavar="FILE",
        help='JSON list of faults, such as [{"action": "*", "status": 502}]')
    group.add_argument(
        "--rate-limits", action="store_true",
        help="refuse calls beyond the limits of the spec, with code 4400")
    group.add_argument(
        "--task-seconds", type=float, default=Conduct.task_seconds, metavar="SECONDS",
        help="how long a task takes, a third of it waiting (default: %(default)s)")
    group.add_argument(
        "--exit-with-parent", action="store_true", help="stop when the starting process is gone")


def port(text: str) -> int:
    if not text.isdecimal() or int(text) > LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: 0 to {LAST_PORT}")
    return int(text)


def check_host(host: str, remote_allowed: bool) -> None:
    if not remote_allowed and not is_loopback_host(host):
        raise WrongOption(
            f"--host {host} is more than this machine, and nothing protects the emulator from"
            " whoever can reach it; say --allow-remote as well if that is meant")


def credentials(secret_id: Optional[str]) -> Dict[str, str]:
    own_id = secret_id or os.environ.get("TCVOD_EMULATOR_SECRET_ID") or TEST_SECRET_ID
    return {own_id: os.environ.get("TCVOD_EMULATOR_SECRET_KEY") or TEST_SECRET_KEY}


def spec_of(folder: Path) -> Service:
    diagnostics = Diagnostics()
    service = load_service(str(folder), diagnostics)
    if service is None:
        raise WrongOption(f"--spec: the spec in {folder} cannot be used:\n{render(diagnostics, 'text')}")
    return service


def faults_of(file: Optional[Path]) -> List[Fault]:
    if file is None:
        return []
    try:
        return read_faults(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise WrongOption(f"--faults {file}: {error}") from None


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
        raise WrongOption(f"--task-seconds: from 0 to {LONGEST_TASK_SECONDS}")
    check_host(options.host, options.allow_remote)
    service, script = spec_of(options.spec), faults_of(options.faults)
    store = open_store(folder, lasting=options.data is not None)
    conduct = Conduct(options.rate_limits, options.task_seconds)
    server = Server(Emulator(service, known, store, script, conduct), options.path or PATHS, options.allow_remote)
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
    except (WrongOption, OSError) as error:
        print(f"tcvod-emulator: {error}", file=sys.stderr)
        return 2 if isinstance(error, WrongOption) else 1
    return 0
