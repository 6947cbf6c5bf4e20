# SPDX-License-Identifier: MIT
"""C types of struct members, live and reserved."""

from __future__ import annotations

from typing import Optional

from . import names
from .lock import Pin
from .spec import SCALARS, Field, Service, Type


def kind(field: Field, target: Optional[Type]) -> str:
    if target is None:
        return field.type
    return "variant" if target.discriminator else "object"


def pinned_type(service: Service, pin: Pin, field: Optional[Field]) -> str:
    """C type of a member; of a reserved one, a type of the same layout that is sure to exist."""
    if field is None:
        container, _, element = pin.kind.rpartition(" of ")
        if element not in SCALARS:
            return "tcvod_string_list" if container else "const void *"
        return _scalar_type(element, container)
    target = service.type_named(field.type)
    if target is None:
        return _scalar_type(field.type, field.container)
    element = names.type_name(service, target)
    if field.container == "list":
        return names.list_name(element)
    if field.container == "map":
        return names.map_name(element)
    return f"const {element} *"


def _scalar_type(scalar: str, container: str) -> str:
    scalar = "string" if scalar == "json" else scalar
    if container == "list":
        return names.list_name(f"tcvod_{scalar}")
    if container == "map":
        return names.map_name(f"tcvod_{scalar}")
    return "const char *" if scalar == "string" else f"tcvod_{scalar}"
