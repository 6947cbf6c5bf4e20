# SPDX-License-Identifier: MIT
from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import List, Optional

import pytest

from minispec import action, field, service, value_set, with_type
from tcvodgen import lock_file
from tcvodgen.diagnostics import Diagnostics
from tcvodgen.lock import Lock, advance, release
from tcvodgen.spec import Field, Service


def moved(pinned: Lock, spec: Service) -> Lock:
    diagnostics = Diagnostics()
    newest = advance(pinned, spec, diagnostics)
    assert not diagnostics
    return newest


def members(pinned: Lock, struct: str) -> List[str]:
    return [
        f"{pin.name}@{pin.since}" + (f"-{pin.removed}" if pin.removed else "")
        for pin in pinned.struct_named(struct).pins
    ]


def thing(*fields: Field) -> Service:
    return with_type(service(), *fields)


A, B, C = field("a"), field("b"), field("c", "int")


def rules(diagnostics: Diagnostics) -> List[str]:
    return [each.rule for each in diagnostics.sorted()]


def test_first_order_is_envelope_then_required_then_name() -> None:
    spec = service((action("Do", [field("b"), field("z", required=True), field("a")]),))
    pinned = moved(Lock(), spec)
    assert members(pinned, "Do.request") == ["z@1", "a@1", "b@1"]
    assert members(pinned, "Do.response") == ["code@1", "message@1", "code_desc@1", "extra@1"]


def test_an_unreleased_layout_depends_on_the_spec_alone() -> None:
    grown = moved(moved(Lock(), thing(B)), thing(A, B))
    assert grown == moved(Lock(), thing(B, A))
    assert grown.version == 1


def test_new_fields_of_a_released_struct_are_appended_in_a_new_layout() -> None:
    pinned = moved(release(moved(Lock(), thing(B))), thing(C, A, B))
    assert members(pinned, "Thing") == ["b@1", "a@2", "c@2"]
    assert [layout.released for layout in pinned.layouts] == [True, False]
    assert pinned.layouts[1].parent == pinned.layouts[0].digest


def test_a_spec_that_says_the_same_leaves_a_released_lock_alone() -> None:
    pinned = release(moved(Lock(), thing(A, B)))
    assert moved(pinned, thing(B, A)) == pinned


def test_taking_a_change_back_takes_its_layout_back() -> None:
    pinned = release(moved(Lock(), thing(A)))
    assert moved(moved(pinned, thing(A, B)), thing(A)) == pinned


def test_removed_members_keep_their_slot_and_come_back_to_it() -> None:
    pinned = release(moved(Lock(), thing(A, B)))
    without = moved(pinned, thing(B))
    assert members(without, "Thing") == ["a@1-2", "b@1"]
    assert members(moved(release(without), thing(A, B)), "Thing") == ["a@1", "b@1"]


def test_removed_actions_and_structs_are_kept_and_their_numbers_not_given_again() -> None:
    pinned = release(moved(Lock(), service((action("Aa"), action("Bb")))))
    pinned = moved(pinned, service((action("Bb"), action("Cc"))))
    assert [(pin.name, pin.number, pin.removed) for pin in pinned.actions] == [
        ("Aa", 1, 2),
        ("Bb", 2, 0),
        ("Cc", 3, 0),
    ]
    assert pinned.struct_named("Aa.request").removed == 2


def test_values_keep_their_ordinals() -> None:
    pinned = release(moved(Lock(), service(value_sets=(value_set("Mood", "b", "c"),))))
    pinned = moved(pinned, service(value_sets=(value_set("Mood", "a", "c"), value_set("Late", "x"))))
    mood = pinned.value_set_named("Mood")
    assert [(pin.name, pin.number, pin.removed) for pin in mood.pins] == [
        ("b", 1, 2),
        ("c", 2, 0),
        ("a", 3, 0),
    ]
    assert (mood.number, pinned.value_set_named("Late").number) == (1, 2)


def test_another_kind_is_an_error_once_released() -> None:
    first = moved(Lock(), thing(A))
    changed = thing(field("a", "int"))
    moved(first, changed)
    diagnostics = Diagnostics()
    advance(release(first), changed, diagnostics)
    assert rules(diagnostics) == ["lock-kind-changed"]


def test_json_and_string_are_the_same_in_c() -> None:
    pinned = release(moved(Lock(), thing(A)))
    assert moved(pinned, thing(field("a", "json"))) == pinned


def test_a_tombstone_does_not_take_another_kind() -> None:
    pinned = release(moved(release(moved(Lock(), thing(A, B))), thing(B)))
    diagnostics = Diagnostics()
    advance(pinned, thing(field("a", "int"), B), diagnostics)
    assert rules(diagnostics) == ["lock-tombstone-reused"]


def refused(pinned: Lock, spec: Service) -> List[str]:
    diagnostics = Diagnostics()
    advance(pinned, spec, diagnostics)
    return rules(diagnostics)


def test_a_tombstone_does_not_take_another_wire_name(tmp_path: Path) -> None:
    pinned = release(moved(release(moved(Lock(), thing(A, B))), thing(B)))
    zoom = replace(field("zoom"), c_name="a")
    assert refused(pinned, thing(field("A"), B)) == ["lock-tombstone-reused"]
    assert refused(pinned, thing(zoom, B)) == ["lock-tombstone-reused"]
    assert refused(pinned, thing(A, B)) == []
    assert refused(pinned, thing(replace(zoom, was="a"), B)) == [], "the same by another name"
    read, _ = read_text(tmp_path, lock_file.write(pinned, "test"))
    assert read is not None and refused(read, thing(zoom, B)) == ["lock-tombstone-reused"]


def test_members_of_a_struct_that_comes_back_are_what_they_were() -> None:
    pinned = release(moved(release(moved(Lock(), thing(A, C))), service()))
    assert refused(pinned, thing(replace(field("zoom"), c_name="a"), C)) == ["lock-tombstone-reused"]
    assert members(moved(pinned, thing(A, B, C)), "Thing") == ["a@1", "c@1", "b@3"]
    assert members(moved(pinned, thing(C)), "Thing") == ["a@1-2", "c@1"]


def test_a_tombstone_of_an_older_generator_takes_any_wire_name(tmp_path: Path) -> None:
    text = lock_file.write(release(moved(release(moved(Lock(), thing(A, B))), thing(B))), "test")
    assert "wire: a, " in text
    read, _ = read_text(tmp_path, text.replace("wire: a, ", ""))
    assert read is not None and refused(read, thing(field("A"), B)) == []


def test_unusual_wire_names_are_pinned_while_the_member_lives() -> None:
    fields = field("pageSize"), field("FileID"), replace(field("int64"), c_name="number")
    pinned = moved(Lock(), thing(*fields))
    wires = {pin.name: pin.wire for pin in pinned.struct_named("Thing").pins}
    assert wires == {"page_size": "", "file_id": "FileID", "number": "int64"}
    gone = moved(release(pinned), thing(A))
    assert [pin.wire for pin in gone.struct_named("Thing").pins] == ["FileID", "int64", "pageSize", ""]


def read_text(folder: Path, text: str) -> "tuple[Optional[Lock], Diagnostics]":
    (folder / "layout.lock").write_text(text, encoding="utf-8")
    diagnostics = Diagnostics()
    return lock_file.read(str(folder), diagnostics), diagnostics


def example() -> Lock:
    words = (value_set("Mood", "yes", "1:30", 'a"b'), value_set("Level", "-1", "2", of="int"))
    spec = with_type(service((action("Do"),), value_sets=words), A, C, field("y", "Thing", "list"))
    pinned = release(moved(Lock(), spec))
    return moved(pinned, with_type(spec, A, B))


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    text = lock_file.write(example(), "test")
    lock, diagnostics = read_text(tmp_path, text)
    assert not diagnostics.sorted()
    assert lock is not None
    assert lock_file.write(lock, "test") == text


def test_no_file_is_an_empty_lock(tmp_path: Path) -> None:
    diagnostics = Diagnostics()
    assert lock_file.read(str(tmp_path), diagnostics) == Lock()
    assert not diagnostics


@pytest.mark.parametrize(
    "pattern, replacement, rule",
    [
        ("kind: int,", "kind: uint,", "lock-digest"),
        (r"name: a, kind", "name: other, kind", "lock-digest"),
        (r"released: false", "released: true", ""),
        (r"slot: 2, name: c", "slot: 1, name: c", "lock-slot-taken"),
        (r"list of Thing", "list of Thong", "lock-unknown-struct"),
        (r"kind: string, since: 2", "kind: string, since: 3", "lock-digest"),
        (r"version: 2,", "version: 3,", "lock-digest"),
        (r'parent: "[0-9a-f]+"', 'parent: "0123"', "lock-digest"),
        (r"released: true", "released: false", "lock-digest"),
        (r"slot: 1, ", "", "missing-key"),
        (r"structs:", "structs: []\nstrukts:", "unknown-key"),
    ],
)
def test_an_edited_file_is_found(tmp_path: Path, pattern: str, replacement: str, rule: str) -> None:
    text = lock_file.write(example(), "test")
    edited = re.sub(pattern, replacement, text, count=1)
    assert edited != text
    lock, diagnostics = read_text(tmp_path, edited)
    assert (lock is None) == bool(rule)
    assert not rule or rule in rules(diagnostics)


def test_numbers_say_the_order_and_not_lines(tmp_path: Path) -> None:
    text = lock_file.write(example(), "test")
    lines = text.splitlines(keepends=True)
    first = next(number for number, line in enumerate(lines) if "name: code," in line)
    lines[first : first + 2] = reversed(lines[first : first + 2])
    lock, diagnostics = read_text(tmp_path, "".join(lines))
    assert lock is not None and not diagnostics.sorted()
    assert lock_file.write(lock, "test") == text


def test_two_branches_that_append_under_one_version_are_found(tmp_path: Path) -> None:
    """The merged text is clean: one side's layouts, both sides' members."""
    base = release(moved(Lock(), thing(A)))
    ours = lock_file.write(moved(base, thing(A, B)), "test")
    theirs = lock_file.write(moved(base, thing(A, C)), "test")
    added = next(line for line in theirs.splitlines() if "name: c," in line)
    merged = ours + added.replace("slot: 2", "slot: 3") + "\n"
    lock, diagnostics = read_text(tmp_path, merged)
    assert lock is None
    assert rules(diagnostics) == ["lock-digest"]


def renamed_thing(name: str, was: str) -> Service:
    """`Thing` under another name, and a field that holds it."""
    spec = thing(A, B)
    types = tuple(replace(each, name=name, was=was) for each in spec.types)
    return replace(spec, types=types, actions=(action("Do", [field("thing", name)]),))


def test_a_renamed_type_keeps_its_slots() -> None:
    first = release(moved(Lock(), renamed_thing("Thing", "")))
    second = moved(first, renamed_thing("Matter", "Thing"))
    assert second.version == 1, "names are no layout"
    assert members(second, "Matter") == members(first, "Thing")
    third = moved(release(second), renamed_thing("Stuff", "Matter"))
    assert third.pinned_key("Stuff") == "Thing" and third.struct_named("Stuff").now == "Stuff"
    assert moved(third, renamed_thing("Stuff", "")) == third, "the lock remembers"
    assert moved(third, renamed_thing("Thing", "")) == first


def test_a_renamed_action_keeps_its_number() -> None:
    first = release(moved(Lock(), service((action("Do", [A]), action("Other")))))
    after = replace(action("Make", [A, B]), was="Do")
    second = moved(first, service((after, action("Other"))))
    assert second.action_number("Make") == first.action_number("Do")
    assert members(second, "Make.request") == ["a@1", "b@2"]
    without = moved(first, service((action("Make", [A, B]), action("Other"))))
    assert without.action_number("Make") == 3


def test_a_name_that_something_else_had_is_taken(tmp_path: Path) -> None:
    second = moved(release(moved(Lock(), service((action("Do"),)))), service((replace(action("Make"), was="Do"),)))
    diagnostics = Diagnostics()
    advance(second, service((action("Do"), action("Make"))), diagnostics)
    assert rules(diagnostics) == ["lock-name-taken"]
    (tmp_path / lock_file.FILE_NAME).write_text(lock_file.write(second, "test"), encoding="utf-8")
    found = lock_file.read(str(tmp_path), Diagnostics())
    assert found is not None and found.action_number("Make") == 1
