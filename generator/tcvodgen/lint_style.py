# SPDX-License-Identifier: MIT
"""Sentences that people read in headers, editors and error messages."""

from __future__ import annotations

from typing import Protocol

from .diagnostics import Diagnostics
from .spec import Action, Placed, where


class Summarized(Placed, Protocol):
    @property
    def summary(self) -> str: ...


def check_summary(thing: Summarized, diagnostics: Diagnostics) -> None:
    """A summary that is not there at all was reported by the loader."""
    if "summary" in thing.at:
        check_sentence(thing, "summary", thing.summary, diagnostics)


def check_sentence(thing: Placed, key: str, sentence: str, diagnostics: Diagnostics) -> None:
    position = where(thing, key)
    if not sentence.strip():
        diagnostics.error(position, "sentence", f"`{key}` is empty", "say in one sentence what it is")
        return
    if not sentence.endswith("."):
        diagnostics.error(position, "sentence", f"`{key}` does not end in a full stop", f"{sentence[-40:]}.")
    if sentence[0].islower():
        hint = f"{sentence[0].upper()}{sentence[1:40]}"
        diagnostics.error(position, "sentence", f"`{key}` does not begin with a capital", hint)
    if sentence != sentence.strip() or "\n" in sentence:
        diagnostics.error(position, "sentence", f"`{key}` is not one line without blanks around it")


def check_deprecation(action: Action, diagnostics: Diagnostics) -> None:
    """`status: deprecated` and a sentence that says what to use go together."""
    if action.deprecated and action.status != "deprecated":
        message = f"`deprecated` says so, but `status` is {action.status}"
        diagnostics.error(where(action, "deprecated"), "deprecated-status", message, "add `status: deprecated`")
    if action.status == "deprecated" and not action.deprecated:
        message = "`status: deprecated` without a sentence in `deprecated`"
        diagnostics.error(where(action, "status"), "deprecated-status", message, "as in `deprecated: Use GetItem.`")
    if action.deprecated:
        check_sentence(action, "deprecated", action.deprecated, diagnostics)
