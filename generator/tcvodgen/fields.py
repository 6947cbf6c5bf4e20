# SPDX-License-Identifier: MIT
"""Fields, types, value sets and error codes: what service, action and event files have in common."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Dict, List, Optional, Tuple

from . import names, source
from .diagnostics import Diagnostics
from .section import Section, as_section
from .spec import ErrorCode, Field, Limits, Type, Value, ValueSet

CONTAINERS = ("list", "map")
JSON_KINDS = ("string", "number", "bool", "object", "list")
LENGTH_UNITS = ("characters", "bytes")
ERROR_RETRIES = ("never", "later", "resign", "renew", "server")

_IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*\Z")
_SELF_NAMED = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")


def is_identifier(text: str) -> bool:
    return _IDENTIFIER.match(text) is not None


def check_identifier(section: Section, key: str, text: str) -> None:
    if text and not is_identifier(text):
        section.diagnostics.error(
            section.at[key],
            "not-an-identifier",
            f"`{key}` cannot be `{text}`",
            "lower-case words joined by underscores, such as file_not_found",
        )


def load_fields(section: Section, key: str, required: bool = False) -> Tuple[Field, ...]:
    loaded = (_field(name, node, section) for name, node in section.entries(key, required))
    return tuple(each for each in loaded if each is not None)


def _field(name: source.Scalar, node: source.Node, parent: Section) -> Optional[Field]:
    section = as_section(node, f"field `{name.text}`", parent.diagnostics)
    if section is None:
        return None
    type_name, container = _type(section)
    field = Field(
        name=name.text,
        position=name.position,
        type=type_name,
        container=container,
        required=section.flag("required"),
        summary=section.text("summary", required=True),
        unit=section.text("unit"),
        default=_default(section),
        limits=_limits(section),
        values=section.text("values"),
        first_index=section.integer("first_index"),
        also=section.words("also", JSON_KINDS),
        deprecated=section.text("deprecated"),
        sensitive=section.flag("sensitive"),
        present_when=section.text("present_when"),
        source=section.text("source"),
        c_name=section.text("c_name"),
        was=section.text("was"),
        at=section.at,
    )
    check_identifier(section, "c_name", field.c_name)
    if field.first_index > 1:
        section.diagnostics.error(
            section.at["first_index"], "first-index", f"`first_index` is 0 or 1, not {field.first_index}"
        )
        field = replace(field, first_index=0)
    section.finish()
    return field


def _type(section: Section) -> Tuple[str, str]:
    """(type, container) of a field; the type is "" when it could not be read."""
    name = section.text("type", required=True)
    if name not in CONTAINERS:
        if section.text("of"):
            section.diagnostics.error(
                section.at["of"],
                "of-without-list",
                f"{section.what} has `of`, but its type is `{name}`",
                "`of` goes with `type: list` and `type: map`",
            )
        return name, ""
    element = section.text("of", required=True)
    if element in CONTAINERS:
        section.diagnostics.error(
            section.at["of"],
            "nested-list",
            f"a {name} of {element}s cannot be described",
            "declare a type that holds the inner one, or use json",
        )
        element = ""
    section.at["type"] = section.at.get("of", section.at["type"])
    return element, name


def _default(section: Section) -> object:
    node = section.node("default")
    if node is None or (isinstance(node, source.Scalar) and node.faulty):
        return None
    value = source.plain(node)
    if value is None:
        section.diagnostics.error(
            node.position, "default-null", "`default` cannot be null", "leave `default` out: absent says the same"
        )
    return value


def _limits(section: Section) -> Limits:
    return Limits(
        minimum=section.number("min"),
        maximum=section.number("max"),
        min_length=section.optional_integer("min_length"),
        max_length=section.optional_integer("max_length"),
        length_unit=section.word("length_unit", LENGTH_UNITS, default="characters"),
        min_items=section.optional_integer("min_items"),
        max_items=section.optional_integer("max_items"),
        pattern=section.text("pattern") or None,
    )


def load_types(section: Section, key: str, owner: str) -> List[Type]:
    types: List[Type] = []
    for name, node in section.entries(key):
        types += type_of(name, node, owner, section.diagnostics)
    return types


def type_of(name: source.Scalar, node: source.Node, owner: str, diagnostics: Diagnostics) -> List[Type]:
    """The declared type; nothing when it is no declaration at all."""
    section = as_section(node, f"type `{name.text}`", diagnostics)
    if section is None:
        return []
    summary = section.text("summary", required=True)
    was = section.text("was")
    discriminator = ""
    if "variant" in section:
        discriminator, fields = _variant(section)
    else:
        fields = load_fields(section, "fields", required=True)
    section.finish()
    return [Type(name.text, name.position, summary, fields, discriminator, owner, was, section.at)]


def _variant(parent: Section) -> Tuple[str, Tuple[Field, ...]]:
    """(discriminator, cases)"""
    section = parent.section("variant")
    if section is None:
        return "", ()
    discriminator = section.text("by", required=True)
    cases: List[Field] = []
    for case, node in section.entries("cases", required=True):
        if isinstance(node, source.Scalar) and isinstance(node.value, str):
            cases.append(Field(case.text, case.position, node.value, at={"type": node.position}))
        elif not (isinstance(node, source.Scalar) and node.faulty):
            section.diagnostics.error(node.position, "wrong-kind", f"case `{case.text}` takes the name of a type")
    parent.at["by"] = section.at.get("by", section.position)
    section.finish()
    return discriminator, tuple(cases)


def load_value_sets(section: Section, key: str, owner: str) -> List[ValueSet]:
    value_sets: List[ValueSet] = []
    for name, node in section.entries(key):
        value_sets += value_set_of(name, node, owner, section.diagnostics)
    return value_sets


def value_set_of(name: source.Scalar, node: source.Node, owner: str, diagnostics: Diagnostics) -> List[ValueSet]:
    """The declared value set; nothing when it is no declaration at all."""
    section = as_section(node, f"value set `{name.text}`", diagnostics)
    if section is None:
        return []
    summary = section.text("summary", required=True)
    of = section.word("of", ("string", "int"), default="string", required=True)
    loaded = (_value(key, value, of, diagnostics) for key, value in section.entries("values", required=True))
    values = tuple(each for each in loaded if each is not None)
    section.finish()
    return [ValueSet(name.text, name.position, summary, of, values, owner, section.at)]


def _value(key: source.Scalar, node: source.Node, of: str, diagnostics: Diagnostics) -> Optional[Value]:
    section = as_section(node, f"value `{key.text}`", diagnostics)
    if section is None:
        return None
    name = section.text("name")
    check_identifier(section, "name", name)
    if not name and of == "string" and _SELF_NAMED.match(key.text):
        name = names.snake(key.text)
    elif not name:
        diagnostics.error(
            key.position,
            "value-needs-name",
            f"value `{key.text}` is no identifier",
            "add `name`, such as {name: high_definition, …}",
        )
        name = "unnamed"
    summary = section.text("summary", required=True)
    section.finish()
    return Value(key.text, key.position, name, summary)


def load_errors(section: Section, key: str) -> Tuple[ErrorCode, ...]:
    loaded: Dict[str, ErrorCode] = {}
    for code, node in section.entries(key):
        entry = as_section(node, f"error `{code.text}`", section.diagnostics)
        if entry is None:
            continue
        name = entry.text("name", required=True)
        check_identifier(entry, "name", name)
        summary = entry.text("summary", required=True)
        retry = entry.word("retry", ERROR_RETRIES, default="never", required=True)
        entry.finish()
        loaded[code.text] = ErrorCode(code.text, code.position, name, summary, retry, entry.at)
    return tuple(loaded.values())
