# SPDX-License-Identifier: MIT
"""Specs as libraries and programs: generated, compiled, linked and run."""

from __future__ import annotations

import functools
import hashlib
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Mapping, Optional, Sequence, Tuple

from specs import ROOT, source_of
from tcvodgen.cmodel import CModel
from tcvodgen.diff import side
from tcvodgen.diff.side import Side
from tcvodgen.lock import Lock
from tcvodgen.render import render

WARNINGS = [
    "-std=c11",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-Wno-deprecated-declarations",
    "-Wno-missing-field-initializers",
    "-Wno-overlength-strings",
    "-Wno-unused-function",
]
LIBRARIES = ["-lcurl", "-lcrypto", "-ljson-c", "-lpthread", "-lm"]


class Refused(Exception):
    """The generator does not accept this spec with this lock."""


@dataclass(frozen=True)
class Version:
    folder: Path  # of the spec
    built: Path
    model: CModel
    lock: Lock
    texts: Mapping[str, str]  # all that is generated, by path

    @property
    def includes(self) -> List[str]:
        return [f"-I{ROOT / 'runtime/include'}", f"-I{self.built / 'include'}"]

    @property
    def library(self) -> Path:
        return self.built / "libtcvod.so.0"

    @functools.cached_property
    def headers(self) -> str:
        """What a compiler sees of them."""
        return _COMMENT.sub("", "".join(text for path, text in self.texts.items() if path.startswith("include/")))

    def reference(self) -> str:
        """What people read: reference, man pages and the comments of headers, without order, markup and numbers of layouts."""
        shown = [text for path, text in self.texts.items() if path.startswith(("docs/", "man/", "include/"))]
        lines = {_MARKUP.sub("", line).lower() for text in shown for line in text.splitlines()}
        return "\n".join(sorted(each for each in lines if not _LAYOUT.search(each)))


_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_MARKUP = re.compile(r"[\W_]+")
_LAYOUT = re.compile(r"layout[0-9]+u?$")


def generate(folder: Path, built: Path) -> Version:
    found = side.first(source_of(folder))
    if found.refusals:
        raise Refused(str(folder))
    return written(folder, found, built)


def written(folder: Path, found: Side, built: Path) -> Version:
    texts = render([found.model])
    for path, text in texts.items():
        if path.startswith(("include/", "src/")):
            target = built / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    return Version(folder, built, found.model, found.lock, texts)


class Compiler:
    """Compiles each text once, whatever it stands in."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._errors: Dict[str, str] = {}
        scratch.mkdir(parents=True, exist_ok=True)
        archive = Path(os.environ["TCVOD_LIBRARY_DIR"]) / "libtcvod.a"
        subprocess.run(["ar", "x", str(archive.resolve())], cwd=scratch, check=True)
        generated = {f"{each.name}.o" for each in (ROOT / "generated/src").glob("*.c")}
        hand_written = sorted(str(each) for each in scratch.glob("*.o") if each.name not in generated)
        self._runtime = scratch / "runtime.o"
        _run(["ld", "-r", *hand_written, "-o", str(self._runtime)])

    def library(self, version: Version) -> None:
        sources = {path: text for path, text in version.texts.items() if path.startswith("src/")}
        objects = [self._object(version, path, text) for path, text in sources.items()]
        target = self._cached(*map(str, objects), suffix=".so")
        if not target.exists():
            script = f"-Wl,--version-script={ROOT / 'runtime/libtcvod.map'}"
            command = ["gcc", "-shared", "-Wl,-soname,libtcvod.so.0", script, *map(str, objects), str(self._runtime)]
            _run([*command, *LIBRARIES, "-o", str(target)])
        version.library.symlink_to(target)

    def _object(self, version: Version, path: str, text: str) -> Path:
        headers = version.headers if "<tcvod/" in text else ""
        target = self._cached(text, headers, suffix=".o")
        if not target.exists():
            command = ["gcc", "-c", "-O0", "-fPIC", "-std=c11", "-fvisibility=hidden", *version.includes]
            _run([*command, f"-I{ROOT / 'runtime/src'}", str(version.built / path), "-o", str(target)])
        return target

    def error(self, text: str, against: Version) -> str:
        """What the compiler says of a program with the headers of some version; "" when it is fine."""
        if self._binary(text, against).exists():
            return ""
        key = self._cached(text, against.headers, suffix=".c")
        if str(key) not in self._errors:
            key.write_text(text, encoding="utf-8")
            command = ["gcc", "-fsyntax-only", *WARNINGS, *against.includes, str(key)]
            done = subprocess.run(command, capture_output=True, text=True)
            self._errors[str(key)] = done.stderr if done.returncode else ""
        return self._errors[str(key)]

    def program(self, text: str, version: Version) -> Path:
        target = self._binary(text, version)
        if not target.exists():
            source = target.with_suffix(".c")
            source.write_text(text, encoding="utf-8")
            _run(["gcc", "-O0", *WARNINGS, *version.includes, str(source), str(version.library), "-o", str(target)])
        return target

    def _binary(self, text: str, version: Version) -> Path:
        return self._cached(text, version.headers, suffix=".program")

    def _cached(self, *contents: str, suffix: str) -> Path:
        digest = hashlib.sha256("\0".join(contents).encode()).hexdigest()[:32]
        return self._scratch / f"{digest}{suffix}"


def run(
    binary: Path,
    library: Version,
    endpoint: str,
    events: Sequence[str] = (),
    secret: Tuple[str, str] = ("AKIDexample", "key"),
) -> "subprocess.CompletedProcess[str]":
    environment: Dict[str, str] = {
        **{key: value for key, value in os.environ.items() if "proxy" not in key.lower()},
        "LD_LIBRARY_PATH": str(library.built),
        "TCVOD_ENDPOINT": endpoint,
        "TCVOD_SECRET_ID": secret[0],
        "TCVOD_SECRET_KEY": secret[1],
    }
    return subprocess.run(
        [str(binary), *events], env=environment, capture_output=True, text=True, timeout=120, errors="replace"
    )


def probe(version: Version, structs: Optional[List[str]] = None) -> Path:
    """A shared library whose functions take every struct, so that abidiff sees them."""
    lines = [f"#include <tcvod/{version.model.service.include}.h>"]
    for struct in version.model.structs:
        if structs is None or struct.c_name in structs:
            lines.append(f"void probe_{struct.c_name}(const {struct.c_name} *value);")
            lines.append(f"void probe_{struct.c_name}(const {struct.c_name} *value) {{ (void)value; }}")
    file = version.built / "probe.c"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    target = version.built / "libprobe.so"
    _run(["gcc", "-shared", "-fPIC", "-g", "-O0", *version.includes, str(file), "-o", str(target)])
    return target


def _run(command: List[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stderr[:4000]}"
