# SPDX-License-Identifier: MIT
"""Templates loop and print; they never decide."""

from __future__ import annotations

import os
from typing import Any

import jinja2

_TEMPLATES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "templates")


class Printer:
    def __init__(self) -> None:
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_TEMPLATES),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,
        )

    def text(self, template: str, **context: Any) -> str:
        return self._environment.get_template(template).render(**context)
