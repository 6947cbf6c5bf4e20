# SPDX-License-Identifier: MIT
"""A description and its overlay as the files of a spec folder."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from typing import Any, Dict, FrozenSet, Iterable, List, Set

from ..spec import SCALARS
from .description import Description, Member
from .overlay import Overlay, Tree

MARKER = "# Imported by tcvodgen; decisions of our own stand in the overlay."
_TAG = re.compile(r"<[^>]*>")
_SENTENCE = re.compile(r"(.+?[.!?])(\s|$)")
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*( [A-Za-z0-9_;()/'-]+)*\.?\Z")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")  # not allowed, or a line break, in YAML
_WORDS = frozenset("true false null yes no on off y n".split())
_MOST_SUMMARY = 160
_LINE = 120


def spec_files(description: Description, overlay: Overlay, envelope: FrozenSet[str]) -> Dict[str, str]:
    """Texts by path below the spec folder."""
    description = _apart(description)
    actions = {each.name: _action(description, each.name, envelope) for each in description.operations}
    ends = {name for each in description.operations for name in (each.request, each.response)}
    members = {each.type for members in description.objects.values() for each in members}
    types = {name: _type(description, name) for name in description.objects if name in members or name not in ends}
    values = overlay.apply(actions, types)
    used = _reached(actions, types)
    files = {f"actions/{name}.yaml": _document(content) for name, content in actions.items()}
    files["types.yaml"] = _document({name: types[name] for name in sorted(types) if name in used})
    if values:
        files["values.yaml"] = _document(values)
    return dict(sorted(files.items()))


def _apart(description: Description) -> Description:
    """Objects that are an answer and part of another one have a second name: the first is that of the answer in C."""
    used = {each.type for members in description.objects.values() for each in members}
    answers = {f"{each.name}{end}" for each in description.operations for end in ("Request", "Response")}
    second = {name: f"{name}Object" for name in sorted(used & answers)}
    objects = {
        name: tuple(replace(each, type=second.get(each.type, each.type)) for each in members)
        for name, members in description.objects.items()
    }
    return replace(
        description,
        objects={**objects, **{second[name]: objects[name] for name in second}},
        documents={**description.documents, **{second[name]: description.documents.get(name, "") for name in second}},
    )


def _action(description: Description, name: str, envelope: FrozenSet[str]) -> Tree:
    operation = next(each for each in description.operations if each.name == name)
    content: Tree = {
        "action": name,
        "summary": summary(operation.document, name),
        "category": "all",
        "retry": "never",
    }
    if operation.deprecated:
        content.update(status="deprecated", deprecated="The vendor marks it as deprecated.")
    request = {
        each.name: _field(each, each.required) for each in description.objects.get(operation.request, ())
    }
    response = {
        each.name: _field(each, each.always)
        for each in description.objects.get(operation.response, ())
        if each.name not in envelope
    }
    if request:
        content["request"] = request
    if response:
        content["response"] = response
    return content


def _type(description: Description, name: str) -> Tree:
    fields = {each.name: _field(each, each.required or each.always) for each in description.objects[name]}
    return {"summary": summary(description.documents.get(name, ""), name), "fields": fields}


def _field(member: Member, required: bool) -> Tree:
    field: Tree = {"type": "list", "of": member.type} if member.is_list else {"type": member.type}
    if required:
        field["required"] = True
    field["summary"] = summary(member.document, member.name)
    if member.hidden:
        field["deprecated"] = "The vendor hides it."
    return field


def summary(document: str, name: str) -> str:
    """The first sentence, without markup; the name when there is none."""
    text = _CONTROL.sub(" ", html.unescape(_TAG.sub(" ", document))).replace("\u3002", ". ")
    text = " ".join(text.split())
    found = _SENTENCE.match(text)
    text = (found.group(1) if found else text)[:_MOST_SUMMARY].strip(" .,;:")
    return f"{text or name}."


def _reached(actions: Dict[str, Tree], types: Dict[str, Tree]) -> Set[str]:
    tables = [action.get(part, {}) for action in actions.values() for part in ("request", "response")]
    waiting = sorted(set(_types_of(tables)))
    seen: Set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in types and name not in seen:
            seen.add(name)
            waiting += _types_of([types[name].get("fields", {})])
    return seen


def _types_of(tables: Iterable[Dict[str, Tree]]) -> List[str]:
    found = [field.get("of", field["type"]) for table in tables for field in table.values()]
    return [each for each in found if each not in SCALARS]


def _document(content: Tree) -> str:
    lines = [MARKER]
    for key, value in content.items():
        lines += _lines(key, value, 0)
    return "\n".join(lines) + "\n" if len(lines) > 1 else f"{MARKER}\n{{}}\n"


def _lines(key: str, value: Any, depth: int) -> List[str]:
    """Flow style where it fits a line, else a block."""
    margin = "  " * depth
    flow = f"{margin}{_scalar(key)}: {_flow(value)}"
    nested = isinstance(value, dict) and any(isinstance(each, dict) for each in value.values())
    if not isinstance(value, dict) or not value or (len(flow) <= _LINE and not nested):
        return [flow]
    return [f"{margin}{_scalar(key)}:"] + [
        line for name, each in value.items() for line in _lines(name, each, depth + 1)
    ]


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value) if isinstance(value, str) else json.dumps(value)


def _scalar(text: str) -> str:
    """Plain where every YAML reader takes it for a text."""
    if _PLAIN.match(text) and text.lower() not in _WORDS:
        return text
    return _ESCAPED.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(text, ensure_ascii=False))
