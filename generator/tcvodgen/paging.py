# SPDX-License-Identifier: MIT
"""The `paging` of an action: how its answers go on."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional, Sequence

from .diagnostics import Diagnostics, did_you_mean
from .section import Section
from .spec import Action, Field, Paging, Service, where

KINDS = ("page", "cursor", "queue")
MOST_FIRST = 1


def load_paging(parent: Section) -> Optional[Paging]:
    section = parent.section("paging")
    if section is None:
        return None
    kind = section.word("kind", KINDS, default="queue", required=True)
    found = Paging(
        kind=kind,
        position=section.position,
        items=section.text("items", required=True),
        at=section.at,
    )
    if kind == "page":
        found = replace(
            found,
            send=section.text("number", required=True),
            size=section.text("size"),
            total=section.text("total"),
            first=section.integer("first", default=1),
        )
    elif kind == "cursor":
        found = replace(
            found,
            send=section.text("send", required=True),
            receive=section.text("receive", required=True),
        )
    section.finish()
    return found


def check(service: Service, action: Action, diagnostics: Diagnostics) -> None:
    """Every name in `paging` leads to a field that can do what it is named for."""
    paging = action.paging
    if paging is None:
        return
    if paging.first > MOST_FIRST:
        message = f"pages are counted from 0 or 1, not from {paging.first}"
        diagnostics.error(where(paging, "first"), "paging-field", message)
    _Check(service, action, paging, diagnostics).run()


class _Check:
    def __init__(
        self, service: Service, action: Action, paging: Paging, diagnostics: Diagnostics
    ) -> None:
        self._service = service
        self._action = action
        self._paging = paging
        self._diagnostics = diagnostics

    def run(self) -> None:
        paging = self._paging
        if paging.kind == "page":
            self._sent("number", paging.send, ("int", "uint"))
            self._sent("size", paging.size, ("int", "uint"))
            self._received("total", paging.total, "", ("int", "uint"))
        elif paging.kind == "cursor":
            self._sent("send", paging.send, ("string", "int", "uint"))
            self._received("receive", paging.receive, "", ("string", "int", "uint"))
        self._received("items", paging.items, "list", ())

    def _sent(self, key: str, name: str, types: Sequence[str]) -> None:
        if name:
            field = self._named(key, self._action.request, name, "the request")
            self._check_kind(key, field, "", types)

    def _received(self, key: str, path: str, container: str, types: Sequence[str]) -> None:
        if not path:
            return
        fields: Sequence[Field] = self._action.response
        *parents, last = path.split(".")
        for parent in parents:
            field = self._named(key, fields, parent, "the response")
            type_ = self._service.type_named(field.type) if field else None
            if field is None or type_ is None or field.container or type_.discriminator:
                self._check_kind(key, field, "", ("an object",))
                return
            fields = type_.fields
        self._check_kind(key, self._named(key, fields, last, "the response"), container, types)

    def _named(self, key: str, fields: Sequence[Field], name: str, owner: str) -> Optional[Field]:
        field = next((each for each in fields if each.name == name), None)
        if field is None:
            self._diagnostics.error(
                where(self._paging, key),
                "paging-field",
                f"`{key}` names `{name}`, which {owner} does not have",
                did_you_mean(name, [each.name for each in fields]),
            )
        return field

    def _check_kind(
        self, key: str, field: Optional[Field], container: str, types: Sequence[str]
    ) -> None:
        if field is None:
            return
        if field.container != container or (types and field.type not in types):
            wanted = "a list" if container else " or ".join(types)
            self._diagnostics.error(
                where(self._paging, key),
                "paging-field",
                f"`{key}` names `{field.name}`, which is not {wanted} ({field.position})",
            )
