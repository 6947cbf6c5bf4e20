# SPDX-License-Identifier: MIT
"""What is compared: folders, files, or revisions of a git repository."""

from __future__ import annotations

import ast
import contextlib
import io
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from typing import BinaryIO, Dict, Iterator, List, Optional, Sequence, Tuple

from .. import __version__, lock_file
from ..diagnostics import Diagnostics
from ..lint import lint
from ..load import load_service
from ..spec import Service
from .side import Source
from .trouble import Invalid, NotComparable

_VERSION_FILE = "generator/tcvodgen/__init__.py"


# Rules that say what no C model can be made of, or what would be lost in one.
_STRUCTURAL = frozenset(
    """
    c-name-collision duplicate-type duplicate-values unknown-type unknown-values variant-case variant-container
    variant-discriminator
    """.split()
)


@dataclass(frozen=True)
class Input:
    """A folder to read, what to call it, and the file in it that findings are limited to ("" for all)."""

    folder: str
    label: str
    only_file: str = ""
    generator: str = ""  # its version
    revision: str = ""  # where it is from, when git has it


def read(given: Input, checked: bool = True) -> Source:
    """The spec of a folder; what was published once is not held to the rules of today's lint."""
    if not os.path.isfile(os.path.join(given.folder, "service.yaml")):
        raise NotComparable(f"{given.label} is no spec: it has no service.yaml")
    diagnostics = Diagnostics()
    service = load_service(given.folder, diagnostics)
    _explain_conflict(os.path.join(given.folder, lock_file.FILE_NAME))
    pinned = lock_file.read(given.folder, diagnostics)
    if service is not None and not diagnostics.has_errors:
        _check(service, checked, diagnostics)
    if service is None or diagnostics.has_errors:
        raise Invalid(diagnostics)
    has_lock = os.path.isfile(os.path.join(given.folder, lock_file.FILE_NAME))
    return Source(service, pinned if has_lock else None, given.generator)


def _check(service: Service, thoroughly: bool, diagnostics: Diagnostics) -> None:
    found = Diagnostics()
    lint(service, found)
    for each in found.sorted():
        if each.severity == "error" and (thoroughly or each.rule in _STRUCTURAL):
            diagnostics.error(each.position, each.rule, each.message, each.hint)


def _explain_conflict(file: str) -> None:
    if os.path.isfile(file) and lock_file.has_conflict(file):
        folder = os.path.dirname(file)
        raise NotComparable(f"{file} has conflict markers of a merge; run: tcvodgen merge-lock {folder}")


@contextlib.contextmanager
def opened(given: str, fallback: Sequence[str] = ()) -> Iterator[Input]:
    """A folder, a file of a spec folder, REVISION or REVISION:FOLDER, as a folder to read."""
    if os.path.isdir(given):
        yield Input(given, given, generator=_generator_of("", given))
        return
    if os.path.isfile(given):
        folder = _spec_folder(given)
        yield Input(folder, given, os.path.relpath(given, folder))
        return
    revision, _, path = given.partition(":")
    path = path or (fallback[0] if fallback else "")
    if not path:
        raise NotComparable(f"{given} is no folder and no file; a revision needs a folder: {given}:spec/NAME")
    with revision_folder(revision, path) as folder:
        version = _generator_of(revision, path)
        yield Input(folder, f"{revision}:{path}", generator=version, revision=revision)


def spec_folder_of(path: str) -> Tuple[str, str]:
    """The spec folder of a file that need not be there, and the file in it."""
    folder = os.path.dirname(path)
    for candidate in (folder, os.path.dirname(folder)):
        if os.path.isfile(os.path.join(candidate, "service.yaml")):
            return candidate, os.path.relpath(path, candidate)
    raise NotComparable(f"{path} is in no spec folder")


def specs_of(revision: str) -> List[str]:
    """Spec folders of a revision, as paths from here."""
    listed = git("ls-tree", "-r", "--name-only", resolve(revision), "--", "spec")
    return [
        os.path.dirname(line)
        for line in listed.splitlines()
        if re.fullmatch(r"spec/[^/]+/service\.yaml", line)
    ]


def _spec_folder(file: str) -> str:
    folder = os.path.dirname(os.path.abspath(file))
    for candidate in (folder, os.path.dirname(folder)):
        if os.path.isfile(os.path.join(candidate, "service.yaml")):
            return os.path.relpath(candidate)
    raise NotComparable(f"{file} is not in a spec folder: there is no service.yaml beside or above it")


@contextlib.contextmanager
def revision_folder(revision: str, path: str) -> Iterator[str]:
    """The folder as it was in a revision, unpacked for a while."""
    inside = _inside(path)
    files = _files(resolve(revision), inside)
    if not files:
        raise NotComparable(f"{revision} has no folder {inside}: nothing to compare with")
    with tempfile.TemporaryDirectory(prefix="tcvodgen-") as temporary:
        for name, content in files.items():
            target = os.path.join(temporary, name)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as stream:
                stream.write(content)
        yield os.path.join(temporary, inside)


def has_spec(revision: str, path: str) -> bool:
    """Whether a folder that is named from here was a spec in a revision."""
    file = f"{_inside(path)}/service.yaml"
    return bool(git("ls-tree", "--full-tree", "--name-only", resolve(revision), "--", file).strip())


def _inside(path: str) -> str:
    """A path from here as one from the root of the repository."""
    root = git("rev-parse", "--show-toplevel").strip()
    return os.path.relpath(os.path.realpath(path), os.path.realpath(root)).replace(os.sep, "/")


def _files(commit: str, folder: str) -> Dict[str, bytes]:
    """Contents as they were committed: `git archive` would leave out what attributes keep from releases."""
    places = [] if folder == "." else ["--", folder]
    listed = _git_bytes(["ls-tree", "-r", "-z", "--full-tree", commit, *places])
    blobs = {}
    for line in filter(None, listed.split(b"\0")):
        about, _, name = line.partition(b"\t")
        mode, _, blob = about.split()
        if mode in (b"100644", b"100755"):
            blobs[os.fsdecode(name)] = blob
    answer = io.BytesIO(_git_bytes(["cat-file", "--batch"], b"".join(blob + b"\n" for blob in blobs.values())))
    return {name: _next_blob(answer) for name in blobs}


def _next_blob(answer: BinaryIO) -> bytes:
    size = int(answer.readline().split()[2])
    content = answer.read(size)
    answer.read(1)
    return content


def _git_bytes(arguments: Sequence[str], given: bytes = b"") -> bytes:
    done = subprocess.run(["git", *arguments], input=given, capture_output=True, check=False)
    if done.returncode != 0:
        raise NotComparable(f"git {arguments[0]}: {os.fsdecode(done.stderr).strip()}")
    return done.stdout


def has_folder(revision: str, path: str) -> bool:
    """Whether a revision has this folder below the root of the repository."""
    return bool(git("ls-tree", "--full-tree", "-d", "--name-only", resolve(revision), path).strip())


def resolve(revision: str) -> str:
    found = git(
        "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", missing_ok=True
    ).strip()
    if not found:
        raise NotComparable(f"there is no revision `{revision}`; in a shallow clone, fetch it first")
    return found


def git(*arguments: str, missing_ok: bool = False) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments], capture_output=True, check=False, text=True, encoding="utf-8"
        )
    except FileNotFoundError:
        raise NotComparable("git is not installed; compare two folders instead") from None
    if done.returncode != 0:
        if missing_ok:
            return ""
        raise NotComparable(f"git {arguments[0]}: {done.stderr.strip()}")
    return done.stdout


def show(revision: str, path: str) -> Optional[str]:
    """A file as it was; None when it was not."""
    return git("show", f"{resolve(revision)}:{path}", missing_ok=True) or None


def _generator_of(revision: str, path: str) -> str:
    """Version of the generator that belongs to a spec: the one in its repository, else unknown."""
    if revision:
        text = show(revision, _VERSION_FILE) or ""
        match = re.search(r"^__version__ = (.+)$", text, re.MULTILINE)
        return str(ast.literal_eval(match.group(1))) if match else ""
    return __version__ if os.path.isfile(_VERSION_FILE) and not os.path.isabs(path) else ""


@contextlib.contextmanager
def with_file(folder: str, inside: str, text: Optional[str]) -> Iterator[str]:
    """A copy of a spec folder in which one file has another text, or is not there."""
    with tempfile.TemporaryDirectory(prefix="tcvodgen-") as temporary:
        copy = os.path.join(temporary, os.path.basename(os.path.abspath(folder)))
        shutil.copytree(folder, copy)
        file = os.path.join(copy, inside)
        if text is None:
            with contextlib.suppress(FileNotFoundError):
                os.remove(file)
        else:
            os.makedirs(os.path.dirname(file), exist_ok=True)
            with open(file, "w", encoding="utf-8") as stream:
                stream.write(text)
        yield copy


def spec_folders(chosen: Sequence[str]) -> List[str]:
    if chosen:
        for each in chosen:
            if not os.path.isfile(os.path.join(each, "service.yaml")):
                raise NotComparable(f"{each} is no spec folder: it has no service.yaml")
        return list(chosen)
    root = "spec"
    names = sorted(os.listdir(root)) if os.path.isdir(root) else []
    found = [
        os.path.join(root, name) for name in names if os.path.isfile(os.path.join(root, name, "service.yaml"))
    ]
    if not found:
        raise NotComparable("no spec/*/service.yaml here; name the folders or run it in the root folder")
    return found
