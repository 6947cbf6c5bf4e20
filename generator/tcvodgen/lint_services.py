# SPDX-License-Identifier: MIT
"""What two specs cannot have in common, because one library holds the C of both."""

from __future__ import annotations

from typing import Dict, Sequence, Tuple

from .diagnostics import Diagnostics
from .spec import Service, where

_ATTRIBUTES = {"service": "name", "number": "number", "include": "include", "c_prefix": "c_prefix"}


def check(services: Sequence[Service], diagnostics: Diagnostics) -> None:
    first: Dict[Tuple[str, object], Service] = {}
    for service in services:
        for key, attribute in _ATTRIBUTES.items():
            value = getattr(service, attribute)
            other = first.setdefault((key, value), service)
            if value and other is not service:
                diagnostics.error(
                    where(service, key),
                    "service-taken",
                    f"`{key}: {value}` is also that of another spec ({where(other, key)})",
                    "give this spec its own; one that is released keeps what it has",
                )
