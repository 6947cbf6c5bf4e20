# SPDX-License-Identifier: MIT
"""What the reference says of actions, events, values and errors, before it is printed as Markdown or a man page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Sequence, Tuple

from . import docs
from .canonical import for_readers
from .cmodel import CAction, CEvent, CModel, CValueSet
from .literals import Literals
from .lock import request_key
from .spec import Action, Field, Paging, Service, Type

_SAMPLE_COLUMNS = 88
_RETRIES = {
    "safe": "only reads, so it may be repeated",
    "idempotent": "may be repeated: doing it twice does no harm",
    "never": "is not repeated when its outcome is unknown",
}


@dataclass(frozen=True)
class FieldRow:
    path: str  # "tags.n", "playSet[].url"
    type: str
    required: bool
    facts: Tuple[str, ...]  # sentences
    pattern: str
    values: str  # name of a value set


@dataclass(frozen=True)
class ErrorRow:
    code: str
    name: str
    summary: str
    retry: str


@dataclass(frozen=True)
class ActionEntry:
    name: str
    summary: str
    category: str
    function: str
    header: str
    facts: Tuple[Tuple[str, str], ...]  # label, text
    deprecated: str
    parameters: Tuple[FieldRow, ...]
    answer: Tuple[FieldRow, ...]  # without the envelope
    errors: Tuple[ErrorRow, ...]
    prototype: Tuple[str, ...]
    sample: Tuple[str, ...]


@dataclass(frozen=True)
class EventEntry:
    name: str
    summary: str
    struct: str
    accessor: str
    told_by: str  # field that only this event has; "" when its name tells
    fields: Tuple[FieldRow, ...]


@dataclass(frozen=True)
class ValueRow:
    value: str
    macro: str
    summary: str


@dataclass(frozen=True)
class ValueSetEntry:
    name: str
    summary: str
    classifier: str
    rows: Tuple[ValueRow, ...]


def action_entries(model: CModel) -> Tuple[ActionEntry, ...]:
    return tuple(_action(model, each) for each in model.actions)


def event_entries(model: CModel) -> Tuple[EventEntry, ...]:
    return tuple(_event(model, each) for each in model.events)


def value_set_entries(model: CModel) -> Tuple[ValueSetEntry, ...]:
    found = sorted(model.value_sets, key=lambda each: each.name)
    return tuple(_value_set(each) for each in found)


def rows_of(service: Service, fields: Sequence[Field]) -> Tuple[FieldRow, ...]:
    return _Walker(service, in_request=True).rows(fields)


def common_errors(service: Service) -> Tuple[ErrorRow, ...]:
    return tuple(ErrorRow(each.code, each.name, each.summary, each.retry) for each in service.errors)


def service_facts(service: Service) -> List[Tuple[str, str]]:
    """What every call has in common, in words."""
    others = [each for each in service.signing_methods if each != service.default_signing_method]
    texts = [each for each in (service.message_field, service.description_field) if each]
    found = [
        ("Protocol", service.protocol),
        ("Signing", ", ".join([f"{service.default_signing_method} unless told otherwise", *sorted(others)])),
        ("Outcome", f"{service.code_field} is {' or '.join(service.success_codes)} on success"),
    ]
    if texts:
        found.append(("What went wrong", ", ".join(texts)))
    if service.retryable_field:
        found.append(("Whether repeating helps", service.retryable_field))
    if service.event_field:
        found.append(("Name of an event", service.event_field))
    if service.regions:
        found.append(("Regions", service.regions))
    return found + [
        ("Longest URL", f"{service.url_bytes} bytes; what is longer goes by POST"),
        ("Clock", f"may be wrong by {service.clock_tolerance_seconds} seconds"),
    ]


def host_rows(service: Service) -> List[Tuple[str, str, str, str, str]]:
    """(key, address, schemes, methods, where a POST carries its parameters)"""
    return [
        (
            each.key,
            f"{each.host}{each.path}",
            ", ".join(sorted(each.schemes, reverse=True)),
            ", ".join(each.methods),
            {"url": "URL"}.get(each.post_parameters, each.post_parameters),
        )
        for each in service.hosts
    ]


def _value_set(each: CValueSet) -> ValueSetEntry:
    rows = tuple(
        ValueRow(value.value, value.macro, value.summary) for value in each.values if not value.removed
    )
    return ValueSetEntry(each.name, each.summary, each.classifier, rows)


def _event(model: CModel, each: CEvent) -> EventEntry:
    rows = _Walker(model.service, in_request=False).rows(each.event.fields)
    told_by = each.event.told_by
    return EventEntry(each.event.name, each.event.summary, each.c_name, each.accessor, told_by, rows)


def _action(model: CModel, each: CAction) -> ActionEntry:
    service, action = model.service, each.action
    envelope = {field.name for field in service.envelope}
    own = [field for field in action.response if field.name not in envelope]
    return ActionEntry(
        name=action.name,
        summary=action.summary,
        category=action.category,
        function=each.function,
        header=f"tcvod/{service.include}/{action.category}.h",
        facts=tuple(_facts(service, action)),
        deprecated=action.deprecated,
        parameters=_Walker(service, in_request=True).rows(action.request),
        answer=_Walker(service, in_request=False).rows(own),
        errors=tuple(ErrorRow(one.code, one.name, one.summary, one.retry) for one in action.errors),
        prototype=tuple(_prototype(each)),
        sample=tuple(_sample(model, each)),
    )


def _facts(service: Service, action: Action) -> List[Tuple[str, str]]:
    host = service.host_of(action)
    body = ", raw bytes in the body" if action.body == "binary" else ""
    found = [
        ("Request", f"{' or '.join(action.methods)} {max(host.schemes)}://{host.host}{host.path}{body}"),
        ("Repeating", _RETRIES[action.retry]),
    ]
    if action.rate_limit:
        rate = action.rate_limit
        found.append(("Rate", f"{rate.calls} calls in {rate.seconds} seconds"))
    if action.success_codes != service.success_codes:
        found.append(("Success", " or ".join(action.success_codes)))
    if action.paging:
        found.append(("Goes on", _paging(action.paging)))
    if action.status != "published":
        found.append(("Status", action.status))
    if action.aliases:
        found.append(("Also called", ", ".join(action.aliases)))
    if action.doc:
        found.append(("Vendor's page", action.doc))
    return found


def _paging(paging: Paging) -> str:
    parts = [
        (paging.send, "page number in" if paging.kind == "page" else "where to go on in"),
        (paging.size, "page size in"),
        (paging.receive, "the next one from"),
        (paging.items, "items in"),
        (paging.total, "their number in"),
    ]
    text = ", ".join(f"{words} {name}" for name, words in parts if name)
    return text + (", counted from 0" if paging.kind == "page" and paging.first == 0 else "")


class _Walker:
    """Lists the fields of a struct and of what it holds; a type is spelt out where it comes first."""

    def __init__(self, service: Service, in_request: bool) -> None:
        self._types: Dict[str, Type] = {each.name: each for each in service.types}
        self._in_request = in_request
        self._seen: Dict[str, str] = {}

    def rows(self, fields: Sequence[Field]) -> Tuple[FieldRow, ...]:
        found: List[FieldRow] = []
        for field in for_readers(fields):
            self._add(found, field, field.name, "")
        return tuple(found)

    def _add(self, found: List[FieldRow], field: Field, name: str, condition: str) -> None:
        path = name + self._suffix(field)
        type_ = self._types.get(field.type)
        seen_at = self._seen.get(field.type, "") if type_ else ""
        facts = list(_field_facts(field, self._in_request))
        facts += [condition] if condition else []
        facts += [f"As `{seen_at}`."] if seen_at else []
        found.append(
            FieldRow(
                path=path,
                type=f"{field.container} of {field.type}" if field.container else field.type,
                required=field.required,
                facts=tuple(facts),
                pattern=field.limits.pattern or "",
                values=field.values,
            )
        )
        if type_ is None or seen_at:
            return
        self._seen[field.type] = path
        for each in for_readers(type_.fields):
            if type_.discriminator:
                self._add_case(found, each, path, type_.discriminator)
            else:
                self._add(found, each, f"{path}.{each.name}", "")

    def _add_case(self, found: List[FieldRow], case: Field, path: str, discriminator: str) -> None:
        """A case stands where its variant stands."""
        self._add(found, case, path, f"When `{discriminator}` is `{case.name}`.")

    def _suffix(self, field: Field) -> str:
        if field.container == "map":
            return ".KEY"
        if field.container == "list":
            return ".n" if self._in_request else "[]"
        return ""


def _field_facts(field: Field, in_request: bool) -> List[str]:
    parts = [field.summary]
    if field.unit:
        parts.append(f"In {field.unit.replace('_', ' ')}.")
    limits = docs.limits_text(docs.without_pattern(field.limits))
    if limits:
        parts.append(f"{limits[0].upper()}{limits[1:]}.")
    if field.default is not None and in_request:
        parts.append(f"Default: {docs.default_text(field.default)}.")
    if field.first_index and in_request:
        parts.append(f"Counted from {field.first_index}.")
    if field.present_when:
        parts.append(f"Present when {field.present_when}.")
    if field.sensitive:
        parts.append("Never logged.")
    if field.deprecated:
        parts.append(f"Deprecated: {field.deprecated}")
    return [part for part in parts if part]


def _prototype(each: CAction) -> List[str]:
    body = ["tcvod_bytes body"] if each.takes_body else []
    parameters = [
        "tcvod_client *client",
        f"const {each.request} *request",
        *body,
        f"{each.response} **response",
        "tcvod_error *error",
    ]
    lines = [f"int {each.function}("]
    lines += [f"    {parameter}," for parameter in parameters[:-1]]
    return lines + [f"    {parameters[-1]});"]


def _request_of(action: Action) -> Mapping[str, Any]:
    """The request of the shortest example: what a reader needs first."""
    requests = [each.request for each in action.examples if each.request is not None]
    return min(requests, key=_size) if requests else {}


def _size(request: Mapping[str, Any]) -> Tuple[int, str]:
    return len(str(request)), str(request)


def _sample(model: CModel, each: CAction) -> List[str]:
    if each.pages:
        return _paged_sample(model, each)
    body = ', (tcvod_bytes){"bytes", 5}' if each.takes_body else ""
    return [
        *_request_lines(model, each),
        f"{each.response} *response = NULL;",
        f"int rc = {each.function}(client, &request{body}, &response, &error);",
        "if (rc != TCVOD_OK)",
        '    fprintf(stderr, "%s (%s)\\n", error.message, error.service_code);',
        "tcvod_free(response);",
    ]


def _paged_sample(model: CModel, each: CAction) -> List[str]:
    return [
        *_request_lines(model, each),
        f"{each.response} *response = NULL;",
        "tcvod_pages *pages = NULL;",
        f"int rc = {each.pages}(client, &request, &pages, &error);",
        f"while (rc == TCVOD_OK && (rc = {each.next_page}(pages, &response, &error)) == TCVOD_OK)",
        "    tcvod_free(response);",
        "if (rc != TCVOD_END)",
        '    fprintf(stderr, "%s (%s)\\n", error.message, error.service_code);',
        "tcvod_pages_close(pages);",
    ]


def _request_lines(model: CModel, each: CAction) -> List[str]:
    struct = model.struct_keyed(request_key(each.action.name))
    parts = Literals(model).members(struct, _request_of(each.action))
    one_line = f"{each.request} request = {{{', '.join(parts) or '0'}}};"
    if len(one_line) <= _SAMPLE_COLUMNS:
        return [one_line]
    return [f"{each.request} request = {{", *(f"    {part}," for part in parts), "};"]
