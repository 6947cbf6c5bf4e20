# SPDX-License-Identifier: MIT
"""The subcommands `generate`, `check`, `dump-model` and `lock`."""

from __future__ import annotations

import argparse
import dataclasses
import glob
import json
import os
import sys
from typing import Any, Dict, List, NoReturn, Optional, Sequence, Tuple

from . import check, cmodel, collisions, commands_diff, lint_services, lock, lock_file
from .canonical import canonical
from .cmodel import CModel
from .diagnostics import Diagnostics, render as render_diagnostics
from .lint import lint
from .load import load_service
from .lock import Lock
from .render import render
from .tables import declaration

DEFAULT_OUT = "generated"


def add_parsers(subparsers: Any) -> None:
    """Adds the subcommands; each sets `run`, a function of the parsed arguments."""
    for name, run, help_text in (
        ("generate", run_generate, "write C from the spec"),
        ("check", run_check, "tell whether the generated files are up to date"),
    ):
        parser = subparsers.add_parser(name, help=help_text)
        _add_spec(parser)
        parser.add_argument("--out", metavar="DIR", help=f"output folder (default: {DEFAULT_OUT})")
        parser.set_defaults(run=run)
        if name == "check":
            parser.add_argument(
                "--release-base",
                metavar="REVISION",
                help="also refuse versions that contradict the changes since that release",
            )
    parser = subparsers.add_parser("dump-model", help="print the C model that templates see")
    _add_spec(parser)
    parser.add_argument("--json", action="store_true", help="all of it, as JSON")
    parser.set_defaults(run=run_dump)
    parser = subparsers.add_parser("lock", help="layout versions of the spec")
    _add_spec(parser)
    parser.add_argument("--release", action="store_true", help="mark the newest version released")
    parser.set_defaults(run=run_lock)


def _add_spec(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--spec", metavar="DIR", nargs="+", help="spec folders (default: all below spec/)"
    )


def run_generate(arguments: argparse.Namespace) -> int:
    plan = _plan(arguments)
    if plan is None:
        return 1
    wanted, out_folder = plan
    found = check.differences(wanted, out_folder)
    check.apply(found)
    for each in found:
        print(f"{each.verb} {each.path}")
    print(", ".join(f"{count} {verb}" for verb, count in check.counts(found, len(wanted)).items()))
    return 0


def run_check(arguments: argparse.Namespace) -> int:
    plan = _plan(arguments)
    if plan is None:
        return 1
    wanted, out_folder = plan
    found = check.differences(wanted, out_folder)
    for each in found:
        sys.stdout.write(each.diff())
    if not found:
        print(f"{len(wanted)} files are up to date")
        base: Optional[str] = arguments.release_base
        return commands_diff.check_release(base) if base else 0
    print(f"{len(found)} of {len(wanted)} files differ; run: {_command(arguments)}", file=sys.stderr)
    return 1


def run_dump(arguments: argparse.Namespace) -> int:
    models = _models(_folders(arguments))
    if models is None:
        return 1
    for model, _ in models:
        if arguments.json:
            print(json.dumps(dataclasses.asdict(model), indent=1, ensure_ascii=False))
        else:
            _print_outline(model)
    return 0


def run_lock(arguments: argparse.Namespace) -> int:
    models = _models(_folders(arguments))
    if models is None:
        return 1
    for model, newest in models:
        layout = newest.layouts[-1]
        state = "released" if layout.released else "not released"
        if arguments.release and not layout.released:
            _write_release(model, newest)
            state = "now released"
        print(f"spec/{model.service.name}: layout {layout.version} ({layout.digest}) is {state}")
    return 0


def _write_release(model: CModel, newest: Lock) -> None:
    path = os.path.join(model.service.folder, lock_file.FILE_NAME)
    text = lock_file.write(lock.release(newest), model.service.name)
    check.apply(check.differences({path: text}, ""))


def _command(arguments: argparse.Namespace) -> str:
    words = ["tcvodgen generate"]
    if arguments.spec:
        words += ["--spec", *arguments.spec]
    if arguments.out:
        words += ["--out", arguments.out]
    return " ".join(words)


def _folders(arguments: argparse.Namespace) -> List[str]:
    chosen: Optional[Sequence[str]] = arguments.spec
    found = chosen or sorted(os.path.dirname(file) for file in glob.glob("spec/*/service.yaml"))
    if not found:
        _refuse("no spec/*/service.yaml here; run it in the root folder, or name a folder by --spec")
    for folder in found:
        if not os.path.isfile(os.path.join(folder, "service.yaml")):
            _refuse(f"{folder} is no spec folder: it has no service.yaml")
    return list(found)


def _refuse(message: str) -> NoReturn:
    print(f"tcvodgen: {message}", file=sys.stderr)
    raise SystemExit(2)


def _plan(arguments: argparse.Namespace) -> Optional[Tuple[Dict[str, str], str]]:
    """Texts by path, locks included, and the output folder; None after errors."""
    if arguments.spec and not arguments.out:
        _refuse("--spec needs --out, because services.c lists every service of its folder")
    models = _models(_folders(arguments))
    if models is None:
        return None
    out_folder: str = arguments.out or DEFAULT_OUT
    wanted = {
        os.path.join(out_folder, path): text
        for path, text in render([model for model, _ in models]).items()
    }
    for model, newest in models:
        path = os.path.join(model.service.folder, lock_file.FILE_NAME)
        wanted[path] = lock_file.write(newest, model.service.name)
    return wanted, out_folder


def _models(folders: Sequence[str]) -> Optional[List[Tuple[CModel, Lock]]]:
    diagnostics = Diagnostics()
    models = [_model(folder, diagnostics) for folder in folders]
    found = [each for each in models if each is not None]
    lint_services.check([model.service for model, _ in found], diagnostics)
    if diagnostics:
        sys.stderr.write(render_diagnostics(diagnostics, "text"))
    return None if diagnostics.has_errors else found


def _model(folder: str, diagnostics: Diagnostics) -> Optional[Tuple[CModel, Lock]]:
    service = load_service(folder, diagnostics)
    if service is None or diagnostics.has_errors:
        return None
    lint(service, diagnostics)
    if diagnostics.has_errors:
        return None
    service = canonical(service)
    newest = lock_file.locked(service, diagnostics)
    if newest is None:
        return None
    model = cmodel.build(service, newest)
    collisions.check(model, diagnostics)
    return model, newest


def _print_outline(model: CModel) -> None:
    print(f"service {model.service.name}, layout {model.layout_version}")
    for action in model.actions:
        print(f"  {action.function} {action.id:#x} ({action.action.category}.h)")
    for struct in model.structs:
        print(f"  {struct.c_name} {struct.sizes[-1].bytes} bytes ({struct.header}.h)")
        for member in struct.members:
            print(f"    {declaration(member)}")
    for value_set in model.value_sets:
        print(f"  {value_set.kind_type}: {len(value_set.values)} values")
