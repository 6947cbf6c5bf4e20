# SPDX-License-Identifier: MIT
"""A folder of YAML files → a Service. Goes on after an error, so that one run reports them all."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import List, Optional, Tuple, TypeVar

from . import source
from .actions import METHODS, load_action, load_event, load_rate_limit
from .diagnostics import Diagnostics, Position
from .fields import check_identifier, load_errors, load_fields, load_types, load_value_sets, type_of, value_set_of
from .section import Section, as_section, report_kind
from .spec import Action, Event, Host, Service, Type, ValueSet

SCHEMES = ("https", "http")
POST_PARAMETERS = ("body", "url")
SIGNING_METHODS = ("HmacSHA1", "HmacSHA256")
PROTOCOLS = ("query",)
MAX_SERVICE_NUMBER = 65535
DEFAULT_URL_BYTES = 2048
DEFAULT_CLOCK_TOLERANCE_SECONDS = 7200

_TOP_FILES = ("service.yaml", "types.yaml", "values.yaml", "layout.lock")
_FOLDERS = ("actions", "events")


def load_service(folder: str, diagnostics: Diagnostics) -> Optional[Service]:
    """The service of a spec folder; None when there is too little to go on. Errors go to `diagnostics`."""
    _report_strays(folder, diagnostics)
    section = _read(os.path.join(folder, "service.yaml"), "the service", diagnostics)
    if section is None:
        return None
    service = _service(section, folder)
    shared = _shared(folder, diagnostics)
    rate_limit = load_rate_limit(section)
    section.finish()
    types, value_sets = shared or ([], [])
    actions = []
    for part in _parts(folder, "actions", diagnostics):
        actions.append(load_action(part, service, rate_limit))
        types += load_types(part, "types", actions[-1].name)
        value_sets += load_value_sets(part, "values", actions[-1].name)
        _finish(part, actions[-1].name, "action")
    events = []
    for part in _parts(folder, "events", diagnostics):
        events.append(load_event(part))
        types += load_types(part, "types", events[-1].name)
        value_sets += load_value_sets(part, "values", events[-1].name)
        _finish(part, events[-1].name, "event")
    if shared is None:
        return None  # every name in it would seem unknown
    return replace(
        service,
        types=_sorted(types),
        value_sets=_sorted(value_sets),
        actions=_sorted(actions),
        events=_sorted(events),
    )


def _read(file: str, what: str, diagnostics: Diagnostics) -> Optional[Section]:
    node = source.read_file(file, diagnostics)
    return None if node is None else as_section(node, what, diagnostics)


def _report_strays(folder: str, diagnostics: Diagnostics) -> None:
    """A file that nobody reads is a mistake: its action would silently be missing."""
    for name in _listing(folder):
        path = os.path.join(folder, name)
        known = name in _FOLDERS if os.path.isdir(path) else name in _TOP_FILES
        if not known:
            hint = f"a spec folder holds {', '.join(_TOP_FILES)}, {' and '.join(each + '/' for each in _FOLDERS)}"
            diagnostics.error(Position(path, 1, 1), "stray-file", f"`{name}` is not part of a spec", hint)
    for subfolder in _FOLDERS:
        for name in _listing(os.path.join(folder, subfolder)):
            if not name.endswith(".yaml"):
                where = Position(os.path.join(folder, subfolder, name), 1, 1)
                diagnostics.error(where, "stray-file", f"`{name}` is not part of a spec", "name it NAME.yaml")


def _listing(folder: str) -> List[str]:
    if not os.path.isdir(folder):
        return []
    return sorted(name for name in os.listdir(folder) if not name.startswith("."))


def _parts(folder: str, subfolder: str, diagnostics: Diagnostics) -> List[Section]:
    """The files of actions/ or events/."""
    found = []
    for name in _listing(os.path.join(folder, subfolder)):
        if name.endswith(".yaml"):
            what = f"{subfolder[:-1]} `{name[:-5]}`"
            found.append(_read(os.path.join(folder, subfolder, name), what, diagnostics))
    return [each for each in found if each is not None]


def _finish(section: Section, name: str, key: str) -> None:
    section.finish()
    file_name = os.path.basename(section.position.file)
    if name and file_name != f"{name}.yaml":
        message = f"{key} `{name}` stands in `{file_name}`"
        section.diagnostics.error(section.at[key], "file-name", message, f"name the file {name}.yaml")


_Named = TypeVar("_Named", Action, Event, Type, ValueSet)


def _sorted(things: List[_Named]) -> Tuple[_Named, ...]:
    return tuple(sorted(things, key=lambda each: (each.name, each.position)))


def _shared(folder: str, diagnostics: Diagnostics) -> Optional[Tuple[List[Type], List[ValueSet]]]:
    """What types.yaml and values.yaml declare, where there are such; None when one cannot be read."""
    types: List[Type] = []
    value_sets: List[ValueSet] = []
    declared_types = _declarations(folder, "types.yaml", diagnostics)
    declared_sets = _declarations(folder, "values.yaml", diagnostics)
    if declared_types is None or declared_sets is None:
        return None
    for name, node in declared_types:
        types += type_of(name, node, "", diagnostics)
    for name, node in declared_sets:
        value_sets += value_set_of(name, node, "", diagnostics)
    return types, value_sets


def _declarations(
    folder: str, name: str, diagnostics: Diagnostics
) -> Optional[Tuple[Tuple[source.Scalar, source.Node], ...]]:
    file = os.path.join(folder, name)
    if not os.path.exists(file):
        return ()
    node = source.read_file(file, diagnostics)
    if isinstance(node, source.Mapping):
        return node.entries
    if node is not None:
        report_kind(node, f"`{name}`", "a mapping", diagnostics)
    return None


def _service(section: Section, folder: str) -> Service:
    """The service with all that service.yaml says; types, actions and events come later."""
    signing_methods, default_signing_method = _signing(section)
    url_bytes, clock_tolerance_seconds = _limits(section)
    service = Service(
        name=section.text("service", required=True),
        position=section.position,
        number=section.integer("number", minimum=1, required=True),
        title=section.text("title", required=True),
        c_prefix=section.text("c_prefix", required=True),
        include=section.text("include", required=True),
        protocol=section.word("protocol", PROTOCOLS, default="query", required=True),
        hosts=_hosts(section),
        signing_methods=signing_methods,
        default_signing_method=default_signing_method,
        common_parameters=load_fields(section, "common_parameters"),
        regions=section.text("regions"),
        envelope=load_fields(section, "envelope", required=True),
        code_field=section.text("code_field", required=True),
        message_field=section.text("message_field"),
        description_field=section.text("description_field"),
        retryable_field=section.text("retryable_field"),
        event_field=section.text("event_field"),
        success_codes=section.texts("success_codes", required=True),
        url_bytes=url_bytes,
        clock_tolerance_seconds=clock_tolerance_seconds,
        errors=load_errors(section, "errors"),
        types=(),
        value_sets=(),
        actions=(),
        events=(),
        folder=folder,
        at=section.at,
    )
    _check_service(section, service)
    return service


def _check_service(section: Section, service: Service) -> None:
    check_identifier(section, "c_prefix", service.c_prefix)
    check_identifier(section, "include", service.include)
    if service.number > MAX_SERVICE_NUMBER:
        message = f"`number` is at most {MAX_SERVICE_NUMBER}, not {service.number}"
        section.diagnostics.error(section.at["number"], "service-number", message)
    folder_name = os.path.basename(os.path.abspath(service.folder))
    if service.name and service.name != folder_name:
        message = f"service `{service.name}` stands in the folder `{folder_name}`"
        section.diagnostics.error(section.at["service"], "file-name", message, "give both the same name")


def _hosts(service: Section) -> Tuple[Host, ...]:
    hosts = []
    for key, node in service.entries("hosts", required=True):
        section = as_section(node, f"host `{key.text}`", service.diagnostics)
        if section is None:
            continue
        host = Host(
            key=key.text,
            position=key.position,
            host=section.text("host", required=True),
            path=section.text("path", required=True),
            schemes=section.words("schemes", SCHEMES, required=True),
            methods=section.words("methods", METHODS, required=True),
            post_parameters=section.word("post_parameters", POST_PARAMETERS, default="body"),
            at=section.at,
        )
        section.finish()
        hosts.append(host)
    return tuple(hosts)


def _signing(service: Section) -> Tuple[Tuple[str, ...], str]:
    """(methods, the default one)"""
    section = service.section("signing", required=True)
    if section is None:
        return (), ""
    methods = section.words("methods", SIGNING_METHODS, required=True)
    default = section.word("default", methods or SIGNING_METHODS, required=True)
    section.finish()
    return methods, default


def _limits(service: Section) -> Tuple[int, int]:
    """(longest URL in bytes, tolerance of the server's clock in seconds)"""
    section = service.section("limits")
    if section is None:
        return DEFAULT_URL_BYTES, DEFAULT_CLOCK_TOLERANCE_SECONDS
    url_bytes = section.integer("url_bytes", minimum=1, default=DEFAULT_URL_BYTES)
    tolerance = section.integer("clock_tolerance_seconds", default=DEFAULT_CLOCK_TOLERANCE_SECONDS)
    section.finish()
    return url_bytes, tolerance
