# SPDX-License-Identifier: MIT
"""The command `tcvodgen`. Exit status: 0 fine, 1 findings, 2 wrong usage, or a file that refuses."""

from __future__ import annotations

import argparse
import glob
import os
import sys
from typing import Any, List, Optional, Sequence

from . import __version__, commands_diff, commands_generate, commands_import, lint_services, lock_file, rules
from .canonical import canonical
from .diagnostics import FORMATS, Diagnostics, did_you_mean, render
from .lint import lint
from .load import load_service


def main(arguments: Optional[Sequence[str]] = None) -> int:
    parsed = _parser().parse_args(arguments)
    try:
        status: int = parsed.run(parsed)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        # The reader has seen enough; Python must not complain about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        print(f"tcvodgen: {_refusal(error)}", file=sys.stderr)
        return 2


def _refusal(error: OSError) -> str:
    """Which file refuses, and what to do when something else stands in its place."""
    path = str(error.filename2 or error.filename or "")
    if isinstance(error, IsADirectoryError):
        return f"{path} is a folder, where a file belongs; move it away"
    if isinstance(error, (NotADirectoryError, FileExistsError)):
        while path and not os.path.lexists(path):
            path = os.path.dirname(path)
        return f"{path} is a file, where a folder belongs; move it away"
    return f"{path}: {error.strerror}" if path else str(error)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tcvodgen",
        description="Checks API specs and generates C bindings from them.",
        epilog="Exit status: 0 fine, 1 findings or differences, 2 wrong usage, or a file that refuses.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_lint(subparsers)
    _add_explain(subparsers)
    commands_generate.add_parsers(subparsers)
    commands_diff.add_parsers(subparsers)
    commands_import.add_parsers(subparsers)
    return parser


def _add_lint(subparsers: Any) -> None:
    parser = subparsers.add_parser("lint", help="check specs")
    parser.add_argument("--format", choices=FORMATS, default="text", help="how findings are written (default: text)")
    parser.add_argument("spec", metavar="SPEC", nargs="*", help="spec folders (default: all below spec/)")
    parser.set_defaults(run=_run_lint)


def _add_explain(subparsers: Any) -> None:
    parser = subparsers.add_parser("explain", help="say what a rule wants, why, and how to satisfy it")
    parser.add_argument("rule", metavar="RULE", nargs="?", help="the name in brackets at the end of a finding")
    parser.add_argument("--all", action="store_true", help="every rule")
    parser.set_defaults(run=_run_explain)


def _run_lint(arguments: argparse.Namespace) -> int:
    folders = _folders(arguments.spec)
    if not folders:
        return 2
    diagnostics = Diagnostics()
    services = []
    for folder in folders:
        service = load_service(folder, diagnostics)
        if service is not None:
            lint(service, diagnostics)
            lock_file.locked(canonical(service), diagnostics)
            services.append(service)
    lint_services.check(services, diagnostics)
    sys.stdout.write(render(diagnostics, arguments.format))
    if arguments.format == "text":
        _print_summary(diagnostics, len(folders))
    return 1 if diagnostics else 0


def _folders(chosen: Sequence[str]) -> List[str]:
    """The spec folders to read; none, and a message, when that makes no sense."""
    if not chosen:
        found = sorted(os.path.dirname(file) for file in glob.glob("spec/*/service.yaml"))
        if not found:
            print("tcvodgen: no spec/*/service.yaml here; name a spec folder", file=sys.stderr)
        return found
    for folder in chosen:
        if not os.path.isfile(os.path.join(folder, "service.yaml")):
            print(f"tcvodgen: {folder} is no spec folder: it has no service.yaml", file=sys.stderr)
            return []
    return list(chosen)


def _print_summary(diagnostics: Diagnostics, folder_count: int) -> None:
    if not diagnostics:
        print(f"{folder_count} spec{'s' if folder_count != 1 else ''} checked, nothing found")
        return
    count = f"{len(diagnostics)} finding{'s' if len(diagnostics) != 1 else ''}"
    print(f"{count}; `tcvodgen explain RULE` tells more about the name in brackets")


def _run_explain(arguments: argparse.Namespace) -> int:
    pages = {rule.id: rules.explained(rule) for rule in rules.all_rules().values()}
    pages.update(commands_diff.explanations())
    if arguments.all != (arguments.rule is None):
        print("tcvodgen: name one rule, or --all", file=sys.stderr)
        return 2
    if arguments.all:
        print("\n\n".join(pages[name] for name in sorted(pages)))
        return 0
    page = pages.get(arguments.rule)
    if page is None:
        hint = did_you_mean(arguments.rule, list(pages), "`tcvodgen explain --all` lists them")
        print(f"tcvodgen: there is no rule `{arguments.rule}`; {hint}", file=sys.stderr)
        return 2
    print(page)
    return 0
