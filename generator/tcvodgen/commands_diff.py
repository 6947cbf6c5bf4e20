# SPDX-License-Identifier: MIT
"""The subcommands `diff`, `diff-driver` and `merge-lock`."""

from __future__ import annotations

import argparse
import datetime
import difflib
import gc
import os
import sys
import traceback
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any, Callable, Dict, Iterator, List, Optional, Sequence, Tuple

from . import lock_file
from .diagnostics import Diagnostics, render
from .diff import approvals, generated, generator, inputs, merge, release
from .diff import report_json, report_markdown, report_text, report_tools
from .diff.bench import Disagreement
from .diff.catalogue import catalogue, explained
from .diff.finding import Finding
from .diff.group import grouped, unfolded
from .diff.inputs import Input
from .diff.judge import judge
from .diff.report import Report, make
from .diff.side import Side, comparison
from .diff.trouble import Invalid, NotComparable
from .diff.verdict import BUMPS, SEVERITIES
from .render import render as render_output

FORMATS = ("text", "json", "markdown", "github", "sarif", "changelog")
_NEVER = "never"
_EXITS = (
    "Exit status: 0 nothing at the threshold, 1 findings, 2 wrong usage or approvals, 3 invalid spec, "
    "4 not comparable, 5 internal disagreement."
)


class WrongUsage(Exception):
    """An option that cannot be meant."""


class BadConfiguration(Exception):
    """A file that steers the comparison has errors."""

    def __init__(self, diagnostics: Diagnostics) -> None:
        super().__init__("bad configuration")
        self.diagnostics = diagnostics


def add_parsers(subparsers: Any) -> None:
    _add_diff(subparsers)
    parser = subparsers.add_parser("diff-driver", help="findings instead of lines in git diff and git log -p")
    parser.add_argument("path")
    parser.add_argument(
        "given", nargs="*", help="old file, hex, mode, new file, hex, mode: as git hands them over"
    )
    parser.set_defaults(run=run_driver)
    parser = subparsers.add_parser("merge-lock", help="explain the conflict of a merge in layout.lock")
    parser.add_argument("spec", metavar="SPEC", help="spec folder")
    parser.add_argument(
        "--write", action="store_true", help="write the side to take; then run tcvodgen generate"
    )
    parser.set_defaults(run=run_merge)


def _add_diff(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "diff", help="what changed between two specs, and whom it breaks", epilog=_EXITS
    )
    parser.add_argument("old", metavar="OLD", nargs="?", help="spec folder, file in one, REVISION:FOLDER")
    parser.add_argument("new", metavar="NEW", nargs="?", help="the same")
    parser.add_argument("--base", metavar="REVISION", help="compare specs here with those of a git revision")
    parser.add_argument(
        "--spec",
        metavar="DIR",
        nargs="+",
        default=[],
        help="with --base: spec folders (default: all below spec/)",
    )
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument(
        "--fail-on",
        choices=(*reversed(SEVERITIES), _NEVER),
        default="error",
        help="findings that make it exit with 1 (default: error)",
    )
    parser.add_argument("--max-bump", choices=BUMPS, help="exit with 1 when a greater release is needed")
    parser.add_argument(
        "--release", action="store_true", help="with --base: also check the declared versions"
    )
    parser.add_argument(
        "--approvals", metavar="FILE", help="default: DIR.approvals.yaml beside the spec folder"
    )
    parser.add_argument(
        "--stanzas",
        action="store_true",
        help="print an approval to complete for each error, and nothing else",
    )
    parser.add_argument(
        "--budget",
        metavar="CHARACTERS",
        type=int,
        default=report_markdown.BUDGET,
        help="most characters of markdown (default: %(default)s)",
    )
    parser.add_argument("--output", metavar="FILE", help="write there instead of to the terminal")
    parser.set_defaults(run=run_diff)


def explanations() -> Dict[str, str]:
    """Pages of all rules of the comparison."""
    return {name: explained(rule) for name, rule in catalogue().items()}


def run_diff(arguments: argparse.Namespace) -> int:
    problem = _usage(arguments)
    if problem:
        print(f"tcvodgen diff: {problem}", file=sys.stderr)
        return 2
    return _guarded("diff", lambda: _diff(arguments))


def _usage(arguments: argparse.Namespace) -> str:
    if arguments.base is None and (arguments.old is None or arguments.new is None):
        return "name two specs, or one revision with --base"
    if arguments.base is not None and arguments.old is not None:
        return "--base compares what is here; name folders with --spec"
    if arguments.base is None and (arguments.spec or arguments.release):
        return f"{'--spec' if arguments.spec else '--release'} goes with --base"
    return "--budget is at least 2000" if arguments.budget < 2000 else ""


def _guarded(command: str, run: Callable[[], int]) -> int:
    """Whatever keeps us from comparing is no pass, and no mere finding either."""
    try:
        return run()
    except WrongUsage as error:
        print(f"tcvodgen {command}: {error}", file=sys.stderr)
        return 2
    except BadConfiguration as error:
        sys.stderr.write(render(error.diagnostics, "text"))
        return 2
    except Invalid as error:
        sys.stderr.write(render(error.diagnostics, "text"))
        print(f"tcvodgen {command}: a spec has errors; nothing was compared", file=sys.stderr)
        return 3
    except BrokenPipeError:
        raise
    except (NotComparable, OSError) as error:
        print(f"tcvodgen {command}: {error}", file=sys.stderr)
        return 4
    except Disagreement as error:
        print(f"tcvodgen {command}: internal disagreement: {error}; no verdict", file=sys.stderr)
        return 5
    except Exception:  # a crash must not look like exit status 1
        traceback.print_exc()
        return 5


def check_release(base: str) -> int:
    """Whether the declared versions fit what changed since a release."""
    return _guarded("check", lambda: _check_release(base))


def _check_release(base: str) -> int:
    with ExitStack() as stack:
        reports = [
            compared(
                stack.enter_context(inputs.opened(old, [new])),
                stack.enter_context(inputs.opened(new, [old])),
                None,
            )
            for old, new in _pairs_since(base, [])
        ]
        found = release.contradictions(reports, release.of_revision(base), release.of_tree())
    for each in found:
        print(f"{each.anchor}: {each.severity}: {each.message} [{each.rule}]", file=sys.stderr)
    if not found:
        print(f"the declared versions fit the changes since {base}")
    return 1 if any(each.severity == "error" for each in found) else 0


def _diff(arguments: argparse.Namespace) -> int:
    pairs = _pairs(arguments)
    if arguments.approvals and len(pairs) > 1:
        print(
            "tcvodgen diff: --approvals is for one spec: name it with --spec, "
            "or keep a file beside each (DIR.approvals.yaml)",
            file=sys.stderr,
        )
        return 2
    with ExitStack() as stack:
        reports = [
            compared(
                stack.enter_context(inputs.opened(old, [new])),
                stack.enter_context(inputs.opened(new, [old])),
                arguments.approvals,
            )
            for old, new in pairs
        ]
        extra: List[Finding] = []
        if arguments.release:
            extra = release.contradictions(reports, release.of_revision(arguments.base), release.of_tree())
        if extra:
            reports[0] = _with(reports[0], extra)
        _write(
            arguments.output,
            "".join(f"{each}\n" for r in reports for each in report_markdown.stanzas(r.open_findings))
            if arguments.stanzas
            else rendered(reports, arguments),
        )
    failed = arguments.fail_on != _NEVER and any(each.at_least(arguments.fail_on) for each in reports)
    too_big = arguments.max_bump is not None and any(each.exceeds(arguments.max_bump) for each in reports)
    return 1 if failed or too_big else 0


def _with(report: Report, extra: Sequence[Finding]) -> Report:
    return replace(report, findings=(*extra, *report.findings))


def _pairs(arguments: argparse.Namespace) -> List[Tuple[str, str]]:
    if arguments.base is None:
        return [(arguments.old, arguments.new)]
    return _pairs_since(arguments.base, arguments.spec)


def _pairs_since(base: str, chosen: Sequence[str]) -> List[Tuple[str, str]]:
    here = inputs.spec_folders(chosen)
    if not chosen:
        gone = sorted(set(inputs.specs_of(base)) - {os.path.normpath(each) for each in here})
        if gone:
            raise NotComparable(f"{', '.join(gone)} is gone: every program that uses it breaks")
    known = [each for each in here if inputs.has_spec(base, each)]
    if not known:
        raise NotComparable(f"{base} has none of {', '.join(here)}: nothing to compare with")
    for each in here:
        if each not in known:
            print(f"tcvodgen diff: {each} is new; there is nothing to compare it with", file=sys.stderr)
    return [(f"{base}:{each}", each) for each in known]


@contextmanager
def _no_collector() -> Iterator[None]:
    """Trees without cycles: looking for some takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def compared(old: Input, new: Input, approvals_file: Optional[str]) -> Report:
    with _no_collector():
        return _compared(old, new, approvals_file)


def _compared(old: Input, new: Input, approvals_file: Optional[str]) -> Report:
    before, after = inputs.read(old, checked=False), inputs.read(new)
    if before.service.name != after.service.name and before.service.number != after.service.number:
        raise NotComparable(
            f"{old.label} describes {before.service.name}, {new.label} {after.service.name}: two services"
        )
    both = comparison(before, after)
    findings = (*_of_generator(old, both.old), *judge(both))
    if old.only_file or new.only_file:
        findings = grouped(_of_file(unfolded(findings), old, new))
    approved = _approved(findings, new.folder if os.path.isdir(new.label) else "", approvals_file)
    return make(both, approved, (old.label, new.label))


def _of_generator(old: Input, before: Side) -> List[Finding]:
    """What changes in C because the generator did."""
    texts = generator.output(old)
    return generated.findings(texts, render_output([before.model]), before) if texts is not None else []


def _of_file(findings: Sequence[Finding], old: Input, new: Input) -> Tuple[Finding, ...]:
    files = {
        os.path.abspath(os.path.join(each.folder, each.only_file)) for each in (old, new) if each.only_file
    }
    return tuple(
        each
        for each in findings
        if any(
            place is not None and os.path.abspath(place.file) in files for place in (each.before, each.after)
        )
    )


def _approved(findings: Tuple[Finding, ...], folder: str, given: Optional[str]) -> Tuple[Finding, ...]:
    file = given or (approvals.default_file(folder) if folder else "")
    if not file or (given is None and not os.path.exists(file)):
        return findings
    try:
        version = release.shown(release.of_tree().version)
    except NotComparable:
        version = ""
    diagnostics = Diagnostics()
    known = approvals.read(file, diagnostics, version)
    if diagnostics:
        raise BadConfiguration(diagnostics)
    return approvals.apply(findings, known, datetime.date.today(), version)


def rendered(reports: Sequence[Report], arguments: argparse.Namespace) -> str:
    if arguments.format == "json":
        return report_json.text(reports)
    if arguments.format == "sarif":
        return report_tools.sarif(reports)
    if arguments.format == "markdown":
        return report_markdown.texts(reports, arguments.budget)
    if arguments.format == "github":
        return "".join(report_tools.github(each) for each in reports)
    if arguments.format == "changelog":
        return "\n".join(report_markdown.changelog(each) for each in reports)
    coloured = arguments.output is None and sys.stdout.isatty() and "NO_COLOR" not in os.environ
    return "\n".join(report_text.text(each, coloured) for each in reports)


def _write(file: Optional[str], text: str) -> None:
    if file is None:
        sys.stdout.write(text)
        return
    try:
        with open(file, "w", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise WrongUsage(f"{file} cannot be written: {error.strerror}") from None


def run_driver(arguments: argparse.Namespace) -> int:
    """git calls it with the file as it was and as it is; the rest of the spec is taken from here."""
    if len(arguments.given) < 6:
        print("tcvodgen diff-driver: git calls it; see docs/spec-diff.md", file=sys.stderr)
        return 2
    files = (arguments.given[0], arguments.given[3])
    try:
        print(_driven(arguments.path, [_file_or_none(each) for each in files]))
    except (Invalid, NotComparable, Disagreement, UnicodeDecodeError) as error:
        print(f"# {arguments.path}: {error}; the lines:")
        old, new = ((_file_or_none(each, "replace") or "").splitlines() for each in files)
        print(
            "\n".join(
                difflib.unified_diff(old, new, f"a/{arguments.path}", f"b/{arguments.path}", lineterm="")
            )
        )
    return 0


def _file_or_none(file: str, errors: str = "strict") -> Optional[str]:
    return None if file == os.devnull else release.read_file(file, errors)


def _driven(path: str, texts: Sequence[Optional[str]]) -> str:
    folder, inside = inputs.spec_folder_of(path)
    with inputs.with_file(folder, inside, texts[0]) as old, inputs.with_file(folder, inside, texts[1]) as new:
        report = compared(Input(old, f"a/{folder}"), Input(new, f"b/{folder}"), None)
    return report_text.text(report)


def run_merge(arguments: argparse.Namespace) -> int:
    return _guarded("merge-lock", lambda: _merge(arguments.spec, arguments.write))


def _merge(folder: str, write: bool) -> int:
    file = os.path.join(folder, lock_file.FILE_NAME)
    found = merge.resolve(*merge.sides(folder))
    print("\n".join(found.lines))
    if not found.text:
        return 1
    if write:
        _write(file, found.text)
        print(f"{file} is {found.side}; now run: tcvodgen generate")
    return 0
