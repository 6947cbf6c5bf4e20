# SPDX-License-Identifier: MIT
"""A C program that uses all that the headers of a spec offer: every name, member, call, walk and event."""

from __future__ import annotations

from typing import List, Mapping, Optional, Sequence, Tuple

from adapted import Adapted
from tcvodgen import names
from tcvodgen.cmodel import CAction, CEvent, CMember, CStruct
from tcvodgen.spec import Field, ValueSet

DEEPEST = 2  # how often a struct may stand in itself
WRAPPERS = {"int": "TCVOD_INT", "uint": "TCVOD_UINT", "double": "TCVOD_DOUBLE", "bool": "TCVOD_BOOL"}
BARE = {
    "string": "const char *",
    "json": "const char *",
    "int": "int64_t",
    "uint": "uint64_t",
    "double": "double",
    "bool": "bool",
}

HEAD = """\
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tcvod/%s.h>

static void text(const char *path, const char *value)
{
    if (value != NULL)
        printf("%%s=%%s\\n", path, value);
}
static void number(const char *path, double value) { printf("%%s=%%.17g\\n", path, value); }
static void failed(const char *call, int status, const tcvod_error *error)
{
    const char *message = status == TCVOD_ERROR_SERVICE ? "" : error->message;
    printf("%%s!%%d %%s %%s\\n", call, status, error->service_code, message);
}
"""


def source(adapted: Adapted) -> str:
    """All of the program; what it prints depends on the library, on the answers and on the events it is given."""
    actions, events = adapted.actions(), adapted.events()
    writer = _Writer(adapted)
    lines = [HEAD % adapted.new.service.include]
    pairs = adapted.structs()
    for old, new in pairs:
        lines.append(f"static void print_{_word(old)}(const char *at, const {new.c_name} *value, int depth);")
    for old, new in pairs:
        lines += writer.printer(old, new)
    lines += writer.constants(pairs, actions)
    calls = []
    for before, now in actions:
        for full in (False, True):
            lines += writer.call(before, now, full)
            calls.append(_call_name(before, full))
        if before.pages and now.pages:
            lines += writer.pages(before, now)
            calls.append(f"walk_{names.snake(before.action.name)}")
        elif before.pages:
            adapted.lost.append(f"pages of {before.action.name}")
    for told, tells in events:
        lines += writer.event(told, tells)
    lines += writer.main(calls, [f"event_{names.snake(each.event.name)}" for each, _ in events])
    return "\n".join(lines) + "\n"


def _word(struct: CStruct) -> str:
    return names.snake(struct.key.replace(".", "_"))


def _call_name(action: CAction, full: bool) -> str:
    return f"call_{names.snake(action.action.name)}_{'full' if full else 'least'}"


class _Writer:
    """Paths that are printed, and what is filled in, are of the old version; C names of the new one."""

    def __init__(self, adapted: Adapted) -> None:
        self.adapted = adapted
        self.structs: Mapping[str, CStruct] = {each.key: each for each in adapted.old.structs}
        self.members = {old.key: adapted.members(old) for old, _ in [*adapted.structs()]}

    def value_set(self, field: Field) -> Optional[ValueSet]:
        return self.adapted.old.service.value_set_named(field.values) if field.values else None

    def printer(self, old: CStruct, new: CStruct) -> List[str]:
        lines = [
            f"static void print_{_word(old)}(const char *at, const {new.c_name} *value, int depth)",
            "{",
            "    char path[512];",
            "    (void)path;",
            "    if (value == NULL || depth == 0)",
            "        return;",
        ]
        for member, now in self.members[old.key]:
            assert member.field is not None
            lines.append(f'    snprintf(path, sizeof path, "%s.{member.field.name}", at);')
            lines += [f"    {line}" for line in self._shown(member, f"value->{now.name}")]
        return [*lines, "    (void)at;", "}"]

    def _shown(self, member: CMember, place: str) -> List[str]:
        assert member.field is not None
        if member.field.container == "list":
            return [
                f"for (size_t i = 0; i < {place}.count; i++) {{",
                *self._element(member, f"{place}.items[i]"),
                "}",
            ]
        if member.field.container == "map":
            return [
                f"for (size_t i = 0; i < {place}.count; i++) {{",
                f"    text(path, {place}.items[i].key);",
                *self._element(member, f"{place}.items[i].value", by_pointer=True),
                "}",
            ]
        if member.target:
            return [f"print_{_word(self.structs[member.target])}(path, {place}, depth - 1);"]
        if member.kind in WRAPPERS:
            return [f"if ({place}.present)", f"    number(path, (double){place}.value);"]
        return [f"text(path, {place});"]

    def _element(self, member: CMember, place: str, by_pointer: bool = False) -> List[str]:
        if member.target:
            reference = place if by_pointer else f"&{place}"
            return [f"    print_{_word(self.structs[member.target])}(path, {reference}, depth - 1);"]
        if member.kind in WRAPPERS:
            return [f"    number(path, (double){place});"]
        return [f"    text(path, {place});"]

    def constants(
        self, structs: Sequence[Tuple[CStruct, CStruct]], actions: Sequence[Tuple[CAction, CAction]]
    ) -> List[str]:
        lines = ["static void print_constants(void)", "{"]
        for old_set, new_set, old, new in self.adapted.values():
            lines.append(
                f'    printf("kind {old_set.name} {old.value}=%d\\n", '
                f"(int){new_set.classifier}({new.macro}) == (int){new.kind_constant});"
            )
        for new_set in {each[1].name: each[1] for each in self.adapted.values()}.values():
            lines.append(f'    printf("unknown {new_set.name}=%d\\n", (int){new_set.unknown_constant});')
            lines.append(f"    {new_set.kind_type} kind_{names.snake(new_set.name)} = {new_set.unknown_constant};")
            lines.append(f"    (void)kind_{names.snake(new_set.name)};")
        known = {each.code: each.macro for each in self.adapted.new.codes}
        macros = {each.macro for each in self.adapted.new.codes}
        for code in self.adapted.old.codes:
            macro = code.macro if code.macro in macros else known.get(code.code)
            lines += [f"    (void)sizeof({macro});"] if macro else []
        for before, struct in structs:
            types = [struct.c_name] + (
                [names.list_name(struct.c_name)] if before.has_list and struct.has_list else []
            )
            if before.has_map and struct.has_map:
                types += [names.map_name(struct.c_name), names.entry_name(struct.c_name)]
            lines += [f"    (void)sizeof({each});" for each in types]
        for _, action in actions:
            lines.append(f"    (void){action.macro};")
        return [*lines, "}"]

    def call(self, old: CAction, new: CAction, full: bool) -> List[str]:
        name = old.action.name
        if old.takes_body and not new.takes_body:
            self.adapted.lost.append(f"body of {name}")
        body = '(tcvod_bytes){"bytes", 5}, ' if new.takes_body else ""
        return [
            f"static void {_call_name(old, full)}(tcvod_client *client)",
            "{",
            f"    {new.response} *response = NULL;",
            "    tcvod_error error = {0};",
            f"    const {new.request} request = {self.request(old, full)};",
            f"    int status = {new.function}(client, &request, {body}&response, &error);",
            *self._answer(old),
            "}",
        ]

    def request(self, action: CAction, full: bool) -> str:
        return self.literal(self.structs[f"{action.action.name}.request"], full, ())

    def _answer(self, action: CAction) -> List[str]:
        name = action.action.name
        return [
            "    if (status != TCVOD_OK)",
            f'        failed("{name}", status, &error);',
            "    else",
            f'        print_{_word(self.structs[f"{name}.response"])}("{name}", response, 8);',
            "    for (size_t i = 0; i < tcvod_response_note_count(response); i++)",
            f'        printf("{name}?%s\\n", tcvod_response_note(response, i));',
            "    tcvod_free(response);",
        ]

    def pages(self, old: CAction, new: CAction) -> List[str]:
        """The first page of a walk."""
        return [
            f"static void walk_{names.snake(old.action.name)}(tcvod_client *client)",
            "{",
            f"    {new.response} *response = NULL;",
            "    tcvod_pages *pages = NULL;",
            "    tcvod_error error = {0};",
            f"    const {new.request} request = {self.request(old, False)};",
            f"    int status = {new.pages}(client, &request, &pages, &error);",
            "    if (status == TCVOD_OK)",
            f"        status = {new.next_page}(pages, &response, &error);",
            *self._answer(old),
            "    tcvod_pages_close(pages);",
            "}",
        ]

    def event(self, old: CEvent, new: CEvent) -> List[str]:
        name = old.event.name
        return [
            f"static void event_{names.snake(name)}(const char *body)",
            "{",
            "    tcvod_event *event = NULL;",
            "    tcvod_error error = {0};",
            f"    int status = {self.adapted.new.event_decoder}(body, strlen(body), &event, &error);",
            "    if (status != TCVOD_OK)",
            f'        failed("event {name}", status, &error);',
            f"    else if ({new.accessor}(event) == NULL)",
            f'        puts("event {name} is not told");',
            "    else",
            f'        print_{_word(self.structs[old.key])}("event {name}", {new.accessor}(event), 8);',
            "    tcvod_free(event);",
            "}",
        ]

    def literal(self, struct: CStruct, full: bool, trail: Sequence[str]) -> str:
        """An initializer with every member, or with the required ones."""
        pairs = self.members[struct.key]
        chosen = {each.discriminator: self._first_case(each) for each in self._variants(struct)}
        if struct.discriminator:
            first = self._first_case(struct)
            pairs = [(old, new) for old, new in pairs if old.field is not None and old.field.name == first]
        parts = []
        for member, now in pairs:
            assert member.field is not None
            if full or member.field.required or struct.discriminator:
                text = self._value(member, full, trail, chosen.get(member.field.name))
                if text:
                    parts.append(f".{now.name} = {text}")
        return "{" + ", ".join(parts or ["0"]) + "}"

    def _variants(self, struct: CStruct) -> List[CStruct]:
        found = [self.structs[each.target] for each in struct.members if each.target]
        return [each for each in found if each.discriminator]

    def _first_case(self, variant: CStruct) -> str:
        return min(each.field.name for each in variant.members if each.field is not None)

    def _value(self, member: CMember, full: bool, trail: Sequence[str], chosen: Optional[str]) -> str:
        field = member.field
        assert field is not None
        if member.target:
            return self._object(member, field, full, trail)
        bare = f'"{chosen}"' if chosen else self._scalar(member, field)
        if field.container == "list":
            return f"{{(const {BARE[member.kind].replace('const char *', 'char *const')}[]){{{bare}, {bare}}}, 2}}"
        if field.container == "map":
            entry = f"tcvod_{'string' if member.kind == 'json' else member.kind}_entry"
            return f'{{(const {entry}[]){{{{"key", {bare}}}}}, 1}}'
        return f"{WRAPPERS[member.kind]}({bare})" if member.kind in WRAPPERS else bare

    def _object(self, member: CMember, field: Field, full: bool, trail: Sequence[str]) -> str:
        target = self.structs[member.target]
        if list(trail).count(target.key) >= DEEPEST:
            return ""
        inner = self.literal(target, full, (*trail, target.key))
        now = self.adapted.struct(target.key)
        assert now is not None
        if field.container == "list":
            return f"{{(const {now.c_name}[]){{{inner}, {inner}}}, 2}}"
        if field.container == "map":
            return f'{{(const {names.entry_name(now.c_name)}[]){{{{"key", &(const {now.c_name}){inner}}}}}, 1}}'
        return f"&(const {now.c_name}){inner}"

    def _scalar(self, member: CMember, field: Field) -> str:
        value_set = self.value_set(field)
        first = sorted(each.value for each in value_set.values)[0] if value_set is not None else ""
        if member.kind in ("int", "uint"):
            return first or str(_within(field, 3 + sum(field.name.encode()) % 89))
        if member.kind == "double":
            return "1.5"
        if member.kind == "bool":
            return "true"
        return '"{\\"a\\":1}"' if member.kind == "json" else f'"{first or sample(field)}"'

    def main(self, calls: Sequence[str], events: Sequence[str]) -> List[str]:
        return [
            "int main(int count, char **arguments)",
            "{",
            "    tcvod_client *client = NULL;",
            "    tcvod_error error = {0};",
            '    tcvod_client_options options = {.secret_id = getenv("TCVOD_SECRET_ID"),',
            '                                    .secret_key = getenv("TCVOD_SECRET_KEY"),',
            '                                    .endpoint = getenv("TCVOD_ENDPOINT"), .total_timeout_ms = 5000};',
            "    (void)count;",
            "    (void)arguments;",
            "    print_constants();",
            "    if (tcvod_client_create(&client, &options, &error) != TCVOD_OK) {",
            '        fprintf(stderr, "%s\\n", error.message);',
            "        return 1;",
            "    }",
            *(f"    {each}(client);" for each in calls),
            "    tcvod_client_destroy(client);",
            "    for (int i = 1; i + 1 < count; i += 2) {",
            *(
                f'        if (strcmp(arguments[i], "{each}") == 0)\n            {each}(arguments[i + 1]);'
                for each in events
            ),
            "    }",
            '    puts("end");',
            "    return 0;",
            "}",
        ]


def _within(field: Field, number: int) -> int:
    low = number if field.limits.minimum is None else max(number, int(field.limits.minimum))
    return low if field.limits.maximum is None else min(low, int(field.limits.maximum))


def sample(field: Field) -> str:
    """A text of a fitting length; the field's own name, so that mixed up members show."""
    text = "".join(c for c in field.name.lower() if c.isalnum()) or "x"
    least, most = field.limits.min_length or 0, field.limits.max_length
    text = text + "x" * (least - len(text))
    return text if most is None else text[:most]
