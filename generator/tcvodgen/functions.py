# SPDX-License-Identifier: MIT
"""Inline functions of the generated headers beside the typed calls: submissions, pages, events."""

from __future__ import annotations

from typing import List, Optional, Sequence, Tuple

from . import docs
from .cmodel import CAction, CModel
from .pool import c_string

Lines = Tuple[str, ...]


def deprecation(each: CAction) -> List[str]:
    sentence = " ".join(each.action.deprecated.split())
    return [f"TCVOD_DEPRECATED({c_string(sentence)})"] if sentence else []


def body_option(options: str) -> List[str]:
    """Copies `options`, if any, and puts the raw bytes into the copy."""
    clear = "memset(&all_options, 0, sizeof all_options);"
    if not options:
        return [f"    {clear}", "    all_options.body = body;"]
    return [
        f"    if ({options})",
        f"        all_options = *{options};",
        "    else",
        f"        {clear}",
        "    all_options.body = body;",
    ]


def submit_lines(each: CAction, layout_macro: str) -> List[str]:
    """…_submit(): the call that does not block."""
    parameters = ["tcvod_client *client", f"const {each.request} *request"]
    parameters += ["tcvod_bytes body"] if each.takes_body else []
    parameters += ["const tcvod_call_options *options", "tcvod_completion completion", "void *user"]
    parameters += ["tcvod_operation *operation", "tcvod_error *error"]
    lines = deprecation(each)
    lines += wrapped_call("static inline int ", f"{each.function}_submit", parameters, "") + ["{"]
    options = "options"
    if each.takes_body:
        lines += ["    tcvod_call_options all_options;", *body_option(options)]
        options = "&all_options"
    arguments = ["client", each.macro, layout_macro, "request", options]
    arguments += ["completion", "user", "operation", "error"]
    return ["", *lines, *wrapped_call("    return ", "tcvod_submit", arguments, ";"), "}"]


def page_lines(each: CAction, layout_macro: str) -> List[str]:
    """The iterator: …_pages_with(), …_pages() and …_next_page()."""
    lines = [""]
    for options in ("options", ""):
        parameters = ["tcvod_client *client", f"const {each.request} *request"]
        parameters += ["const tcvod_call_options *options"] if options else []
        parameters += ["tcvod_pages **pages", "tcvod_error *error"]
        arguments = ["client", each.macro, layout_macro, "request", options or "NULL", "pages", "error"]
        lines += deprecation(each)
        name = f"{each.pages}_with" if options else each.pages
        lines += wrapped_call("static inline int ", name, parameters, "")
        lines += ["{", *wrapped_call("    return ", "tcvod_pages_open", arguments, ";"), "}", ""]
    parameters = ["tcvod_pages *pages", f"{each.response} **response", "tcvod_error *error"]
    arguments = ["pages", each.macro, "response ? &result : NULL", "error"]
    return lines + [
        *wrapped_call("static inline int ", each.next_page, parameters, ""),
        "{",
        "    void *result = NULL;",
        *wrapped_call("    int status = ", "tcvod_pages_next", arguments, ";"),
        "    if (response)",
        f"        *response = ({each.response} *)result;",
        "    return status;",
        "}",
    ]


def event_functions(model: CModel) -> List[Tuple[str, Lines]]:
    """(comment, lines) of the decoders and of an accessor for each kind."""
    service = f"{model.service.number}u"
    found = [
        _decoder(
            "Decodes the body of a callback; on success *event is to be released by tcvod_free().",
            (model.event_decoder, "tcvod_event_read"),
            ["const char *body", "size_t size_bytes"],
            [service, model.layout_macro, "body", "size_bytes"],
        ),
        _decoder(
            "The same of an event that stands in a response, at a path.",
            (f"{model.event_decoder}_at", "tcvod_event_read_at"),
            ["const void *response", "const char *path"],
            [service, model.layout_macro, "response", "path"],
        ),
    ]
    for each in model.events:
        payload = f"tcvod_event_payload(event, {c_string(each.event.name)})"
        returns = f"static inline const {each.c_name} *"
        head = wrapped_call(returns, each.accessor, ["const tcvod_event *event"], "")
        if any(len(line) > docs.COLUMNS for line in head):
            head = [returns, f"{each.accessor}(const tcvod_event *event)"]
        body = f"    return (const {each.c_name} *){payload};"
        if len(body) > docs.COLUMNS:
            body = f"    return (const {each.c_name} *)\n        {payload};"
        comment = f"Its fields when the event is {each.event.name}, else NULL."
        found.append((comment, tuple([*head, "{", *body.split("\n"), "}"])))
    return found


def _decoder(
    comment: str, names: Tuple[str, str], parameters: List[str], arguments: List[str]
) -> Tuple[str, Lines]:
    parameters = parameters + ["tcvod_event **event", "tcvod_error *error"]
    arguments = arguments + ["event", "error"]
    lines = wrapped_call("static inline int ", names[0], parameters, "")
    return comment, tuple([*lines, "{", *wrapped_call("    return ", names[1], arguments, ";"), "}"])


def wrapped_call(prefix: str, name: str, items: Sequence[str], end: str) -> List[str]:
    """A declaration or call, broken as clang-format breaks it."""
    opening = f"{prefix}{name}("
    one_line = opening + ", ".join(items) + ")" + end
    if len(one_line) <= docs.COLUMNS:
        return [one_line]
    aligned = _filled(opening, " " * len(opening), items, end)
    if aligned:
        return aligned
    margin = " " * (len(prefix) - len(prefix.lstrip()) + 4)
    return [opening] + (_filled(margin, margin, items, end) or [margin + ", ".join(items) + ")" + end])


def _filled(first: str, margin: str, items: Sequence[str], end: str) -> Optional[List[str]]:
    lines = [first]
    for index, item in enumerate(items):
        text = item + (")" + end if index == len(items) - 1 else ",")
        gap = "" if lines[-1] in (first, margin) else " "
        if len(lines[-1]) + len(gap) + len(text) <= docs.COLUMNS:
            lines[-1] += gap + text
        elif len(margin) + len(text) <= docs.COLUMNS and lines[-1] not in (first, margin):
            lines.append(margin + text)
        else:
            return None
    return lines
