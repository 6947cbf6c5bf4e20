# SPDX-License-Identifier: MIT
"""A service built by hand, for tests of the phases behind the loader."""

from __future__ import annotations

from dataclasses import replace
from typing import Sequence, Tuple

from tcvodgen.diagnostics import Position
from tcvodgen.spec import Action, Field, Host, Service, Type, Value, ValueSet

HERE = Position("x.yaml", 1, 1)


def field(name: str, type: str = "string", container: str = "", required: bool = False) -> Field:
    return Field(name, HERE, type, container, required, f"About {name}.")


def action(name: str, request: Sequence[Field] = (), category: str = "media") -> Action:
    return Action(
        name, HERE, f"Does {name}.", category, "api", ("GET",), "safe", None, "none", ("0",),
        "published", "", (), "", tuple(request), (*ENVELOPE,), (), (),
    )  # fmt: skip


ENVELOPE = (field("message"), field("codeDesc"), field("extra"), field("code", "int", required=True))


def object_type(name: str, *fields: Field) -> Type:
    return Type(name, HERE, f"A {name}.", fields)


def value_set(name: str, *values: str, of: str = "string") -> ValueSet:
    found = tuple(Value(each, HERE, f"v{each}".lower().replace("-", "m"), "One.") for each in values)
    return ValueSet(name, HERE, "Some.", of, found)


def service(
    actions: Tuple[Action, ...] = (),
    types: Tuple[Type, ...] = (),
    value_sets: Tuple[ValueSet, ...] = (),
) -> Service:
    return Service(
        "test", HERE, 3, "Test", "test", "test", "query",
        (Host("api", HERE, "api.example.test", "/", ("https",), ("GET",)),),
        ("HmacSHA1",), "HmacSHA1", (), "", ENVELOPE, "code", "message", "codeDesc", "",
        ("0",), 2048, 7200, (), types, value_sets, actions, (), "spec/test",
    )  # fmt: skip


def with_type(base: Service, *fields: Field) -> Service:
    """The same service with a type `Thing` of these fields."""
    others = tuple(each for each in base.types if each.name != "Thing")
    return replace(base, types=others + (object_type("Thing", *fields),))
