# SPDX-License-Identifier: MIT
"""Specs as libraries and programs: generated, compiled, linked and run."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Optional, Tuple

from client_source import source
from specs import ROOT
from tcvodgen import cmodel, lock, lock_file
from tcvodgen.canonical import canonical
from tcvodgen.cmodel import CModel
from tcvodgen.diagnostics import Diagnostics
from tcvodgen.load import load_service
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
GENERATED = ("services.c.o", "_tables.c.o")


class Refused(Exception):
    """The generator does not accept this spec with this lock."""


@dataclass(frozen=True)
class Version:
    folder: Path  # of the spec
    built: Path
    model: CModel

    @property
    def includes(self) -> List[str]:
        return [f"-I{ROOT / 'runtime/include'}", f"-I{self.built / 'include'}"]


def runtime_objects(scratch: Path) -> List[Path]:
    """The hand-written part of the library that was built, without the tables of its own specs."""
    archive = Path(os.environ["TCVOD_LIBRARY_DIR"]) / "libtcvod.a"
    scratch.mkdir(parents=True, exist_ok=True)
    subprocess.run(["ar", "x", str(archive.resolve())], cwd=scratch, check=True)
    return sorted(each for each in scratch.glob("*.o") if not each.name.endswith(GENERATED))


def generate(folder: Path, built: Path) -> Version:
    diagnostics = Diagnostics()
    service = load_service(str(folder), diagnostics)
    assert service is not None and not diagnostics.has_errors
    service = canonical(service)
    pinned = lock_file.read(str(folder), diagnostics) or Lock()
    moved = lock.advance(pinned, service, diagnostics)
    if diagnostics.has_errors:
        raise Refused(str(folder))
    model = cmodel.build(service, moved)
    for path, text in render([model]).items():
        target = built / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return Version(folder, built, model)


def link(version: Version, runtime: List[Path]) -> None:
    objects = []
    for name in (f"{version.model.service.include}_tables", "services"):
        target = version.built / f"{name}.o"
        _run(
            [
                "gcc",
                "-c",
                "-g",
                "-fPIC",
                "-std=c11",
                "-fvisibility=hidden",
                *version.includes,
                f"-I{ROOT / 'runtime/src'}",
                str(version.built / "src" / f"{name}.c"),
                "-o",
                str(target),
            ]
        )
        objects.append(str(target))
    _run(
        [
            "gcc",
            "-shared",
            "-Wl,-soname,libtcvod.so.0",
            f"-Wl,--version-script={ROOT / 'runtime/libtcvod.map'}",
            *objects,
            *map(str, runtime),
            *LIBRARIES,
            "-o",
            str(version.built / "libtcvod.so.0"),
        ]
    )


def client(version: Version) -> Path:
    """The program of this version, as source."""
    file = version.built / "client.c"
    file.write_text(source(version.model), encoding="utf-8")
    return file


def compile_error(file: Path, against: Version) -> str:
    """What the compiler says of a program with the headers of another version; "" when it is fine."""
    done = subprocess.run(
        ["gcc", "-fsyntax-only", *WARNINGS, *against.includes, str(file)], capture_output=True, text=True
    )
    return done.stderr if done.returncode else ""


def program(version: Version) -> Path:
    target = version.built / "client"
    _run(
        [
            "gcc",
            *WARNINGS,
            *version.includes,
            str(client(version)),
            "-o",
            str(target),
            str(version.built / "libtcvod.so.0"),
        ]
    )
    return target


def run(
    binary: Path, library: Version, endpoint: str, secret: Tuple[str, str] = ("AKIDexample", "key")
) -> "subprocess.CompletedProcess[str]":
    environment: Dict[str, str] = {
        **{key: value for key, value in os.environ.items() if "proxy" not in key.lower()},
        "LD_LIBRARY_PATH": str(library.built),
        "TCVOD_ENDPOINT": endpoint,
        "TCVOD_SECRET_ID": secret[0],
        "TCVOD_SECRET_KEY": secret[1],
    }
    return subprocess.run(
        [str(binary)], env=environment, capture_output=True, text=True, timeout=120, errors="replace"
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
