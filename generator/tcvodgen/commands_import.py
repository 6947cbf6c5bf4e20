# SPDX-License-Identifier: MIT
"""The subcommand `import`."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from typing import Any, Dict, List, Optional, Sequence, Tuple

from . import check
from .diagnostics import Diagnostics, Position, render
from .importers import description, record, spec_files
from .importers.overlay import Overlay
from .lint import lint
from .load import load_service
from .spec import Service

RECORD = ".imported.json"  # beside the spec folder


def add_parsers(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "import", help="write a spec from the vendor's description and our overlay"
    )
    parser.add_argument("description", metavar="API.json")
    parser.add_argument("--into", metavar="DIR", required=True, help="spec folder; its service.yaml is yours")
    parser.add_argument(
        "--overlay", metavar="FILE", help="our own decisions (default: DIR.overlay.yaml beside the folder)"
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 when something would change"
    )
    parser.add_argument(
        "--reviewed",
        metavar="SUBJECT",
        action="append",
        default=[],
        help="what the vendor and the overlay both changed, and somebody has looked at",
    )
    parser.set_defaults(run=run_import)


def run_import(arguments: argparse.Namespace) -> int:
    folder: str = os.path.normpath(arguments.into)
    diagnostics = Diagnostics()
    wanted, looked_at = _wanted(arguments, folder, diagnostics)
    found = _differences(folder, wanted, diagnostics) if not diagnostics.has_errors else []
    if not diagnostics.has_errors:
        _check_result(folder, wanted, diagnostics)
    sys.stderr.write(render(diagnostics, "text"))
    if diagnostics.has_errors:
        print("tcvodgen import: nothing was written", file=sys.stderr)
        return 1
    if not arguments.check:
        check.apply(found)
    for line in looked_at:
        print(line)
    for each in found:
        print(f"{each.verb} {each.path}")
    print(", ".join(f"{count} {verb}" for verb, count in check.counts(found, len(wanted)).items()))
    return 1 if arguments.check and found else 0


def _wanted(
    arguments: argparse.Namespace, folder: str, diagnostics: Diagnostics
) -> Tuple[Dict[str, str], Sequence[str]]:
    """(texts by path, what to look at)"""
    given = description.read(arguments.description, diagnostics)
    file = arguments.overlay or f"{folder}.overlay.yaml"
    if not os.path.exists(file):
        diagnostics.error(
            Position(file, 1, 1),
            "overlay-missing",
            "there is no overlay",
            "begin with a file that says: actions: {}",
        )
        return {}, ()
    overlay = Overlay(file, diagnostics)
    envelope = _envelope(folder)
    if envelope is None:
        where = Position(os.path.join(folder, "service.yaml"), 1, 1)
        diagnostics.error(
            where,
            "import-service",
            "no service to import into",
            "write service.yaml first: hosts, signing and envelope are yours",
        )
    if diagnostics.has_errors:
        return {}, ()
    assert envelope is not None
    files = spec_files.spec_files(given, overlay, frozenset(each.name for each in envelope.envelope))
    file = f"{folder}{RECORD}"
    found = record.compare(record.read(file, diagnostics), overlay.touched, arguments.reviewed, diagnostics)
    texts = {os.path.join(folder, path): text for path, text in files.items()}
    return {**texts, file: found.text}, found.to_look_at


def _envelope(folder: str) -> Optional[Service]:
    """The service alone: what is imported may be broken, and is about to be replaced."""
    file = os.path.join(folder, "service.yaml")
    if not os.path.isfile(file):
        return None
    with tempfile.TemporaryDirectory(prefix="tcvodgen-") as temporary:
        alone = os.path.join(temporary, os.path.basename(folder))
        os.mkdir(alone)
        os.symlink(os.path.abspath(file), os.path.join(alone, "service.yaml"))
        return load_service(alone, Diagnostics())


def _differences(folder: str, wanted: Dict[str, str], diagnostics: Diagnostics) -> List[check.Difference]:
    """Files to write, and imported ones that the vendor no longer describes."""
    found = list(check.differences(wanted, folder))
    actions = os.path.join(folder, "actions")
    for name in sorted(os.listdir(actions)) if os.path.isdir(actions) else []:
        path = os.path.join(actions, name)
        with open(path, encoding="utf-8", errors="replace") as stream:
            text = stream.read()
        if path not in wanted and text.startswith(spec_files.MARKER):
            found.append(check.Difference(path, text, None))
        elif not text.startswith(spec_files.MARKER):
            hint = "an imported spec holds imported actions only; move it to a spec of its own"
            diagnostics.error(Position(path, 1, 1), "import-foreign", "this file was not imported", hint)
    return found


def _check_result(folder: str, wanted: Dict[str, str], diagnostics: Diagnostics) -> None:
    """Nothing is written that lint would refuse."""
    with tempfile.TemporaryDirectory(prefix="tcvodgen-") as temporary:
        copy = os.path.join(temporary, os.path.basename(folder))
        texts = dict(wanted)
        with open(os.path.join(folder, "service.yaml"), encoding="utf-8") as stream:
            texts[os.path.join(folder, "service.yaml")] = stream.read()
        texts.pop(f"{folder}{RECORD}", None)
        for path, text in texts.items():
            target = os.path.join(copy, os.path.relpath(path, folder))
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "w", encoding="utf-8") as stream:
                stream.write(text)
        inner = Diagnostics()
        service = load_service(copy, inner)
        if service is not None and not inner.has_errors:
            lint(service, inner)
        for each in inner.sorted():
            path = os.path.join(folder, os.path.relpath(each.position.file, copy))
            place = Position(path, each.position.line, each.position.column)
            diagnostics.error(place, each.rule, f"after the import: {each.message}", each.hint)
