# SPDX-License-Identifier: MIT
"""What a well-formed spec can still get wrong."""

from __future__ import annotations

import re
from typing import Dict, Iterable, Sequence, Tuple, Union

from . import lint_examples, lint_fields, lint_names, lint_types, names, paging
from .diagnostics import Diagnostics, did_you_mean
from .fields import is_identifier
from .lint_style import check_deprecation, check_summary
from .spec import Action, ErrorCode, Event, Service, where

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*(:[0-9]{1,5})?\Z")
_PATH = re.compile(r"/[A-Za-z0-9._~/-]*\Z")
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)\Z")
_OWN_HEADERS = ("types", "values", "events")


def lint(service: Service, diagnostics: Diagnostics) -> None:
    _check_service(service, diagnostics)
    _check_errors(service, diagnostics)
    _check_aliases(service, diagnostics)
    named: Tuple[Union[Action, Event], ...] = (*service.actions, *service.events)
    for each in named:
        if not names.is_action_name(each.name):
            message = f"`{each.name}` is no name of an action or event"
            diagnostics.error(each.position, "action-name", message, "as in DescribeVodInfo: letters and digits")
    for action in service.actions:
        _check_action(service, action, diagnostics)
        paging.check(service, action, diagnostics)
    for event in service.events:
        check_summary(event, diagnostics)
        _check_event(service, event, diagnostics)
    lint_fields.check(service, diagnostics)
    lint_types.check(service, diagnostics)
    lint_names.check(service, diagnostics)
    lint_examples.check(service, diagnostics)


def _check_service(service: Service, diagnostics: Diagnostics) -> None:
    for host in service.hosts:
        if not _HOST.match(host.host):
            message = f"`{host.host}` is no host name"
            diagnostics.error(where(host, "host"), "host-name", message, "as in vod.example.com, without https://")
        if not _PATH.match(host.path):
            message = f"`{host.path}` is no path"
            diagnostics.error(where(host, "path"), "host-path", message, "as in /v2/index.php")
    _check_envelope(service, diagnostics)
    _check_success_codes(service, service, service.success_codes, diagnostics)
    if service.regions and service.value_set_named(service.regions) is None:
        known = [each.name for each in service.value_sets]
        diagnostics.error(
            where(service, "regions"),
            "unknown-values",
            f"there is no value set `{service.regions}`",
            did_you_mean(service.regions, known),
        )


def _check_envelope(service: Service, diagnostics: Diagnostics) -> None:
    envelope = {each.name: each for each in service.envelope}
    for key in ("code_field", "message_field", "description_field"):
        name: str = getattr(service, key)
        if name and name not in envelope:
            message = f"`{key}` names `{name}`, which the envelope does not have"
            diagnostics.error(where(service, key), "envelope-field", message, did_you_mean(name, list(envelope)))
    code = envelope.get(service.code_field)
    if code is not None and (code.container or code.type not in ("int", "string")):
        message = f"`{code.name}` is the outcome of a call, so it is an int or a string"
        diagnostics.error(where(code, "type"), "envelope-field", message)
    retryable = service.retryable_field
    if retryable and not any(retryable == each.name for action in service.actions for each in action.response):
        message = f"`retryable_field` names `{retryable}`, which no response has"
        diagnostics.error(where(service, "retryable_field"), "envelope-field", message)


def _check_success_codes(
    service: Service, owner: Union[Service, Action], codes: Sequence[str], diagnostics: Diagnostics
) -> None:
    position = where(owner, "success_codes")
    is_number = any(each.name == service.code_field and each.type == "int" for each in service.envelope)
    for code in codes:
        if is_number and not _INTEGER.match(code):
            message = f"`{code}` cannot be a success code: `{service.code_field}` is a whole number"
            diagnostics.error(position, "success-code", message)
    failures = {each.code for each in service.errors}
    if isinstance(owner, Action):
        failures |= {each.code for each in owner.errors}
    for code in sorted(set(codes) & failures):
        message = f"`{code}` is a success code and an error code"
        diagnostics.error(position, "success-code", message, "remove it from one of the two lists")


def _check_errors(service: Service, diagnostics: Diagnostics) -> None:
    is_number = any(each.name == service.code_field and each.type == "int" for each in service.envelope)
    first: Dict[str, ErrorCode] = {}
    for error in _all_errors(service):
        check_summary(error, diagnostics)
        if is_number and not _INTEGER.match(error.code):
            message = f"`{error.code}` cannot be an error code: `{service.code_field}` is a whole number"
            diagnostics.error(error.position, "error-code", message)
        if error.retry == "server" and not service.retryable_field:
            message = "`retry: server` needs a `retryable_field` in service.yaml"
            diagnostics.error(where(error, "retry"), "error-code", message)
        other = first.setdefault(error.name, error)
        if other.code != error.code:
            diagnostics.error(
                where(error, "name"),
                "error-name",
                f"`{error.name}` is the name of error {error.code} and of error {other.code} ({other.position})",
                "give different codes different names",
            )


def _all_errors(service: Service) -> Iterable[ErrorCode]:
    yield from service.errors
    for action in service.actions:
        yield from action.errors


def _check_aliases(service: Service, diagnostics: Diagnostics) -> None:
    taken = {action.name: action for action in service.actions}
    for action in service.actions:
        for alias in action.aliases:
            other = taken.setdefault(alias, action)
            if other is not action or alias == action.name:
                message = f"alias `{alias}` is already a name of {other.name} ({other.position})"
                diagnostics.error(where(action, "aliases"), "alias-taken", message)


def _check_action(service: Service, action: Action, diagnostics: Diagnostics) -> None:
    check_summary(action, diagnostics)
    check_deprecation(action, diagnostics)
    _check_category(action, diagnostics)
    _check_methods(service, action, diagnostics)
    if "success_codes" in action.at:
        _check_success_codes(service, action, action.success_codes, diagnostics)
    common = {each.name: each for each in service.common_parameters}
    for field in action.request:
        if field.name in common:
            message = f"`{field.name}` is a common parameter ({common[field.name].position})"
            diagnostics.error(field.position, "common-parameter", message, "leave it out; the runtime fills it")
    envelope = {each.name: each for each in service.envelope}
    for field in action.response[len(service.envelope) :]:
        if field.name in envelope:
            message = f"`{field.name}` is in the envelope ({envelope[field.name].position})"
            diagnostics.error(field.position, "envelope-repeated", message, "leave it out; every response has it")


def _check_event(service: Service, event: Event, diagnostics: Diagnostics) -> None:
    """An event is told from the others by a text, or by a field of its own."""
    name = event.told_by or service.event_field
    field = next((each for each in event.fields if each.name == name), None)
    if field is not None and (event.told_by or (field.type == "string" and not field.container)):
        return
    hint = did_you_mean(name, [each.name for each in event.fields])
    if event.told_by:
        message = f"`told_by` names `{name}`, which the event does not have"
    elif name:
        message = f"event `{event.name}` has no text `{name}`, which `event_field` in service.yaml names"
    else:
        message = f"nothing tells event `{event.name}` from the others"
        hint = "add `event_field` to service.yaml, or `told_by` to the event"
    diagnostics.error(where(event, "told_by"), "event-field", message, hint)


def _check_category(action: Action, diagnostics: Diagnostics) -> None:
    position = where(action, "category")
    if action.category and not is_identifier(action.category):
        message = f"`{action.category}` cannot be the name of a header"
        diagnostics.error(position, "category-name", message, "lower-case words joined by underscores")
    elif action.category in _OWN_HEADERS:
        message = f"category `{action.category}` is the name of a header of its own"
        diagnostics.error(position, "category-name", message, "choose another category")


def _check_methods(service: Service, action: Action, diagnostics: Diagnostics) -> None:
    host = next((each for each in service.hosts if each.key == action.host), None)
    if host is not None:
        for method in action.methods:
            if method not in host.methods:
                message = f"host `{host.key}` does not take {method}"
                hint = f"it takes {', '.join(host.methods)} ({host.position})"
                diagnostics.error(where(action, "methods"), "method-not-taken", message, hint)
    if action.body == "binary" and "GET" in action.methods:
        message = "a body cannot travel with GET"
        diagnostics.error(where(action, "body"), "method-not-taken", message, "add `methods: [POST]`")
