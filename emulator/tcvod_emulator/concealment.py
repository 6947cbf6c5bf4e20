# SPDX-License-Identifier: MIT
"""Parameters whose values neither the log nor an answer shows."""

from __future__ import annotations

from typing import FrozenSet

from tcvodgen.spec import Service

ALWAYS_HIDDEN = frozenset(("Signature", "Token", "signature"))


def hidden_names(service: Service) -> FrozenSet[str]:
    """Names that a sensitive field has anywhere: too many are better than too few."""
    groups = [each.request for each in service.actions] + [each.fields for each in service.types]
    return ALWAYS_HIDDEN | {field.name for fields in groups for field in fields if field.sensitive}


def is_hidden(name: str, hidden: FrozenSet[str]) -> bool:
    return not hidden.isdisjoint(name.split("."))
