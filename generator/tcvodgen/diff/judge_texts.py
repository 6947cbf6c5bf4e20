# SPDX-License-Identifier: MIT
"""Edits of texts, and the facts that hide in them."""

from __future__ import annotations

from typing import Any, Sequence

from .bench import Bench
from .changes import Change
from .words import is_markup_only, prose_facts


def sentence(bench: Bench, change: Change, name: str, old: str, new: str) -> None:
    """A text that may hold a number or a value which belongs into a key of its own."""
    before, after = prose_facts(old), prose_facts(new)
    if before != after and old and new:
        gone = [each for each in before if each not in after]
        come = [each for each in after if each not in before]
        message = f"{name} of `{change.subject}` says something else: {_list(gone)} → {_list(come)}"
        bench.add("doc-prose-fact-changed", change, message, name, before, after)
    else:
        text(bench, change, name, old, new)


def text(bench: Bench, change: Change, name: str, old: str, new: str) -> None:
    if is_markup_only(old, new):
        bench.add("doc-markup-only", change, f"signs in {name} of `{change.subject}`", name, old, new)
    else:
        bench.add("doc-text-changed", change, f"{name} of `{change.subject}`", name, old, new)


def note(bench: Bench, change: Change, name: str, old: Any, new: Any) -> None:
    """A fact for those who keep the spec; nothing of it reaches C or the wire."""
    bench.add("doc-note-changed", change, f"{name} of `{change.subject}`", name, old, new)


def link(bench: Bench, change: Change, name: str, old: str, new: str) -> None:
    bench.add("doc-link-changed", change, f"{name} of `{change.subject}`", name, old, new)


def former(bench: Bench, change: Change, name: str, old: str, new: str) -> None:
    """A former name says nothing on the day of the rename, which is a finding of its own."""
    if not bench.comparison.renames.back(change.subject.kind, change.subject.name):
        note(bench, change, name, old, new)


def _list(words: Sequence[str]) -> str:
    return ", ".join(words) or "nothing"
