# SPDX-License-Identifier: MIT
"""The reference as Markdown: a page per category, and pages of events, values and errors."""

from __future__ import annotations

from typing import Dict, List, Sequence, Tuple

from . import reference
from .canonical import by_number
from .cmodel import CModel
from .reference import FieldRow
from .templating import Printer


def pages(printer: Printer, model: CModel, note: str) -> Dict[str, str]:
    """Texts by path below the output folder."""
    service = model.service
    folder = f"docs/{service.include}"
    actions = reference.action_entries(model)
    categories = sorted({each.category for each in actions})
    files = {
        f"{folder}/{category}.md": printer.text(
            "category.md.j2",
            marker=note,
            title=_title(category),
            actions=[
                (each, field_rows(each.parameters), field_rows(each.answer), error_rows(each.errors))
                for each in actions
                if each.category == category
            ],
        )
        for category in categories
    }
    files[f"{folder}/README.md"] = printer.text(
        "index.md.j2",
        marker=note,
        title=service.title,
        include=service.include,
        categories=[
            (category, _title(category), [each for each in actions if each.category == category])
            for category in categories
        ],
        envelope=field_rows(reference.rows_of(service, service.envelope)),
        common=field_rows(reference.rows_of(service, service.common_parameters)),
        has_events=bool(model.events),
        hosts=reference.host_rows(service),
        facts=reference.service_facts(service),
    )
    files[f"{folder}/errors.md"] = printer.text(
        "errors.md.j2",
        marker=note,
        common=error_rows(reference.common_errors(service)),
        own=_own_errors(actions),
    )
    files[f"{folder}/values.md"] = printer.text(
        "values.md.j2",
        marker=note,
        value_sets=[
            (each, [(cell(row.value), row.macro, cell(row.summary)) for row in each.rows])
            for each in reference.value_set_entries(model)
        ],
    )
    if model.events:
        files[f"{folder}/events.md"] = printer.text(
            "events.md.j2",
            marker=note,
            decoder=model.event_decoder,
            events=[(each, field_rows(each.fields)) for each in reference.event_entries(model)],
        )
    return files


def _title(category: str) -> str:
    text = category.replace("_", " ")
    return text[0].upper() + text[1:]


def cell(text: str) -> str:
    """Text that stays in its table cell and is not taken for markup."""
    text = " ".join(text.split())
    for sign in "\\|*_<>[]":
        text = text.replace(sign, f"\\{sign}")
    return text


def code(text: str) -> str:
    return "`" + text.replace("|", "\\|") + "`" if text else ""


def field_rows(rows: Sequence[FieldRow]) -> List[Tuple[str, str, str, str]]:
    """(path, type, required, facts)"""
    return [
        (code(row.path), cell(row.type), "yes" if row.required else "no", " ".join(_facts(row)))
        for row in rows
    ]


def _facts(row: FieldRow) -> List[str]:
    found = [fact if "`" in fact else cell(fact) for fact in row.facts]
    if row.pattern:
        found.append(f"Pattern: {code(row.pattern)}.")
    if row.values:
        found.append(f"Values: [{row.values}](values.md#{row.values.lower()}).")
    return found


def error_rows(rows: Sequence[reference.ErrorRow]) -> List[Tuple[str, str, str, str]]:
    return [(row.code, code(row.name), cell(row.summary), row.retry) for row in rows]


def _own_errors(actions: Sequence[reference.ActionEntry]) -> List[Tuple[str, str, str, str]]:
    """(code, name, summary, actions): what each code means to the actions that answer it."""
    users: Dict[Tuple[str, str, str], List[str]] = {}
    for action in actions:
        for row in action.errors:
            link = f"[{action.name}]({action.category}.md#{action.name.lower()})"
            users.setdefault((row.code, row.name, row.summary), []).append(link)
    ordered = sorted(users.items(), key=lambda each: (by_number(each[0][0]), each[0]))
    return [
        (number, code(name), cell(summary), ", ".join(links))
        for (number, name, summary), links in ordered
    ]
