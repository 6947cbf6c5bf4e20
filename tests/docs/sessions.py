#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the terminal sessions of Markdown pages and compares what they print with what the pages show.

sessions.py --check | --write PAGE…

A page is one session in one folder. A fence ```c file=NAME (or any language) writes that file, a fence ```console
holds commands after `$ ` (continued after `> `) and what they print. `…` in a page stands for any text, alone on a line
for any lines. A command must end with 0; the last one of ```console fails must not. <!-- session: emulator --> runs the page
beside an emulator, <!-- session: checkout --> in a copy of the tree, in git, as a
release would leave it. --write puts what was printed in the place of what
does not match, volatile parts as `…`.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterator, List, Sequence

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "tools"))

import with_emulator

FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
WISHES = re.compile(r"^<!-- session: (.*) -->$", re.MULTILINE)
MARK = "\x01"
COMMAND_SECONDS = 120
OF_A_CHECKOUT = ("spec", "generated", "generator", "emulator", "runtime", "tests/tools", "dev")

VOLATILE = [re.compile(text, re.MULTILINE) for text in (
    r"(?<=://)127\.0\.0\.1:\d+", r"\b\d{16,20}\b", r"(?<=Timestamp=)1[6-9]\d{8}", r"(?<=Timestamp\": \")1[6-9]\d{8}",
    r"(?<=Nonce=)\d{5,}", r"(?<=Nonce\": \")\d{5,}", r"(?<=Signature=)[\w%+/=]+", r"(?<=\"signature\": \")[\w+/=]+",
    r"(?<=elapsedMs\": )\d+", r"\b\d+(?= ms$)", r"(?<=fingerprint: )\w+", r"\d+(?= (?:updated|unchanged))", r"(?<=layout\.lock:)\d+:\d+",
    r"(?<=layout )\d+(?: \(was \d+\))?(?=\.$| is new)", r"/tmp/[^\s\"',:]+", r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d")]  # fmt: skip


@dataclass(frozen=True)
class Step:
    """A command, what the page says that it prints, and where that stands in the page."""

    command: str
    expected: str
    start: int
    end: int
    line: int
    fails: bool


@dataclass(frozen=True)
class WrittenFile:
    name: str
    text: str


@dataclass(frozen=True)
class Outcome:
    step: Step
    printed: str
    status: int

    @property
    def complaint(self) -> str:
        if (self.status != 0) != self.step.fails:
            return f"line {self.step.line}: `{self.step.command}` ended with {self.status} and printed\n{self.printed}"
        if not matches(self.step.expected, self.printed):
            return f"line {self.step.line}: `{self.step.command}` printed\n{self.printed}\nand not\n{self.step.expected}"
        return ""


def matches(expected: str, printed: str) -> bool:
    lines = [".*?" if line.strip() == "…" else re.escape(line).replace("…", "[^\n]*") for line in expected.splitlines()]
    pattern = "\n".join(lines)
    tolerant = re.sub(r"(^|\n)\.\*\?(?=\n|$)", r"(?:\1.*?)?", pattern)
    return re.fullmatch(tolerant, printed.rstrip("\n"), re.DOTALL) is not None


def normalised(text: str) -> str:
    for each in VOLATILE:
        text = each.sub("…", text)
    return text


def commands(body: str, start: int, page: str, fails: bool) -> List[Step]:
    """The steps of one fence; `start` is where its body begins in the page."""
    found: List[Step] = []
    for match in re.finditer(r"^\$ (.*\n(?:> .*\n)*)((?:(?!\$ ).*\n)*)", body, re.MULTILINE):
        command = re.sub(r"^> ", "", match.group(1).rstrip("\n"), flags=re.MULTILINE)
        line = page.count("\n", 0, start + match.start()) + 1
        found.append(Step(command, match.group(2).rstrip("\n"), start + match.start(2), start + match.end(2), line, False))
    assert found and body.startswith("$ "), f"a console fence without a command: {body!r}"
    last = found[-1]
    return [*found[:-1], Step(last.command, last.expected, last.start, last.end, last.line, fails)]


def parse(page: str) -> List[Step | WrittenFile]:
    parts: List[Step | WrittenFile] = []
    for fence in FENCE.finditer(page):
        words = fence.group("info").split()
        names = [word[len("file=") :] for word in words if word.startswith("file=")]
        if names:
            parts.append(WrittenFile(names[0], fence.group("body")))
        elif words[:1] == ["console"]:
            parts.extend(commands(fence.group("body"), fence.start("body"), page, "fails" in words))
    return parts


class Shell:
    """One bash for all commands of a page."""

    def __init__(self, folder: Path, environment: Dict[str, str]) -> None:
        self.process = subprocess.Popen(
            ["bash", "--noprofile", "--norc"], cwd=folder, env=environment, text=True, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # fmt: skip

    def run(self, step: Step) -> Outcome:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{step.command}\nprintf '\\001%d\\n' $?\n")
        self.process.stdin.flush()
        printed = ""
        for line in self.process.stdout:
            before, mark, status = line.partition(MARK)
            printed += before
            if mark:
                return Outcome(step, printed.rstrip("\n"), int(status))
        return Outcome(step, printed + "(the shell ended)", -1)

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


def make_checkout(folder: Path) -> None:
    """The tree, with its layout released, so that pages do not change with what is under way."""
    for name in OF_A_CHECKOUT:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, target)
    release = [sys.executable, "-m", "tcvodgen", "lock", "--release"]
    subprocess.run(release, cwd=folder, check=True, capture_output=True, env={**os.environ, "PYTHONPATH": str(folder / "generator")})
    git(folder, "init", "-q", "-b", "main")
    git(folder, "config", "user.email", "you@example.com")
    git(folder, "config", "user.name", "You")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "as it was")


def base_environment(home: Path, prefix: Path) -> Dict[str, str]:
    kept = {name: os.environ[name] for name in ("TMPDIR", "PYTHONDONTWRITEBYTECODE") if name in os.environ}
    libraries = next(prefix.glob("lib*/**/libtcvod.so")).parent
    return {
        **kept,
        "PATH": f"{prefix / 'bin'}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "TCVOD_PYTHON": sys.executable,
        "PYTHONDONTWRITEBYTECODE": "1",
        "LD_LIBRARY_PATH": str(libraries),
        "PKG_CONFIG_PATH": str(libraries / "pkgconfig"),
    }


@contextmanager
def emulated(environment: Dict[str, str]) -> Iterator[Dict[str, str]]:
    emulator = with_emulator.start(["--task-seconds", "0"])
    try:
        told = with_emulator.environment_of(with_emulator.addresses(emulator))
        yield {**environment, **{name: value for name, value in told.items() if name.startswith("TCVOD_")}}
    finally:
        with_emulator.stop(emulator)


def install(build: Path, prefix: Path) -> None:
    """What users have."""
    subprocess.run(["cmake", "--install", str(build), "--prefix", str(prefix)], check=True, capture_output=True)
    (prefix / "bin" / "python3").symlink_to(sys.executable)


def run_parts(parts: Sequence[Step | WrittenFile], folder: Path, environment: Dict[str, str]) -> List[Outcome]:
    outcomes: List[Outcome] = []
    shell = Shell(folder, environment)
    for part in parts:
        if isinstance(part, WrittenFile):
            (folder / part.name).parent.mkdir(parents=True, exist_ok=True)
            (folder / part.name).write_text(part.text, encoding="utf-8")
        else:
            outcomes.append(shell.run(part))
    shell.close()
    return outcomes


def run_page(page: Path, prefix: Path) -> List[Outcome]:
    text = page.read_text(encoding="utf-8")
    wishes = " ".join(WISHES.findall(text)).split()
    with tempfile.TemporaryDirectory(prefix="session-") as scratch:
        folder = Path(scratch) / "work"
        folder.mkdir()
        environment = base_environment(Path(scratch), prefix)
        if "checkout" in wishes:
            make_checkout(folder)
        else:
            (folder / "tcvod").symlink_to(ROOT)
        if "emulator" not in wishes:
            return run_parts(parse(text), folder, environment)
        with emulated(environment) as beside:
            return run_parts(parse(text), folder, beside)


def rewritten(page: str, outcomes: Sequence[Outcome]) -> str:
    for outcome in reversed(outcomes):
        if not matches(outcome.step.expected, outcome.printed):
            text = normalised(outcome.printed)
            page = page[: outcome.step.start] + (text + "\n" if text else "") + page[outcome.step.end :]
    return page


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--build", type=Path, default=Path(os.environ.get("TCVOD_LIBRARY_DIR", ROOT / "build" / "release")))
    parser.add_argument("pages", nargs="+", type=Path)
    options = parser.parse_args()
    failed = False
    with tempfile.TemporaryDirectory(prefix="prefix-") as prefix:
        install(options.build, Path(prefix))
        for page in options.pages:
            outcomes = run_page(page, Path(prefix))
            if options.write:
                page.write_text(rewritten(page.read_text(encoding="utf-8"), outcomes), encoding="utf-8")
            for complaint in filter(None, (outcome.complaint for outcome in outcomes)):
                failed = True
                print(f"{page}: {complaint}", file=sys.stderr)
    return int(failed and not options.write)


if __name__ == "__main__":
    sys.exit(main())
