# SPDX-License-Identifier: MIT
"""What keeps two specs from being compared."""

from __future__ import annotations

from ..diagnostics import Diagnostics, render


class NotComparable(Exception):
    """There is nothing to compare with; the text says why and what to do."""


class Invalid(Exception):
    """A spec has errors; the findings are in `diagnostics`."""

    def __init__(self, diagnostics: Diagnostics) -> None:
        super().__init__(render(diagnostics, "text"))
        self.diagnostics = diagnostics
