# SPDX-License-Identifier: MIT
"""One action, one event, and their examples."""

from __future__ import annotations

from typing import Any, Dict, Mapping, Optional, Tuple

from . import source
from .diagnostics import Position, did_you_mean
from .fields import load_errors, load_fields
from .paging import load_paging
from .section import Section, as_section, report_kind
from .spec import Action, Event, Example, RateLimit, Service

METHODS = ("GET", "POST")
RETRIES = ("safe", "idempotent", "never")
BODIES = ("none", "binary")
STATUSES = ("published", "deprecated", "undocumented", "draft")


def load_action(section: Section, service: Service, rate_limit: Optional[RateLimit]) -> Action:
    """The action of a file, but for its types and value sets; `rate_limit` is the service's."""
    host = _host(section, service)
    host_methods = next((each.methods for each in service.hosts if each.key == host), ())
    return Action(
        name=section.text("action", required=True),
        position=section.at.get("action", section.position),
        summary=section.text("summary", required=True),
        category=section.text("category", required=True),
        host=host,
        methods=section.words("methods", METHODS) or host_methods,
        retry=section.word("retry", RETRIES, default="never", required=True),
        rate_limit=_rate_limit(section, rate_limit),
        body=section.word("body", BODIES, default="none"),
        success_codes=section.texts("success_codes") or service.success_codes,
        status=section.word("status", STATUSES, default="published"),
        deprecated=section.text("deprecated"),
        aliases=section.texts("aliases"),
        doc=section.text("doc"),
        request=load_fields(section, "request"),
        response=service.envelope + load_fields(section, "response"),
        errors=load_errors(section, "errors"),
        examples=_examples(section, ("request", "sends", "answer", "view")),
        paging=load_paging(section),
        was=section.text("was"),
        at=section.at,
    )


def load_event(section: Section) -> Event:
    return Event(
        name=section.text("event", required=True),
        position=section.at.get("event", section.position),
        summary=section.text("summary", required=True),
        fields=load_fields(section, "fields", required=True),
        told_by=section.text("told_by"),
        examples=_examples(section, ("answer", "view")),
        at=section.at,
    )


def _rate_limit(section: Section, default: Optional[RateLimit]) -> Optional[RateLimit]:
    node = section.node("rate_limit")
    if isinstance(node, source.Scalar) and node.value == "none":
        return None
    return load_rate_limit(section) or default


def load_rate_limit(parent: Section) -> Optional[RateLimit]:
    section = parent.section("rate_limit")
    if section is None:
        return None
    calls = section.integer("calls", minimum=1, required=True)
    seconds = section.integer("seconds", minimum=1, required=True)
    section.finish()
    return RateLimit(calls, seconds) if calls and seconds else None


def _host(section: Section, service: Service) -> str:
    keys = [each.key for each in service.hosts]
    default = keys[0] if keys else ""
    host = section.text("host", default=default)
    if keys and host not in keys:
        message = f"there is no host `{host}` in service.yaml"
        section.diagnostics.error(section.at["host"], "unknown-host", message, did_you_mean(host, keys))
        return default
    return host


def _examples(parent: Section, keys: Tuple[str, ...]) -> Tuple[Example, ...]:
    loaded = (_example(node, parent, keys) for node in parent.items("examples"))
    return tuple(each for each in loaded if each is not None)


def _example(node: source.Node, parent: Section, keys: Tuple[str, ...]) -> Optional[Example]:
    section = as_section(node, f"an example of {parent.what}", parent.diagnostics)
    if section is None:
        return None
    name = section.text("name", required=True)
    values: Dict[str, Optional[Mapping[str, Any]]] = {}
    for key in keys:
        mapping = section.mapping(key)
        values[key] = None if mapping is None else source.plain(mapping)
        if mapping is not None:
            _place(mapping, key, section.at)
    section.finish()
    sends = section.mapping("sends") if "sends" in keys else None
    return Example(
        name=name,
        position=section.position,
        request=values.get("request"),
        sends=None if sends is None else _texts(sends, section),
        answer=values.get("answer"),
        view=values.get("view"),
        at=section.at,
    )


def _texts(mapping: source.Mapping, section: Section) -> Dict[str, str]:
    """What travels is text: a number without quotes would hide how it is written."""
    texts = {}
    for key, value in mapping.entries:
        if isinstance(value, source.Scalar) and (isinstance(value.value, str) or value.faulty):
            texts[key.text] = value.text
        else:
            report_kind(value, f"parameter `{key.text}` in `sends`", "a text", section.diagnostics)
    return texts


def _place(node: source.Node, path: str, at: Dict[str, Position]) -> None:
    """Notes where each value below `path` stands: keys for what is in a mapping."""
    if isinstance(node, source.Mapping):
        for key, value in node.entries:
            at[f"{path}.{key.text}"] = key.position
            _place(value, f"{path}.{key.text}", at)
    elif isinstance(node, source.Sequence):
        for index, item in enumerate(node.items):
            at[f"{path}[{index}]"] = item.position
            _place(item, f"{path}[{index}]", at)
