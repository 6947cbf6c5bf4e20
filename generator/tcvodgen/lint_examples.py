# SPDX-License-Identifier: MIT
"""Rules about examples: they are wire vectors, so both sides of a pair must follow from the spec."""

from __future__ import annotations

import json
import os
from typing import Any, Dict, Iterator, Mapping, Sequence, Set, Tuple

from .diagnostics import Diagnostics, Position
from .flatten import flatten
from .spec import Example, Field, Service, where
from .view import typed_view

# Where fields are wrong, examples that show them are not to blame.
_SHARED = ("service.yaml", "types.yaml", "values.yaml")
_PAIRS = (("request", "sends"), ("answer", "view"))


def check(service: Service, diagnostics: Diagnostics) -> None:
    unsure = diagnostics.files_with_errors()
    if any(os.path.join(service.folder, shared) in unsure for shared in _SHARED):
        return
    for action in service.actions:
        _check_names(action.examples, diagnostics)
        for example in action.examples:
            _check_pairs(example, diagnostics)
            if action.position.file in unsure:
                continue
            _check_request(service, action.request, example, diagnostics)
            _check_answer(service, action.response, example, diagnostics)
    for event in service.events:
        _check_names(event.examples, diagnostics)
        for example in event.examples:
            _check_pairs(example, diagnostics)
            if event.position.file in unsure:
                continue
            _check_answer(service, event.fields, example, diagnostics)


def _check_names(examples: Sequence[Example], diagnostics: Diagnostics) -> None:
    first: Dict[str, Example] = {}
    for example in examples:
        other = first.setdefault(example.name, example)
        if other is not example:
            message = f"two examples are called `{example.name}` (first at line {other.position.line})"
            diagnostics.error(where(example, "name"), "example-name", message, "say what is different")


def _check_pairs(example: Example, diagnostics: Diagnostics) -> None:
    if not any(key in example.at for pair in _PAIRS for key in pair):
        message = f"example `{example.name}` shows nothing"
        diagnostics.error(example.position, "example-pair", message, "add request and sends, or answer and view")
    for pair in _PAIRS:
        there = [key for key in pair if key in example.at]
        if len(there) == 1:
            missing = pair[1 - pair.index(there[0])]
            message = f"example `{example.name}` has `{there[0]}` without `{missing}`"
            diagnostics.error(where(example, there[0]), "example-pair", message, f"add `{missing}`")


def _check_request(
    service: Service, fields: Sequence[Field], example: Example, diagnostics: Diagnostics
) -> None:
    if example.request is None:
        return
    parameters, misfits = flatten(service, fields, example.request)
    for each in misfits:
        path = f"request.{each.path}" if each.path else "request"
        diagnostics.error(_place(example, path), each.rule, each.message, each.hint)
    if example.sends is None or misfits:
        return
    for name in sorted(parameters.keys() - example.sends.keys()):
        message = f"the request sends `{name}`, but `sends` does not have it"
        diagnostics.error(where(example, "sends"), "example-sends", message, f'add {name}: "{parameters[name]}"')
    for name, text in example.sends.items():
        position = _place(example, f"sends.{name}")
        if name not in parameters:
            diagnostics.error(position, "example-sends", f"the request does not send `{name}`")
        elif parameters[name] != text:
            message = f"the request sends {_shown(parameters[name])} as `{name}`, not {_shown(text)}"
            diagnostics.error(position, "example-sends", message)


def _check_answer(service: Service, fields: Sequence[Field], example: Example, diagnostics: Diagnostics) -> None:
    if example.answer is None or example.view is None:
        return
    view = typed_view(service, fields, example.answer)
    optional = {each.name for each in service.envelope}
    for path, message in _differences(example.view, view, "view", optional):
        diagnostics.error(_place(example, path), "example-view", message)


def _differences(told: Any, found: Any, path: str, optional: Set[str]) -> Iterator[Tuple[str, str]]:
    """(path, message) for each place where the spec's view is not what follows from the answer."""
    if isinstance(told, Mapping) and isinstance(found, Mapping):
        for key in sorted(told.keys() | found.keys()):
            here = f"{path}.{key}"
            if key not in told:
                if key not in optional:
                    yield path, f"the answer gives `{here}` {_shown(found[key])}, but `view` does not have it"
            elif key not in found:
                yield here, f"the answer does not give `{here}`"
            else:
                yield from _differences(told[key], found[key], here, set())
    elif isinstance(told, list) and isinstance(found, list):
        if len(told) != len(found):
            yield path, f"the answer gives {len(found)} elements of `{path}`, not {len(told)}"
        for index, (one, other) in enumerate(zip(told, found)):
            yield from _differences(one, other, f"{path}[{index}]", set())
    elif isinstance(told, bool) != isinstance(found, bool) or told != found:
        yield path, f"the answer gives `{path}` {_shown(found)}, not {_shown(told)}"


def _place(example: Example, path: str) -> Position:
    """Where a path of the example stands, or the nearest thing around it."""
    while path not in example.at and path:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return where(example, path)


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "…"
