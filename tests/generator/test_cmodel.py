# SPDX-License-Identifier: MIT
from __future__ import annotations

from dataclasses import replace

from minispec import HERE, action, field, object_type, service, value_set, with_type
from tcvodgen import cmodel, collisions
from tcvodgen.cmodel import CModel
from tcvodgen.diagnostics import Diagnostics
from tcvodgen.lock import Lock, advance, release
from tcvodgen.spec import ErrorCode, Service


def model_of(spec: Service, pinned: Lock = Lock()) -> CModel:
    return cmodel.build(spec, advance(pinned, spec, Diagnostics()))


def test_c_types_and_offsets() -> None:
    spec = with_type(
        service(),
        field("a", "bool"),
        field("b", "bool"),
        field("c", "int"),
        field("d", "string", "list"),
        field("e", "json", "map"),
        field("f", "Thing"),
        field("g", "Thing", "list"),
        field("h", "Thing", "map"),
        field("i", "json"),
    )
    struct = model_of(spec).struct_keyed("Thing")
    assert [(m.c_type, m.offset) for m in struct.members] == [
        ("tcvod_bool", 0),
        ("tcvod_bool", 2),
        ("tcvod_int", 8),
        ("tcvod_string_list", 24),
        ("tcvod_string_map", 40),
        ("const test_thing *", 56),
        ("test_thing_list", 64),
        ("test_thing_map", 80),
        ("const char *", 96),
    ]
    assert (struct.sizes[-1].bytes, struct.align) == (104, 8)
    assert struct.forward and struct.has_list and struct.has_map


def test_a_struct_that_grew_knows_its_older_sizes() -> None:
    first = with_type(service(), field("b", "bool"))
    pinned = release(advance(Lock(), first, Diagnostics()))
    struct = model_of(with_type(first, field("b", "bool"), field("a", "bool")), pinned).struct_keyed("Thing")
    assert [(size.version, size.bytes) for size in struct.sizes] == [(1, 2), (2, 4)]


def test_removed_members_are_reserved_with_the_same_layout() -> None:
    first = with_type(
        replace(service(), types=(object_type("Gone", field("x")),)),
        field("a", "Gone", "list"),
        field("b", "Gone"),
        field("c", "double"),
        field("d"),
    )
    pinned = release(advance(Lock(), first, Diagnostics()))
    struct = model_of(with_type(service(), field("d")), pinned).struct_keyed("Thing")
    assert [(m.name, m.c_type, m.offset) for m in struct.members] == [
        ("reserved_1", "tcvod_string_list", 0),
        ("reserved_2", "const void *", 16),
        ("reserved_3", "tcvod_double", 24),
        ("d", "const char *", 40),
    ]


def test_headers_follow_the_users_of_a_type() -> None:
    local = replace(object_type("Local", field("x")), owner="One")
    borrowed = replace(object_type("Borrowed", field("x")), owner="One")
    below = replace(object_type("Below", field("x")), owner="Two")
    shared = object_type("Shared", field("x", "Below"))
    spec = service(
        (
            action("One", [field("a", "Local"), field("b", "Borrowed")], "media"),
            action("Two", [field("a", "Borrowed"), field("b", "Shared")], "class"),
        ),
        (below, borrowed, local, shared),
    )
    found = {each.key: each.header for each in model_of(spec).structs}
    assert found["Local"] == "media"
    assert found["Borrowed"] == found["Shared"] == found["Below"] == "types"
    assert found["Two.response"] == "class"


def test_structs_follow_those_they_refer_to() -> None:
    spec = service(types=(object_type("A", field("x", "B", "list")), object_type("B", field("x"))))
    assert [each.key for each in model_of(spec).ordered_structs] == ["B", "A"]


def test_constants_that_two_things_share_are_refused() -> None:
    spec = service(
        (action("Cut"),),
        (),
        (value_set("Task", "state_done"), value_set("TaskState", "done"), value_set("Action", "cut")),
    )
    names = tuple(replace(v, values=tuple(replace(x, name=x.value) for x in v.values)) for v in spec.value_sets)
    diagnostics = Diagnostics()
    collisions.check(model_of(replace(spec, value_sets=names)), diagnostics)
    messages = " ".join(each.message for each in diagnostics.sorted())
    assert "`TEST_TASK_STATE_DONE`" in messages
    assert "`TEST_ACTION_CUT`" in messages


def test_an_error_that_several_actions_give_is_one_constant() -> None:
    error = ErrorCode("10", HERE, "bad", "Bad.", "never")
    earlier = ErrorCode("9", HERE, "worse", "Worse.", "never")
    failing = [replace(action(name), errors=(error, earlier)) for name in ("One", "Two")]
    codes = model_of(service(tuple(failing))).codes
    assert [(each.macro, each.code) for each in codes] == [
        ("TEST_CODE_WORSE", "9"),
        ("TEST_CODE_BAD", "10"),
    ]
