# SPDX-License-Identifier: MIT
"""Every C identifier is made here and nowhere else."""

from __future__ import annotations

import re
from typing import List

from .spec import Action, ErrorCode, Event, Field, Service, Type, Value, ValueSet

_WORD = re.compile(
    r"[A-Z]{2,}s(?![a-z])"  # URLs, IDs
    r"|[0-9]+[A-Z]+(?![a-z])"  # 4K, 720P
    r"|[A-Z]+[0-9]*(?![a-z0-9])"  # SHA1, MP4 before Url, HLS before Master
    r"|[A-Z]?[a-z0-9]+"  # file, Sha, m3u8
)

_ACTION = re.compile(r"[A-Z][A-Za-z0-9]*\Z")

_C_KEYWORDS = """
    auto break case char const continue default do double else enum extern float for goto if inline int
    long register restrict return short signed sizeof static struct switch typedef union unsigned void
    volatile while asm typeof fortran
"""
_CPP_KEYWORDS = """
    alignas alignof and and_eq asm bitand bitor bool catch char8_t char16_t char32_t class co_await
    co_return co_yield compl concept consteval constexpr constinit const_cast decltype delete
    dynamic_cast explicit export false friend module mutable namespace new noexcept not not_eq nullptr
    operator or or_eq override private protected public reflexpr reinterpret_cast requires static_assert
    static_cast template this thread_local throw true try typeid typename using virtual wchar_t xor
    xor_eq final import
"""
# Object-like macros and words of common headers that break a member of the same name.
_MACROS = """
    linux unix i386 arm mips sparc sun vax hpux major minor makedev errno stdin stdout stderr assert
    complex imaginary i noreturn near far interface small pascal cdecl signals slots emit foreach min max
    offsetof va_start va_end setjmp math_errhandling null eof
"""
_AVOIDED = frozenset((_C_KEYWORDS + _CPP_KEYWORDS + _MACROS).split())

# Words after the prefix that the runtime's own headers use.
_RUNTIME = frozenset(
    """
    int uint double bool bytes string_list int_list uint_list double_list bool_list string_entry
    int_entry uint_entry double_entry bool_entry string_map int_map uint_map double_map bool_map each
    error category_name client client_create client_create_sized client_destroy client_options allocator
    parameter call call_sized call_options call_json call_parameters free response_json
    response_request_id response_note response_note_count response_view get_string get_int get_double
    get_bool get_count action_info field_info value_info error_code_info action_count action_at
    action_named action_error_at field_at value_at value_ordinal value_summary error_text decode
    text_free dry_run_json dry_run_parameters sign version make_int make_uint make_double make_bool
    get_json event event_read event_read_at event_type event_payload event_info event_at event_decode
    event_decode_at pages pages_open pages_open_sized pages_next pages_set_limit pages_close end
    most_pages
    """.split()
)


def is_action_name(name: str) -> bool:
    """Functions, structs and files are called after actions and events."""
    return _ACTION.match(name) is not None


def words(text: str) -> List[str]:
    """Lower-case words of a camelCase, PascalCase, snake_case or dotted name."""
    ascii_text = "".join(c if c.isascii() else f" u{ord(c):x} " for c in text)
    return [word.lower() for word in _WORD.findall(ascii_text)]


def snake(text: str) -> str:
    return "_".join(words(text))


def camel(text: str) -> str:
    """The usual spelling on the wire: `page_size` is `pageSize`."""
    first, *rest = words(text) or [""]
    return first + "".join(each.capitalize() for each in rest)


def member_name(field: Field) -> str:
    """The C member of a field: its words, or its `c_name`."""
    return _member(field.c_name or snake(field.name))


def _member(name: str) -> str:
    if not name:
        return "unnamed"
    if name[0].isdigit():
        name = "n" + name
    return name + "_" if name in _AVOIDED else name


def _global(service: Service, name: str) -> str:
    return f"{service.c_prefix}_{name}_" if name in _RUNTIME else f"{service.c_prefix}_{name}"


def type_name(service: Service, type: Type) -> str:
    return _global(service, snake(type.name))


def list_name(element: str) -> str:
    """List type of a struct or scalar whose C name is `element`."""
    return f"{element}_list"


def map_name(element: str) -> str:
    return f"{element}_map"


def entry_name(element: str) -> str:
    return f"{element}_entry"


def function_name(service: Service, action: Action) -> str:
    return _global(service, snake(action.name))


def request_name(service: Service, action: Action) -> str:
    return f"{function_name(service, action)}_request"


def response_name(service: Service, action: Action) -> str:
    return f"{function_name(service, action)}_response"


def event_name(service: Service, event: Event) -> str:
    return f"{service.c_prefix}_{snake(event.name)}_event"


def event_accessor(service: Service, event: Event) -> str:
    """Function that gives the payload when an event is of this kind."""
    return f"{event_name(service, event)}_of"


def event_decoder(service: Service) -> str:
    return f"{service.c_prefix}_event_decode"


def pages_name(service: Service, action: Action) -> str:
    """Function that opens the pages of an action."""
    return f"{function_name(service, action)}_pages"


def next_page_name(service: Service, action: Action) -> str:
    return f"{function_name(service, action)}_next_page"


def _macro(service: Service, *parts: str) -> str:
    return "_".join((service.c_prefix,) + parts).upper()


def action_macro(service: Service, action: Action) -> str:
    return _macro(service, "action", snake(action.name))


def layout_macro(service: Service) -> str:
    return _macro(service, service.include, "layout")


def value_set_macro(service: Service, value_set: ValueSet) -> str:
    """Names the value set in calls of the runtime."""
    return _macro(service, "values", snake(value_set.name))


def value_prefix(service: Service, value_set: ValueSet) -> str:
    """What the macros of its values begin with."""
    return _macro(service, snake(value_set.name))


def value_macro(service: Service, value_set: ValueSet, value: Value) -> str:
    return _macro(service, snake(value_set.name), value.name)


def kind_type(service: Service, value_set: ValueSet) -> str:
    """The enum of a value set."""
    return f"{service.c_prefix}_{snake(value_set.name)}_kind"


def kind_constant(service: Service, value_set: ValueSet, value_name: str) -> str:
    """Constant of a value in that enum; `unknown` with ordinal 0 is for values that are not listed."""
    return _macro(service, snake(value_set.name), "kind", value_name)


def classifier_name(service: Service, value_set: ValueSet) -> str:
    return f"{service.c_prefix}_{snake(value_set.name)}_of"


def code_macro(service: Service, error: ErrorCode) -> str:
    return _macro(service, "code", error.name)


def header_guard(service: Service, header: str) -> str:
    parts = [part for part in (service.include, snake(header), "h") if part]
    return _macro(service, *parts)


def tables_symbol(service: Service) -> str:
    """The service's tcv_service."""
    return f"tcv_service_{snake(service.include)}"


def vocabulary_symbol(service: Service) -> str:
    """The service's tcv_vocabulary."""
    return f"tcv_vocabulary_{snake(service.include)}"


def descriptions_symbol(service: Service) -> str:
    """The service's tcv_description."""
    return f"tcv_description_{snake(service.include)}"


def shadow_struct(version: int, struct: str) -> str:
    """A struct as it was in an older layout."""
    return f"tcv_v{version}_{struct}"
