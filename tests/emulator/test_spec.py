# SPDX-License-Identifier: MIT
"""What follows from the spec alone:
its examples pass, and actions without memory are answered from it.
"""

import dataclasses
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict, Iterator, Sequence, Tuple

import pytest
from service import ROOT
from service import Service as Running
from tcvod_emulator.handlers import HANDLERS
from tcvod_emulator.request_log import RequestLog
from tcvod_emulator.synthesize import synthesized
from tcvod_emulator.validate import Reader
from tcvodgen.diagnostics import Diagnostics, Position
from tcvodgen.load import load_service
from tcvodgen.spec import Action, Example, Field, Limits, Service, Type, Value, ValueSet

HERE = Position("service.yaml", 1, 1)


def loaded() -> Service:
    service = load_service(str(ROOT / "spec" / "vod-v2"), Diagnostics())
    assert service is not None
    return service


SERVICE = loaded()


def sent() -> Iterator[Tuple[Action, Example]]:
    for action in SERVICE.actions:
        for example in action.examples:
            if example.sends is not None:
                yield action, example


@pytest.mark.parametrize("action, example", [
    pytest.param(action, example, id=f"{action.name}: {example.name}")
    for action, example in sent()])
def test_every_example_passes(action: Action, example: Example) -> None:
    reader = Reader(SERVICE)
    assert example.sends is not None
    values = reader.read(action.request, {name: str(text) for name, text in example.sends.items()})
    assert reader.problems == []
    assert values == example.request


def example_of(action: Action) -> Dict[str, str]:
    sends = next((each.sends for each in action.examples if each.sends), None)
    return {name: str(text) for name, text in (sends or {}).items()}


@pytest.mark.parametrize("action", SERVICE.actions, ids=lambda each: str(each.name))
def test_every_action_takes_its_example(vod: Running, action: Action) -> None:
    texts = example_of(action)
    method = action.methods[0]
    whole = vod.signed(action.name, texts, method)
    if action.body == "none":
        answer = vod.deliver(whole, method).json
    else:
        answer = vod.raw(action.name, b"", texts)
    (entry,) = vod.control("GET", "requests")
    assert entry["action"] == action.name and all(check["ok"] for check in entry["checks"])
    assert entry["code"] == answer["code"] != 6000


def filled(answer: Any, fields: Sequence[Field], where: str) -> None:
    for field in fields:
        kind = SERVICE.type_named(field.type)
        if kind is not None and kind.discriminator:
            chosen = next(each for each in kind.fields if each.name == answer[kind.discriminator])
            kind = SERVICE.type_named(chosen.type)
        values = answer[field.name]
        for value in values if field.container == "list" else [values]:
            assert value not in ("", [], {}), f"{where}.{field.name}"
            if kind is not None:
                filled(value, kind.fields, f"{where}.{field.name}")


@pytest.mark.parametrize("action", SERVICE.actions, ids=lambda each: str(each.name))
def test_every_action_can_be_answered_from_the_spec(vod: Running, action: Action) -> None:
    """Also those that have state, when they are told to: every field filled."""
    only = {"actions": [action.name]}
    assert vod.control("POST", "synthesise", only) == only
    texts = example_of(action)
    if action.body == "none":
        method = action.methods[0]
        answer = vod.deliver(vod.signed(action.name, texts, method), method).json
    else:
        answer = vod.raw(action.name, b"", texts)
    assert answer["code"] == 0, answer
    envelope = {field.name for field in SERVICE.envelope}
    filled(answer, [field for field in action.response if field.name not in envelope], action.name)


def test_the_switch_takes_names_that_exist(vod: Running) -> None:
    every = vod.control("POST", "synthesise", {"actions": ["*"]})
    assert len(every["actions"]) == len(SERVICE.actions)
    assert vod.control("POST", "synthesise", {"actions": []}) == {"actions": []}
    for wrong in ({"actions": ["DescribeClas"]}, {"actions": "*"}, []):
        reply = vod.send("POST", "/_emulator/synthesise", json.dumps(wrong).encode())
        assert reply.status == 400 and b"error" in reply.body


def test_the_log_hides_what_the_spec_calls_sensitive() -> None:
    secret = made("password", "string", sensitive=True)
    pin, owner = made("pin", "int", sensitive=True), made("owner", "string")
    action = dataclasses.replace(SERVICE.actions[0], request=(secret,))
    key = Type("Key", HERE, "", (pin, owner))
    log = RequestLog(dataclasses.replace(SERVICE, types=(key,), actions=(action,)))
    sent = {
        "password": "p", "key.pin": "1", "keys.0.pin": "2", "key.owner": "me", "Token": "t",
        "Signature": "s"}
    entry = log.begin(0.0)
    entry.course.parameters.update(sent)
    log.keep(entry)
    shown = log.entries[0]["parameters"]
    assert {name for name, value in shown.items() if value == "***"} == set(sent) - {"key.owner"}
    assert shown["key.owner"] == "me"


def test_every_action_is_listed() -> None:
    paths = f"{ROOT / 'generator'}{os.pathsep}{ROOT / 'emulator'}"
    done = subprocess.run(
        [sys.executable, "-m", "tcvod_emulator", "--list-actions"], capture_output=True, check=True,
        env={**os.environ, "PYTHONPATH": paths})
    listed = json.loads(done.stdout)
    assert list(listed) == [action.name for action in SERVICE.actions]
    assert {name for name, kind in listed.items() if kind == "stateful"} == set(HANDLERS)
    assert set(listed.values()) == {"stateful", "synthesised"}


def test_no_handler_is_for_an_action_that_does_not_exist() -> None:
    assert set(HANDLERS) <= {action.name for action in SERVICE.actions}


def made(name: str, kind: str, **more: Any) -> Field:
    return Field(name, HERE, kind, **more)


FIELDS = (
    made("id", "string", limits=Limits(pattern="[0-9a-f]{32}")), made("fileId", "string"),
    made("size", "int"),
    made("share", "double", limits=Limits(minimum=0, maximum=100)), made("ready", "bool"),
    made("free", "json"),
    made("state", "string", values="State"), made("level", "int", values="Level"),
    made("names", "string", container="list", limits=Limits(min_items=3, max_length=4)),
    made("labels", "string", container="map"), made("root", "Node"), made("type", "string"),
    made("task", "Task"),
    made("page", "int", limits=Limits(minimum=10, maximum=12)),
)
SMALL = dataclasses.replace(
    SERVICE,
    types=(
        Type(
            "Node", HERE, "", (made("name", "string"), made("children", "Node", container="list"))),
        Type("Clip", HERE, "", (made("start", "int"),)),
        Type(
            "Task", HERE, "", (made("clip", "Clip"), made("concat", "Clip")), discriminator="type"),
    ),
    value_sets=(
        ValueSet(
            "State", HERE, "", "string",
            (Value("WAITING", HERE, "waiting", ""), Value("DONE", HERE, "done", ""))),
        ValueSet(
            "Level", HERE, "", "int", (Value("1", HERE, "low", ""), Value("2", HERE, "high", ""))),
    ),
)
ACTION = dataclasses.replace(
    SERVICE.actions[0], name="Invented", response=SERVICE.envelope + FIELDS)


def answer_to(values: Dict[str, Any]) -> Dict[str, Any]:
    return synthesized(SMALL, ACTION, values)


def test_answers_are_filled_from_the_spec() -> None:
    answer = answer_to({"fileId": "77"})
    assert list(sorted(answer)) == sorted(field.name for field in FIELDS)
    assert len(answer["id"]) == 32 and answer["fileId"] == "77" and isinstance(answer["size"], int)
    assert isinstance(answer["ready"], bool) and isinstance(answer["free"], dict)
    assert 0 <= answer["share"] <= 101 and 10 <= answer["page"] <= 12
    assert answer["state"] in ("WAITING", "DONE") and answer["level"] in (1, 2)
    assert len(answer["names"]) == 3 and all(0 < len(name) <= 4 for name in answer["names"])
    assert all(isinstance(label, str) for label in answer["labels"].values())
    assert answer["type"] in ("clip", "concat") and set(answer["task"]) == {"start"}
    assert depth(answer["root"]) >= 2


def depth(node: Dict[str, Any]) -> int:
    children: Sequence[Dict[str, Any]] = node["children"]
    return 1 + max((depth(child) for child in children), default=0)


def test_answers_are_stable() -> None:
    assert answer_to({"fileId": "77"}) == answer_to({"fileId": "77"})
    assert answer_to({"fileId": "77"}) != answer_to({"fileId": "78"})


def test_an_action_without_memory_is_answered(tmp_path: Path) -> None:
    spec = tmp_path / "vod-v2"
    shutil.copytree(ROOT / "spec" / "vod-v2", spec)
    (spec / "actions" / "InventedAction.yaml").write_text(
        "action: InventedAction\nsummary: Tells about a task.\ncategory: tasks\nretry: safe\n"
        "request:\n  vodTaskId: {type: string, required: true, summary: Id.}\n"
        "response:\n  vodTaskId: {type: string, summary: Id.}\n"
        "  progress: {type: int, min: 0, max: 100, summary: How far.}\n")
    (spec / "layout.lock").unlink(missing_ok=True)
    running = Running("--spec", str(spec))
    answer = running.call("InventedAction", vodTaskId="t-1")
    assert answer["code"] == 0 and answer["vodTaskId"] == "t-1" and 0 <= answer["progress"] <= 100
    assert running.stop() == ""
