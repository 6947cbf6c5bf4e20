# SPDX-License-Identifier: MIT
"""Writes a C program that makes every call with every field set and reads every field of the answer.

program.py OUTPUT.c
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Tuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "generator"))

from model import load
from tcvodgen import names
from tcvodgen.cmodel import CAction, CMember, CModel, CStruct
from tcvodgen.lock import request_key, response_key
from tcvodgen.pool import c_string
from tcvodgen.spec import Service
from tcvodgen.view import typed_view
from values import Maker, rounds

ITEM_TYPES = {"string": "const char *const", "json": "const char *const", "int": "int64_t", "uint": "uint64_t",
              "double": "double", "bool": "bool"}  # fmt: skip
MACROS = {"int": "TCVOD_INT", "uint": "TCVOD_UINT", "double": "TCVOD_DOUBLE", "bool": "TCVOD_BOOL"}
BODY = "raw bytes"

HEAD = """\
/* SPDX-License-Identifier: MIT */
#include "roundtrip.h"

#include <tcvod/vod_v2.h>
"""


class Trip:
    """One call: what is sent, and what comes back."""

    def __init__(self, service: Service, each: CAction, complete: bool, round: int) -> None:
        action = each.action
        self.action = each
        self.label = f"{action.name}, {'complete ' + str(round) if complete else 'required fields'}"
        self.request: Dict[str, Any] = Maker(service, complete, round).object(action.request)
        self.answer: Dict[str, Any] = Maker(service, complete, round).object(action.response)
        self.answer[service.code_field] = int(action.success_codes[0])
        self.view = typed_view(service, action.response, self.answer)


def trips(service: Service, model: CModel) -> Iterator[Trip]:
    for each in model.actions:
        for round in range(rounds(service, each.action.response)):
            yield Trip(service, each, True, round)
        yield Trip(service, each, False, 0)


def scalar(kind: str, value: Any) -> str:
    if kind == "string":
        return c_string(value)
    if kind == "json":
        return c_string(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    if kind == "bool":
        return "true" if value else "false"
    if kind == "double":
        return repr(float(value))
    return f"UINT64_C({value})" if kind == "uint" else f"INT64_C({value})"


class Writer:
    def __init__(self, service: Service, model: CModel) -> None:
        self._prefix = service.c_prefix
        self._structs: Dict[str, CStruct] = {each.key: each for each in model.structs}

    def literal(self, struct: CStruct, value: Mapping[str, Any]) -> str:
        """Braces of an initialiser."""
        members = [each for each in struct.members if each.field is not None and each.field.name in value]
        parts = [f".{each.name} = {self._member(each, value[_wire(each)])}" for each in members]
        return "{" + ", ".join(parts) + "}" if parts else "{0}"

    def _member(self, member: CMember, value: Any) -> str:
        assert member.field is not None
        if member.field.container == "list":
            items = ", ".join(self._item(member, each) for each in value)
            return f"{{(const {self._item_type(member)}[]){{{items}}}, {len(value)}}}"
        if member.field.container == "map":
            items = ", ".join(f"{{{c_string(key)}, {self._entry(member, each)}}}" for key, each in value.items())
            return f"{{(const {self._entry_type(member)}[]){{{items}}}, {len(value)}}}"
        return self._entry(member, value) if member.kind not in MACROS else (
            f"{MACROS[member.kind]}({scalar(member.kind, value)})")

    def _item(self, member: CMember, value: Any) -> str:
        return self.literal(self._structs[member.target], value) if member.target else scalar(member.kind, value)

    def _entry(self, member: CMember, value: Any) -> str:
        if not member.target:
            return scalar(member.kind, value)
        struct = self._structs[member.target]
        return f"&({struct.c_name}){self.literal(struct, value)}"

    def _item_type(self, member: CMember) -> str:
        return self._structs[member.target].c_name if member.target else ITEM_TYPES[member.kind].removeprefix("const ")

    def _entry_type(self, member: CMember) -> str:
        if member.target:
            return names.entry_name(self._structs[member.target].c_name)
        return names.entry_name(f"{self._prefix}_{'string' if member.kind == 'json' else member.kind}")

    def checks(self, struct: CStruct, place: str, view: Mapping[str, Any], siblings: Mapping[str, Any]) -> Iterator[str]:
        """Statements that compare every member of `place`, absent ones too."""
        arrow = f"{place}->"
        for member in struct.members:
            if member.field is None:
                continue
            present, value = _wire(member) in view, view.get(_wire(member))
            if struct.discriminator:
                present, value = str(siblings.get(struct.discriminator)) == _wire(member), view
            yield from self._check(member, f"{arrow}{member.name}", present, value, view)

    def _check(self, member: CMember, place: str, present: bool, value: Any, owner: Mapping[str, Any]) -> Iterator[str]:
        assert member.field is not None
        if member.field.container:
            yield from self._check_items(member, place, present, value or [], owner)
        elif not present:
            yield f"ABSENT({place}{'.present' if member.kind in MACROS else ''});"
        elif member.kind in MACROS:
            yield f"PRESENT({place}.present);"
            yield f"SAME_{member.kind.upper()}({place}.value, {scalar(member.kind, value)});"
        elif member.target:
            yield f"PRESENT({place});"
            yield from self.checks(self._structs[member.target], place, value, owner)
        else:
            yield f"SAME_TEXT({place}, {scalar(member.kind, value)});"

    def _check_items(
        self, member: CMember, place: str, present: bool, value: Any, owner: Mapping[str, Any]
    ) -> Iterator[str]:
        assert member.field is not None
        if not present:
            yield f"ABSENT({place}.items);"
            return
        yield f"PRESENT({place}.items);"
        yield f"SAME_UINT({place}.count, {len(value)});"
        is_map = member.field.container == "map"
        for index, item in enumerate(value):
            here = f"{place}.items[{index}]"
            if is_map:
                yield f"SAME_TEXT({here}.key, {c_string(item)});"
                item, here = value[item], f"{here}.value"
            if member.target:
                element = here if is_map else f"(&{here})"
                yield from self.checks(self._structs[member.target], element, item, owner)
            else:
                macro = {"string": "TEXT", "json": "TEXT"}.get(member.kind, member.kind.upper())
                yield f"SAME_{macro}({here}, {scalar(member.kind, item)});"


def _wire(member: CMember) -> str:
    assert member.field is not None
    return member.field.name


def function(writer: Writer, model: CModel, number: int, trip: Trip) -> str:
    each = trip.action
    structs = {key: model.struct_keyed(key) for key in (request_key(each.action.name), response_key(each.action.name))}
    request = writer.literal(structs[request_key(each.action.name)], trip.request)
    checks = writer.checks(structs[response_key(each.action.name)], "response", trip.view, {})
    body = f", (tcvod_bytes){{{c_string(BODY)}, {len(BODY)}}}" if each.takes_body else ""
    lines = [
        f"static void trip_{number}(trip *about)",
        "{",
        f"    {each.response} *response = NULL;",
        f"    {each.request} request = {request};",
        f"    int status = {each.function}(about->client, &request{body}, &response, &about->error);",
        "    SUCCEEDED(about, status);",
        *(f"    {check}" for check in checks),
        "    NOTELESS(response);",
        "    tcvod_free(response);",
        "}",
        "",
    ]
    return "\n".join(lines)


def program(service: Service, model: CModel) -> str:
    writer = Writer(service, model)
    parts: List[str] = [HEAD]
    rows: List[Tuple[int, str]] = []
    for number, trip in enumerate(trips(service, model)):
        parts.append(function(writer, model, number, trip))
        rows.append((number, trip.label))
    parts.append("const named_trip trips[] = {")
    parts += [f"    {{{c_string(label)}, trip_{number}}}," for number, label in rows]
    parts += ["};", f"const size_t trip_count = {len(rows)};", ""]
    return "\n".join(parts)


def main() -> None:
    Path(sys.argv[1]).write_text(program(*load()), encoding="utf-8")


if __name__ == "__main__":
    main()
