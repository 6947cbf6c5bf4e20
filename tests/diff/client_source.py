# SPDX-License-Identifier: MIT
"""A C program that uses all that the headers of a spec offer: every name, every member, every call."""

from __future__ import annotations

from typing import List, Mapping, Optional, Sequence

from tcvodgen import names
from tcvodgen.cmodel import CMember, CModel, CStruct
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


def source(model: CModel) -> str:
    """All of the program; what it prints depends on the library and on the answers."""
    writer = _Writer(model)
    lines = [HEAD % model.service.include]
    for struct in model.structs:
        lines.append(
            f"static void print_{_word(struct)}(const char *at, const {struct.c_name} *value, int depth);"
        )
    for struct in model.structs:
        lines += writer.printer(struct)
    lines += writer.constants()
    for action in model.actions:
        for full in (False, True):
            lines += writer.call(
                action.function,
                action.request,
                action.response,
                action.takes_body,
                model.struct_keyed(f"{action.action.name}.request"),
                model.struct_keyed(f"{action.action.name}.response"),
                full,
            )
    lines += writer.main()
    return "\n".join(lines) + "\n"


def _word(struct: CStruct) -> str:
    return names.snake(struct.key.replace(".", "_"))


class _Writer:
    def __init__(self, model: CModel) -> None:
        self.model = model
        self.structs: Mapping[str, CStruct] = {each.key: each for each in model.structs}

    def value_set(self, field: Field) -> Optional[ValueSet]:
        return self.model.service.value_set_named(field.values) if field.values else None

    def printer(self, struct: CStruct) -> List[str]:
        lines = [
            f"static void print_{_word(struct)}(const char *at, const {struct.c_name} *value, int depth)",
            "{",
            "    char path[512];",
            "    (void)path;",
            "    if (value == NULL || depth == 0)",
            "        return;",
        ]
        for member in struct.members:
            if member.field is not None:
                lines.append(f'    snprintf(path, sizeof path, "%s.{member.field.name}", at);')
                lines += [f"    {line}" for line in self._shown(member)]
        return [*lines, "    (void)at;", "}"]

    def _shown(self, member: CMember) -> List[str]:
        assert member.field is not None
        place = f"value->{member.name}"
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

    def constants(self) -> List[str]:
        lines = ["static void print_constants(void)", "{"]
        for each in self.model.value_sets:
            for value in each.values:
                if not value.removed:
                    lines.append(
                        f'    printf("kind {each.name} {value.value}=%d\\n", '
                        f"(int){each.classifier}({value.macro}) == (int){value.kind_constant});"
                    )
            lines.append(f'    printf("unknown {each.name}=%d\\n", (int){each.unknown_constant});')
            lines.append(f"    {each.kind_type} kind_{names.snake(each.name)} = {each.unknown_constant};")
            lines.append(f"    (void)kind_{names.snake(each.name)};")
        for code in self.model.codes:
            lines.append(f"    (void)sizeof({code.macro});")
        for struct in self.model.structs:
            types = [struct.c_name] + ([names.list_name(struct.c_name)] if struct.has_list else [])
            types += (
                [names.map_name(struct.c_name), names.entry_name(struct.c_name)] if struct.has_map else []
            )
            lines += [f"    (void)sizeof({each});" for each in types]
        for action in self.model.actions:
            lines.append(f"    (void){action.macro};")
        return [*lines, "}"]

    def call(
        self,
        function: str,
        request: str,
        response: str,
        takes_body: bool,
        asked: CStruct,
        answered: CStruct,
        full: bool,
    ) -> List[str]:
        action = asked.key.rpartition(".")[0]
        name = f"call_{names.snake(action)}_{'full' if full else 'least'}"
        fill = self.literal(asked, full, ())
        body = '(tcvod_bytes){"bytes", 5}, ' if takes_body else ""
        return [
            f"static void {name}(tcvod_client *client)",
            "{",
            f"    {response} *response = NULL;",
            "    tcvod_error error = {0};",
            f"    const {request} request = {fill};",
            f"    int status = {function}(client, &request, {body}&response, &error);",
            "    if (status != TCVOD_OK)",
            f'        failed("{action}", status, &error);',
            "    else",
            f'        print_{_word(answered)}("{action}", response, 8);',
            "    for (size_t i = 0; i < tcvod_response_note_count(response); i++)",
            f'        printf("{action}?%s\\n", tcvod_response_note(response, i));',
            "    tcvod_free(response);",
            "}",
        ]

    def literal(self, struct: CStruct, full: bool, trail: Sequence[str]) -> str:
        """An initializer with every member, or with the required ones."""
        chosen = {each.discriminator: self._first_case(each) for each in self._variants(struct)}
        parts = []
        members = [each for each in struct.members if each.field is not None]
        if struct.discriminator:
            members = [
                each
                for each in members
                if each.field is not None and each.field.name == self._first_case(struct)
            ]
        for member in members:
            assert member.field is not None
            if full or member.field.required or struct.discriminator:
                text = self._value(member, full, trail, chosen.get(member.field.name))
                if text:
                    parts.append(f".{member.name} = {text}")
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
        if field.container == "list":
            return f"{{(const {target.c_name}[]){{{inner}, {inner}}}, 2}}"
        if field.container == "map":
            return f'{{(const {names.entry_name(target.c_name)}[]){{{{"key", &(const {target.c_name}){inner}}}}}, 1}}'
        return f"&(const {target.c_name}){inner}"

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

    def main(self) -> List[str]:
        calls = [
            f"    call_{names.snake(each.action.name)}_{kind}(client);"
            for each in self.model.actions
            for kind in ("least", "full")
        ]
        return [
            "int main(void)",
            "{",
            "    tcvod_client *client = NULL;",
            "    tcvod_error error = {0};",
            '    tcvod_client_options options = {.secret_id = getenv("TCVOD_SECRET_ID"),',
            '                                    .secret_key = getenv("TCVOD_SECRET_KEY"),',
            '                                    .endpoint = getenv("TCVOD_ENDPOINT"), .total_timeout_ms = 5000};',
            "    print_constants();",
            "    if (tcvod_client_create(&client, &options, &error) != TCVOD_OK) {",
            '        fprintf(stderr, "%s\\n", error.message);',
            "        return 1;",
            "    }",
            *calls,
            "    tcvod_client_destroy(client);",
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
