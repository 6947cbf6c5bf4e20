# SPDX-License-Identifier: MIT
"""The subcommand `import`."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from dataclasses import replace
from typing import Any, Dict, List, Optional, Sequence, Tuple

from . import check, lock_file
from .canonical import canonical
from .diagnostics import Diagnostic, Diagnostics, Position, render, shown_path
from .importers import description, origin, record, spec_files
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
    folder = _folder(arguments.into)
    diagnostics = Diagnostics()
    overlay = _overlay(arguments.overlay or f"{folder}.overlay.yaml", diagnostics)
    wanted, looked_at = _wanted(arguments, folder, overlay, diagnostics)
    found = _differences(folder, wanted, diagnostics) if not diagnostics.has_errors else []
    if overlay is not None and not diagnostics.has_errors:
        _check_result(folder, wanted, overlay, diagnostics)
    sys.stderr.write(render(diagnostics, "text", wanted))
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


def _folder(given: str) -> str:
    """With the name of the spec at its end, also for `.`: overlay and record are called after it."""
    folder = os.path.normpath(given)
    if os.path.basename(folder) not in (".", ".."):
        return folder
    return os.path.normpath(os.path.join(folder, "..", os.path.basename(os.path.abspath(folder))))


def _overlay(file: str, diagnostics: Diagnostics) -> Optional[Overlay]:
    if os.path.exists(file):
        return Overlay(file, diagnostics)
    where = Position(file, 1, 1)
    hint = "begin with a file that says: actions: {}"
    diagnostics.error(where, "overlay-missing", "there is no overlay", hint)
    return None


def _wanted(
    arguments: argparse.Namespace, folder: str, overlay: Optional[Overlay], diagnostics: Diagnostics
) -> Tuple[Dict[str, str], Sequence[str]]:
    """(texts by path, what to look at)"""
    given = description.read(arguments.description, diagnostics)
    envelope = _envelope(folder)
    if envelope is None:
        where = Position(os.path.join(folder, "service.yaml"), 1, 1)
        diagnostics.error(
            where,
            "import-service",
            "no service to import into",
            "write service.yaml first: hosts, signing and envelope are yours",
        )
    if diagnostics.has_errors or envelope is None or overlay is None:
        return {}, ()
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
    """Files to write, and imported ones that neither the vendor nor the overlay describes any more."""
    found = list(check.differences(wanted, folder))
    for path in _imported_places(folder):
        text = _text_of(path)
        if path not in wanted and text.startswith(spec_files.MARKER):
            found.append(check.Difference(path, text, None))
        elif not text.startswith(spec_files.MARKER):
            hint = "an imported spec holds imported files only; move it to a spec of its own, or into the overlay"
            diagnostics.error(Position(path, 1, 1), "import-foreign", "this file was not imported", hint)
    return found


def _imported_places(folder: str) -> List[str]:
    """What is there where an import writes."""
    actions = os.path.join(folder, "actions")
    names = sorted(os.listdir(actions)) if os.path.isdir(actions) else []
    shared = [os.path.join(folder, name) for name in ("types.yaml", "values.yaml")]
    return [*(os.path.join(actions, name) for name in names), *filter(os.path.exists, shared)]


def _text_of(path: str) -> str:
    """"" for a folder."""
    if os.path.isdir(path):
        return ""
    with open(path, encoding="utf-8", errors="replace") as stream:
        return stream.read()


def _check_result(folder: str, wanted: Dict[str, str], overlay: Overlay, diagnostics: Diagnostics) -> None:
    """Nothing is written that lint would refuse."""
    with tempfile.TemporaryDirectory(prefix="tcvodgen-") as temporary:
        copy = os.path.join(temporary, os.path.basename(folder))
        _copy_of_ours(folder, copy)
        texts = {os.path.relpath(path, folder): text for path, text in wanted.items() if path != f"{folder}{RECORD}"}
        for path, text in texts.items():
            target = os.path.join(copy, path)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "w", encoding="utf-8") as stream:
                stream.write(text)
        for each in _linted(copy):
            path = os.path.relpath(each.position.file, copy).replace(os.sep, "/")
            place = origin.origin(path, texts[path], each.position, overlay) if path in texts else None
            place = place or replace(each.position, file=os.path.join(folder, path))
            message, hint = (
                text.replace(shown_path(copy), shown_path(folder)).replace(copy, folder)
                for text in (each.message, each.hint)
            )
            diagnostics.error(place, each.rule, f"after the import: {message}", hint)


def _copy_of_ours(folder: str, copy: str) -> None:
    """What no import writes."""
    os.mkdir(copy)
    for name in ("service.yaml", lock_file.FILE_NAME):
        if os.path.isfile(os.path.join(folder, name)):
            shutil.copy(os.path.join(folder, name), copy)
    if os.path.isdir(os.path.join(folder, "events")):
        shutil.copytree(os.path.join(folder, "events"), os.path.join(copy, "events"))


def _linted(folder: str) -> Sequence[Diagnostic]:
    diagnostics = Diagnostics()
    service = load_service(folder, diagnostics)
    if service is not None and not diagnostics.has_errors:
        lint(service, diagnostics)
    if service is not None and not diagnostics.has_errors:
        lock_file.locked(canonical(service), diagnostics)
    return diagnostics.sorted()
