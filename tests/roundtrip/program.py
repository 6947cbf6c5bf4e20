# SPDX-License-Identifier: MIT
"""Writes a C program that makes every call with every field set and reads every field of the answer.

program.py OUTPUT.c
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Tuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "generator"))

from model import load
from tcvodgen.cmodel import CAction, CMember, CModel, CStruct
from tcvodgen.literals import Literals, scalar
from tcvodgen.lock import request_key, response_key
from tcvodgen.pool import c_string
from tcvodgen.spec import Service
from tcvodgen.view import typed_view
from values import Maker, rounds

MARKED = ("int", "uint", "double", "bool")  # kinds whose members say whether they are there
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


class Checks:
    def __init__(self, model: CModel) -> None:
        self._structs: Dict[str, CStruct] = {each.key: each for each in model.structs}

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
            yield f"ABSENT({place}{'.present' if member.kind in MARKED else ''});"
        elif member.kind in MARKED:
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


def function(literals: Literals, checker: Checks, model: CModel, number: int, trip: Trip) -> str:
    each = trip.action
    structs = {key: model.struct_keyed(key) for key in (request_key(each.action.name), response_key(each.action.name))}
    request = literals.braces(structs[request_key(each.action.name)], trip.request)
    checks = checker.checks(structs[response_key(each.action.name)], "response", trip.view, {})
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
    literals, checker = Literals(model), Checks(model)
    parts: List[str] = [HEAD]
    rows: List[Tuple[int, str]] = []
    for number, trip in enumerate(trips(service, model)):
        parts.append(function(literals, checker, model, number, trip))
        rows.append((number, trip.label))
    parts.append("const named_trip trips[] = {")
    parts += [f"    {{{c_string(label)}, trip_{number}}}," for number, label in rows]
    parts += ["};", f"const size_t trip_count = {len(rows)};", ""]
    return "\n".join(parts)


def main() -> None:
    Path(sys.argv[1]).write_text(program(*load()), encoding="utf-8")


if __name__ == "__main__":
    main()
