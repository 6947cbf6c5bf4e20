# SPDX-License-Identifier: MIT
"""Rows of the constant tables that the runtime walks (runtime/src/table.h)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Tuple

from . import docs, names, table_words
from .cmodel import CAction, CEvent, CMember, CModel, CStruct
from .patterns import posix_pattern
from .pool import Pool
from .spec import Action, ErrorCode, Limits, Service

_NO_LIMITS = "{0, 0, 0, 0, 0, 0, 0, 0, 0}"
_NO_ROW = "{0, 0, 0, 0}"
_NO_PAGING = "{0, 0, 0, 0, 0, 0, 0}"


@dataclass(frozen=True)
class Row:
    cells: str
    comment: str = ""


@dataclass(frozen=True)
class Shadow:
    """A struct as it was in an older layout, for its sizeof."""

    name: str
    members: Tuple[str, ...]


@dataclass(frozen=True)
class Tables:
    pool: Pool
    described: Pool
    valued: Pool
    field_texts: Tuple[Row, ...]
    shadows: Tuple[Shadow, ...]
    fields: Tuple[Row, ...]
    sizes: Tuple[Row, ...]
    structs: Tuple[Row, ...]
    limits: Tuple[Row, ...]
    values: Tuple[Row, ...]
    value_sets: Tuple[Row, ...]
    errors: Tuple[Row, ...]
    hosts: Tuple[Row, ...]
    success_codes: Tuple[int, ...]
    actions: Tuple[Row, ...]
    actions_by_number: Tuple[int, ...]
    events: Tuple[Row, ...]
    pagings: Tuple[Row, ...]
    service: Tuple[Tuple[str, str], ...]  # member, initialiser


def build(model: CModel) -> Tables:
    return _Builder(model).build()


def _row(*cells: object) -> str:
    return "{" + ", ".join(str(cell) for cell in cells) + "}"


def declaration(member: CMember) -> str:
    gap = "" if member.c_type.endswith("*") else " "
    return f"{member.c_type}{gap}{member.name};"


class _Builder:
    def __init__(self, model: CModel) -> None:
        self._model = model
        self._pool = Pool()
        self._described = Pool()
        self._valued = Pool()
        self._field_texts: List[Row] = []
        self._service = model.service
        self._index_of = {each.key: index for index, each in enumerate(model.structs, 1)}
        self._set_number = {each.name: each.number for each in model.value_sets}
        self._host_index = {each.key: index for index, each in enumerate(self._service.hosts)}
        self._limits: Dict[Limits, int] = {Limits(): 0}
        self._limit_rows = [Row(_NO_LIMITS)]
        self._paging_rows = [Row(_NO_PAGING)]

    def build(self) -> Tables:
        fields, sizes, structs = self._structs()
        values, value_sets = self._value_sets()
        errors, first_error = self._errors()
        successes, first_success = self._successes()
        return Tables(
            pool=self._pool,
            described=self._described,
            valued=self._valued,
            field_texts=tuple(self._field_texts) or (Row("{0, 0, 0, 0}"),),
            shadows=_shadows(self._model),
            fields=tuple(fields) or (Row("{0}"),),
            sizes=tuple(sizes) or (Row("{0, 0}"),),
            structs=tuple(structs),
            limits=tuple(self._limit_rows),
            values=tuple(values) or (Row("{0, 0, 0}"),),
            value_sets=tuple(value_sets),
            errors=tuple(errors) or (Row("{0, 0, 0, 0}"),),
            hosts=tuple(self._hosts()),
            success_codes=successes or (0,),
            actions=tuple(
                self._action(each, first_error[each.action.name], first_success)
                for each in self._model.actions
            )
            or (Row("{0}"),),
            actions_by_number=self._actions_by_number(),
            events=tuple(self._event(each) for each in self._model.events) or (Row("{0}"),),
            pagings=tuple(self._paging_rows),
            service=self._service_members(len(structs)),
        )

    def _text(self, text: str) -> int:
        return self._pool.offset(text)

    def _description(self, text: str) -> int:
        """Of what only describes the API."""
        return self._described.offset(text)

    def _structs(self) -> Tuple[List[Row], List[Row], List[Row]]:
        fields: List[Row] = []
        sizes: List[Row] = []
        structs = [Row("{0, 0, 0, 0, 0, 0, 0}")]
        for each in self._model.structs:
            live = [member for member in each.members if member.field is not None]
            structs.append(
                Row(
                    _row(
                        self._description(each.key),
                        self._description(each.summary),
                        self._text(each.discriminator),
                        len(fields),
                        len(live),
                        len(sizes),
                        len(each.sizes),
                    ),
                    each.key,
                )
            )
            fields += [self._field(each, member) for member in live]
            sizes += [
                Row(_row(size.version, f"sizeof({name})"))
                for size, name in zip(each.sizes, _size_names(each))
            ]
        return fields, sizes, structs

    def _field(self, struct: CStruct, member: CMember) -> Row:
        field = member.field
        assert field is not None
        texts = (field.summary, field.unit, docs.default_text(field.default), field.deprecated)
        comment = f"{struct.key} {field.name}"
        self._field_texts.append(Row(_row(*map(self._description, texts)), comment))
        return Row(
            _row(
                self._text(field.name),
                f"offsetof({struct.c_name}, {member.name})",
                member.since,
                self._index_of[member.target] if member.target else 0,
                self._limits_index(field.limits),
                self._set_number[field.values] if field.values else 0,
                table_words.field_flags(member),
                f"TCV_{member.kind.upper()}",
                table_words.CONTAINERS[field.container],
            ),
            comment,
        )

    def _limits_index(self, limits: Limits) -> int:
        if limits not in self._limits:
            self._limits[limits] = len(self._limit_rows)
            self._limit_rows.append(self._limit_row(limits))
        return self._limits[limits]

    def _limit_row(self, limits: Limits) -> Row:
        text = docs.limits_text(limits)
        return Row(
            _row(
                repr(float(limits.minimum or 0)),
                repr(float(limits.maximum or 0)),
                limits.min_length or 0,
                limits.max_length or 0,
                limits.min_items or 0,
                limits.max_items or 0,
                self._text(posix_pattern(limits.pattern or "")),
                self._text(text),
                table_words.limit_flags(limits),
            ),
            text,
        )

    def _value_sets(self) -> Tuple[List[Row], List[Row]]:
        values: List[Row] = []
        by_number = {each.number: each for each in self._model.value_sets}
        sets = [Row(_NO_ROW)]
        for number in range(1, max(by_number, default=0) + 1):
            each = by_number.get(number)
            if each is None:
                sets.append(Row(_NO_ROW, "removed"))
                continue
            row = _row(
                self._description(each.name), self._description(each.summary), len(values), len(each.values)
            )
            sets.append(Row(row, each.name))
            values += [
                Row(_row(self._valued.offset(one.value), self._description(one.name), self._description(one.summary)))
                for one in each.values
            ]
        return values, sets

    def _errors(self) -> Tuple[List[Row], Dict[str, int]]:
        rows = [self._error(each) for each in self._service.errors]
        first: Dict[str, int] = {}
        for each in self._model.actions:
            first[each.action.name] = len(rows)
            rows += [self._error(error) for error in each.action.errors]
        return rows, first

    def _error(self, error: ErrorCode) -> Row:
        row = _row(
            self._text(error.code),
            self._description(error.name),
            self._text(error.summary),
            table_words.RETRY_CODES[error.retry],
        )
        return Row(row, f"{error.code} {error.name}")

    def _hosts(self) -> List[Row]:
        return [
            Row(
                _row(
                    self._text(each.host),
                    self._text(each.path),
                    " | ".join(f"TCV_SCHEME_{scheme.upper()}" for scheme in each.schemes),
                    table_words.methods(each.methods) + table_words.POST_PARAMETERS[each.post_parameters],
                ),
                each.key,
            )
            for each in self._service.hosts
        ]

    def _successes(self) -> Tuple[Tuple[int, ...], Dict[Tuple[str, ...], int]]:
        codes: List[int] = []
        first: Dict[Tuple[str, ...], int] = {}
        for each in self._model.actions:
            wanted = each.action.success_codes
            if wanted not in first:
                first[wanted] = len(codes)
                codes += [self._text(code) for code in wanted]
        return tuple(codes), first

    def _action(
        self, each: CAction, first_error: int, first_success: Dict[Tuple[str, ...], int]
    ) -> Row:
        action = each.action
        rate = action.rate_limit
        return Row(
            _row(
                f"{each.id:#x}u",
                self._text(action.name),
                self._description(action.summary),
                self._description(action.category),
                self._text(", ".join(action.aliases)),
                self._description(action.deprecated),
                self._description(action.doc),
                self._description(each.function),
                rate.calls if rate else 0,
                rate.seconds if rate else 0,
                self._index_of[f"{action.name}.request"],
                self._index_of[f"{action.name}.response"],
                self._host_index[action.host],
                first_error,
                len(action.errors),
                first_success[action.success_codes],
                len(action.success_codes),
                table_words.methods(action.methods),
                table_words.ACTION_RETRIES[action.retry],
                1 if action.body == "binary" else 0,
                table_words.STATUSES[action.status],
                self._paging_index(action),
            ),
            action.name,
        )

    def _paging_index(self, action: Action) -> int:
        paging = action.paging
        if paging is None:
            return 0
        row = _row(
            self._text(paging.items),
            self._text(paging.send),
            self._text(paging.receive),
            self._text(paging.size),
            self._text(paging.total),
            f"TCV_{paging.kind.upper()}",
            paging.first,
        )
        self._paging_rows.append(Row(row, action.name))
        return len(self._paging_rows) - 1

    def _event(self, each: CEvent) -> Row:
        row = _row(
            self._text(each.event.name),
            self._description(each.event.summary),
            self._text(each.event.told_by),
            self._index_of[each.key],
        )
        return Row(row, each.event.name)

    def _actions_by_number(self) -> Tuple[int, ...]:
        positions = {each.id & 0xFFFF: i for i, each in enumerate(self._model.actions, 1)}
        return tuple(positions.get(number, 0) for number in range(max(positions, default=0) + 1))

    def _service_members(self, struct_count: int) -> Tuple[Tuple[str, str], ...]:
        service = self._service
        members: List[Tuple[str, object]] = [
            ("format", "TCV_TABLE_FORMAT"),
            ("number", service.number),
            ("layout_version", self._model.layout_version),
            ("protocol", f"TCV_PROTOCOL_{service.protocol.upper()}"),
            ("default_signature", table_words.SIGNATURES[service.default_signing_method]),
            ("name", self._text(service.name)),
            ("default_region", self._text(_default_region(service))),
            ("code_field", self._text(service.code_field)),
            ("message_field", self._text(service.message_field)),
            ("description_field", self._text(service.description_field)),
            ("retryable_field", self._text(service.retryable_field)),
            ("url_bytes", service.url_bytes),
            ("clock_tolerance_seconds", service.clock_tolerance_seconds),
            ("struct_count", struct_count),
            ("action_count", len(service.actions)),
            ("error_count", len(service.errors)),
            ("host_count", len(service.hosts)),
            ("pool", "(const char *)&pool"),
        ]
        members += [
            (name, name)
            for name in (
                "structs",
                "fields",
                "sizes",
                "limits",
                "hosts",
                "errors",
                "success_codes",
                "actions",
                "actions_by_number",
            )
        ]
        members += [
            ("action_number_count", len(self._actions_by_number())),
            ("event_count", len(self._model.events)),
            ("event_field", self._text(service.event_field)),
            ("events", "events"),
            ("pagings", "pagings"),
        ]
        return tuple((name, str(value)) for name, value in members)


def _default_region(service: Service) -> str:
    region = next((each for each in service.common_parameters if each.name == "Region"), None)
    return docs.default_text(region.default) if region else ""


def _size_names(struct: CStruct) -> List[str]:
    older = [f"struct {names.shadow_struct(s.version, struct.c_name)}" for s in struct.sizes[:-1]]
    return older + [struct.c_name]


def _shadows(model: CModel) -> Tuple[Shadow, ...]:
    return tuple(
        Shadow(
            names.shadow_struct(size.version, each.c_name),
            tuple(declaration(member) for member in each.members[: size.member_count])
            or ("char unused_;",),
        )
        for each in model.structs
        for size in each.sizes[:-1]
    )
