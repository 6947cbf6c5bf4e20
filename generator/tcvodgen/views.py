# SPDX-License-Identifier: MIT
"""Lines that the header templates print, put together from the C model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Tuple

from . import docs, names
from .cmodel import UNUSED, CAction, CModel, CStruct, CValueSet
from .functions import (
    body_option, deprecation, event_functions, page_lines, submit_lines, wrapped_call,
)
from .layout import measure
from .pool import c_string
from .spec import Service
from .tables import declaration

Lines = Tuple[str, ...]
_INT32 = range(-(2**31), 2**31)


@dataclass(frozen=True)
class Collection:
    """List or map type of a struct, or the entry type of a map."""

    name: str
    members: Lines


@dataclass(frozen=True)
class StructView:
    name: str
    comment: Lines
    opening: str
    lines: Lines
    closing: str
    collections: Tuple[Collection, ...]
    collections_after: Tuple[Collection, ...]  # empty when they came with the forward declaration


@dataclass(frozen=True)
class ActionView:
    comment: Lines
    functions: Lines


@dataclass(frozen=True)
class Define:
    name: str
    value: str
    comment: Lines = ()


@dataclass(frozen=True)
class ConstantView:
    lines: Lines  # the comment and the macro


@dataclass(frozen=True)
class ValueSetView:
    comment: Lines
    macro: str
    id: str
    constants: Tuple[ConstantView, ...]
    kind_type: str
    enum_lines: Lines
    classifier: Lines


@dataclass(frozen=True)
class LayoutLines:
    title: str
    lines: Lines


def struct_view(struct: CStruct) -> StructView:
    collections = _collections(struct)
    name = struct.c_name
    return StructView(
        name=name,
        comment=tuple(docs.block_comment([struct.doc])) if struct.doc else (),
        opening=f"struct {name} {{" if struct.forward else f"typedef struct {name} {{",
        lines=_member_lines(struct),
        closing="};" if struct.forward else f"}} {name};",
        collections=collections,
        collections_after=() if struct.forward else collections,
    )


def _collections(struct: CStruct) -> Tuple[Collection, ...]:
    found = []
    name = struct.c_name
    if struct.has_list:
        members = (f"const {name} *items;", "size_t count;")
        found.append(Collection(names.list_name(name), members))
    if struct.has_map:
        entry = names.entry_name(name)
        found.append(Collection(entry, ("const char *key;", f"const {name} *value;")))
        members = (f"const {entry} *items;", "size_t count;")
        found.append(Collection(names.map_name(name), members))
    return tuple(found)


def _member_lines(struct: CStruct) -> Lines:
    """Comments stand beside the members when all of them fit there, else above them."""
    if not struct.members:
        return (f"    char {UNUSED};",)
    declarations = [declaration(each) for each in struct.members]
    width = max(len(each) for each in declarations)
    beside = [
        f"    {text:<{width}} /* {docs.comment_text(each.doc)} */" if each.doc else f"    {text}"
        for text, each in zip(declarations, struct.members)
    ]
    if all(len(line) <= docs.COLUMNS for line in beside):
        return tuple(beside)
    lines: List[str] = []
    for text, each in zip(declarations, struct.members):
        lines += docs.block_comment([each.doc] if each.doc else [], 4)
        lines.append(f"    {text}")
    return tuple(lines)


def action_view(each: CAction, layout_macro: str) -> ActionView:
    full = _signature(each, f"{each.function}_with", with_options=True)
    full += ["{", *_call(each, layout_macro, "options"), "}"]
    plain = _signature(each, each.function, with_options=False)
    plain += ["{", *_plain_body(each, layout_macro), "}"]
    more = submit_lines(each, layout_macro)
    more += page_lines(each, layout_macro) if each.pages else []
    return ActionView(tuple(docs.block_comment(each.doc)), tuple(full + [""] + plain + more))


def _signature(each: CAction, function: str, with_options: bool) -> List[str]:
    parameters = ["tcvod_client *client", f"const {each.request} *request"]
    if each.takes_body:
        parameters.append("tcvod_bytes body")
    if with_options:
        parameters.append("const tcvod_call_options *options")
    parameters += [f"{each.response} **response", "tcvod_error *error"]
    return deprecation(each) + wrapped_call("static inline int ", function, parameters, "")


def _plain_body(each: CAction, layout_macro: str) -> List[str]:
    """A deprecated function may not call another one: compilers would warn in our own header."""
    if each.action.deprecated:
        return _call(each, layout_macro, "")
    arguments = ["client", "request"] + (["body"] if each.takes_body else [])
    arguments += ["NULL", "response", "error"]
    return wrapped_call("    return ", f"{each.function}_with", arguments, ";")


def _call(each: CAction, layout_macro: str, options: str) -> List[str]:
    lines = ["    void *result = NULL;"]
    status = "int status"
    if each.takes_body:
        lines += ["    tcvod_call_options all_options;", "    int status;"] + body_option(options)
        options, status = "&all_options", "status"
    arguments = ["client", each.macro, layout_macro, "request", options or "NULL"]
    arguments += ["response ? &result : NULL", "error"]
    lines += wrapped_call(f"    {status} = ", "tcvod_call", arguments, ";")
    lines += ["    if (response)", f"        *response = ({each.response} *)result;"]
    return lines + ["    return status;"]


def event_views(model: CModel) -> List[ActionView]:
    return [
        ActionView(tuple(docs.block_comment([comment])), lines)
        for comment, lines in event_functions(model)
    ]


def value_set_view(service: Service, each: CValueSet) -> ValueSetView:
    live = [value for value in each.values if not value.removed]
    enum = [f"{each.unknown_constant} = 0"]
    enum += [f"{value.kind_constant} = {value.ordinal}" for value in live]
    return ValueSetView(
        comment=tuple(docs.block_comment([f"{each.summary} Open: other values occur."])),
        macro=each.macro,
        id=f"{service.number << 16 | each.number:#x}u",
        constants=tuple(
            _constant(
                value.macro,
                c_string(value.value) if each.of == "string" else int_literal(int(value.value)),
                value.summary,
            )
            for value in live
        ),
        kind_type=each.kind_type,
        enum_lines=tuple(f"{line}," for line in enum[:-1]) + (enum[-1],),
        classifier=tuple(_classifier(each)),
    )


def int_literal(value: int) -> str:
    text = str(value) if value in _INT32 else f"INT64_C({value})"
    return f"({text})" if value < 0 else text


def _classifier(each: CValueSet) -> List[str]:
    if each.of == "string":
        last = max((value.ordinal for value in each.values), default=0)
        return [
            *_classifier_head(each, "const char *value"),
            "{",
            *wrapped_call("    unsigned ordinal = ", "tcvod_value_ordinal", [each.macro, "value"], ";"),
            *_conditional(f"ordinal <= {last}u", f"({each.kind_type})ordinal", each),
            "}",
        ]
    lines = [*_classifier_head(each, "int64_t value"), "{", "    switch (value) {"]
    for value in each.values:
        if not value.removed:
            lines += [f"    case {value.macro}:", f"        return {value.kind_constant};"]
    lines += ["    default:", f"        return {each.unknown_constant};", "    }", "}"]
    return lines


def _classifier_head(each: CValueSet, parameter: str) -> List[str]:
    result = f"static inline {each.kind_type}"
    line = f"{result} {each.classifier}({parameter})"
    return [line] if len(line) <= docs.COLUMNS else [result, f"{each.classifier}({parameter})"]


def _conditional(condition: str, value: str, each: CValueSet) -> List[str]:
    line = f"    return {condition} ? {value} : {each.unknown_constant};"
    if len(line) <= docs.COLUMNS:
        return [line]
    first = f"    return {condition} ? {value}"
    return [first, f"{' ' * (first.index('?'))}: {each.unknown_constant};"]


def _constant(macro: str, literal: str, summary: str) -> ConstantView:
    define = f"#define {macro} {literal}"
    lines = docs.block_comment([summary])
    if len(define) <= docs.COLUMNS:
        return ConstantView(tuple([*lines, define]))
    first = f"#define {macro}"
    return ConstantView(tuple([*lines, f"{first:<{docs.COLUMNS - 1}}\\", f"    {literal}"]))


def code_views(model: CModel) -> Tuple[ConstantView, ...]:
    return tuple(_constant(each.macro, c_string(each.code), each.summary) for each in model.codes)


def layout_lines(struct: CStruct) -> LayoutLines:
    sizes = ", ".join(f"{each.bytes} since {each.version}" for each in struct.sizes)
    name_width = max((len(member.name) for member in struct.members), default=0)
    type_width = max((len(member.c_type) for member in struct.members), default=0)
    lines = tuple(
        f"{member.offset:6} {measure(member.c_type)[0]:3} {member.name:<{name_width}} "
        f"{member.c_type:<{type_width}} {member.since}"
        for member in struct.members
    )
    return LayoutLines(f"{struct.c_name} ({struct.key}) size {sizes}", lines)
