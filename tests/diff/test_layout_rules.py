# SPDX-License-Identifier: MIT
"""Rules about layout.lock: what a reviewer must hear when it was edited, lost or merged badly."""

from pathlib import Path
from typing import Any, Dict, Tuple

from specs import BASE, Files, advance, files_of, findings, of_rule, pair, patched, rules, write
from tcvodgen.diff import inputs, merge, side
from tcvodgen.diff.judge import judge
from tcvodgen.lock import Lock

FILES = files_of(BASE)
ADDED: Dict[str, Any] = {
    "actions/GetItem.yaml": {"request": {"place": {"type": "string", "summary": "Where it is."}}}
}
OTHER: Dict[str, Any] = {
    "actions/GetItem.yaml": {"request": {"speed": {"type": "int", "summary": "How fast."}}}
}
REMOVED: Dict[str, Any] = {"actions/GetItem.yaml": {"request": {"verbose": None}}}


def lock_of(folder: Path) -> Path:
    return folder / "layout.lock"


def edited(folder: Path, old: str, new: str) -> None:
    text = lock_of(folder).read_text(encoding="utf-8")
    assert old in text
    lock_of(folder).write_text(text.replace(old, new, 1), encoding="utf-8")


def series(root: Path, *steps: Tuple[Files, bool]) -> Tuple[Path, ...]:
    """Versions one after the other, each with the lock of the one before moved on."""
    pinned, folders = Lock(), []
    for number, (files, released) in enumerate(steps):
        folder = write(root / str(number) / "shop", files)
        pinned = advance(folder, pinned, released)
        folders.append(folder)
    return tuple(folders)


def test_nothing_changed(tmp_path: Path) -> None:
    assert findings(*pair(tmp_path, FILES, FILES)) == ()


def test_lock_missing_and_introduced(tmp_path: Path) -> None:
    old, new = pair(tmp_path, FILES, FILES)
    lock_of(new).unlink()
    assert "lock-missing" in rules(old, new)
    assert "lock-introduced" in rules(new, old)


def test_without_locks_the_old_layout_counts_as_released(tmp_path: Path) -> None:
    old, new = pair(tmp_path, FILES, patched(FILES, REMOVED))
    lock_of(old).unlink()
    lock_of(new).unlink()
    found = of_rule(findings(old, new), "req-removed")
    assert found is not None and found.verdicts.abi == "soft"


def test_stale(tmp_path: Path) -> None:
    old, new = pair(tmp_path, FILES, patched(FILES, ADDED))
    lock_of(new).write_bytes(lock_of(old).read_bytes())
    assert "lock-stale" in rules(old, new)


def test_released_version_is_immutable(tmp_path: Path) -> None:
    old, _ = pair(tmp_path / "a", FILES, FILES)
    new = write(tmp_path / "b" / "shop", patched(FILES, ADDED))
    advance(new, Lock(), False)
    found = of_rule(findings(old, new), "lock-released-entry-changed")
    assert found is not None and found.verdicts.abi == "breaks" and found.needs_soname


def test_two_branches_release_one_number(tmp_path: Path) -> None:
    base, ours = series(tmp_path / "ours", (FILES, True), (patched(FILES, ADDED), True))
    _, theirs = series(tmp_path / "theirs", (FILES, True), (patched(FILES, OTHER), True))
    assert "lock-concurrent-append" in rules(ours, theirs)
    assert "lock-concurrent-append" not in rules(base, ours)


def test_release_and_withdrawal(tmp_path: Path) -> None:
    old, new = series(tmp_path, (FILES, False), (FILES, True))
    assert rules(old, new) == {"lay-version-released"}
    assert rules(new, old) == {"lock-release-withdrawn"}


def test_unreleased_layout_may_be_rewritten(tmp_path: Path) -> None:
    required = patched(
        FILES,
        {
            "actions/GetItem.yaml": {
                "request": {"area": {"type": "string", "required": True, "summary": "Where."}}
            }
        },
    )
    old, new = series(tmp_path, (FILES, False), (required, False))
    found = of_rule(findings(old, new), "lock-unreleased-rewritten")
    assert found is not None and not found.needs_soname and found.bump == "none"


def test_unreleased_layout_may_grow(tmp_path: Path) -> None:
    last = patched(
        FILES, {"actions/GetItem.yaml": {"request": {"zone": {"type": "string", "summary": "Where."}}}}
    )
    old, new = series(tmp_path, (FILES, False), (last, False))
    found = findings(old, new)
    assert of_rule(found, "lay-version-grew") is not None
    assert not any(each.needs_soname for each in found)


def test_unreleased_layout_is_dropped(tmp_path: Path) -> None:
    base, more = series(tmp_path, (FILES, True), (patched(FILES, ADDED), False))
    assert "lay-version-added" in rules(base, more)
    assert "lay-version-dropped" in rules(more, base)


def test_tombstone_and_revival(tmp_path: Path) -> None:
    _, without, again = series(tmp_path, (FILES, True), (patched(FILES, REMOVED), True), (FILES, True))
    assert "lay-tombstone-revived" in rules(without, again)


LOUD = {"type": "bool", "c_name": "verbose", "summary": "How loud."}


def taken_over(field: Dict[str, Any]) -> Files:
    return patched(FILES, {"actions/GetItem.yaml": {"request": {"verbose": None, "loud": field}}})


def test_reserved_slot_is_not_given_to_another_parameter(tmp_path: Path) -> None:
    _, without = series(tmp_path, (FILES, True), (patched(FILES, REMOVED), True))
    new = write(tmp_path / "again" / "shop", taken_over(LOUD))
    lock_of(new).write_bytes(lock_of(without).read_bytes())
    assert {"lay-tombstone-reused", "lay-tombstone-rewired"} <= rules(without, new)


def test_reserved_slot_of_an_unreleased_layout_is_given_to_another_parameter(tmp_path: Path) -> None:
    """The generator takes it, as if the field had been rewired in one step; the diff says what that does."""
    steps = (FILES, True), (patched(FILES, REMOVED), False), (taken_over(LOUD), False)
    old, without, again = series(tmp_path / "taken", *steps)
    found = of_rule(findings(without, again), "lay-tombstone-rewired")
    assert found is not None and found.severity == "error" and found.verdicts.deployed == "breaks"
    assert "lay-tombstone-added" in rules(again, without)
    assert "req-rewired" in rules(old, again)
    _, without, same = series(tmp_path / "same", *steps[:2], (FILES, False))
    assert "lay-tombstone-rewired" not in rules(without, same)


def test_reserved_slot_is_not_given_to_another_type(tmp_path: Path) -> None:
    _, without = series(tmp_path, (FILES, True), (patched(FILES, REMOVED), True))
    again = patched(
        FILES, {"actions/GetItem.yaml": {"request": {"verbose": {"type": "string", "default": None}}}}
    )
    new = write(tmp_path / "again" / "shop", again)
    lock_of(new).write_bytes(lock_of(without).read_bytes())
    assert "lay-tombstone-reused" in rules(without, new)


def test_member_kind_edited_by_hand(tmp_path: Path) -> None:
    old, new = series(tmp_path, (FILES, False), (FILES, False))
    lock_of(old).unlink()
    files = patched(FILES, {"actions/GetItem.yaml": {"response": {"old": {"type": "double"}}}})
    other = write(tmp_path / "other" / "shop", files)
    lock = advance(other, Lock(), True)
    assert lock.version == 1
    lock_of(new).write_bytes(lock_of(other).read_bytes())
    assert "lay-kind-changed" in rules(old, new)


def test_a_type_that_the_generator_refuses_is_one_finding(tmp_path: Path) -> None:
    other = patched(FILES, {"actions/ListItems.yaml": {"request": {"pageNo": {"type": "string"}}}})
    assert rules(*pair(tmp_path, FILES, other)) == {"fld-type-changed"}


def test_slots_that_no_rule_explains(tmp_path: Path) -> None:
    """The lock of another history: same spec, other slots."""
    old, _ = pair(tmp_path / "a", FILES, FILES)
    _, later = series(tmp_path / "b", (patched(FILES, REMOVED), True), (FILES, True))
    assert {"lay-slot-broken", "lay-slot-dead", "lock-concurrent-append"} <= rules(old, later)


def test_names_of_two_codes_are_swapped(tmp_path: Path) -> None:
    swap = {"10008": {"name": "list_too_long"}, "10010": {"name": "item_not_found"}}
    swapped = patched(
        FILES,
        {
            "actions/ListItems.yaml": {"errors": swap},
            "actions/GetItem.yaml": {"errors": {"10008": {"name": "list_too_long"}}},
        },
    )
    assert "nam-constant-changed" in rules(*pair(tmp_path, FILES, swapped))


def test_service_is_called_otherwise(tmp_path: Path) -> None:
    other = patched(FILES, {"service.yaml": {"service": "store"}})
    old, _ = pair(tmp_path / "a", FILES, FILES)
    _, new = pair(tmp_path / "b", other, other, name="store")
    assert "svc-name-changed" in rules(old, new)


def test_generator_is_another(tmp_path: Path) -> None:
    old, new = pair(tmp_path, FILES, FILES)
    given = inputs.Input(str(old), "old", generator="0.1.0"), inputs.Input(str(new), "new", generator="0.2.0")
    found = judge(side.comparison(*(inputs.read(each) for each in given)))
    assert {each.rule for each in found} == {"gen-version-changed"}


def locks(
    root: Path, ours: Dict[str, Any], theirs: Dict[str, Any], released: Tuple[bool, bool]
) -> Tuple[str, str]:
    texts = []
    for name, patch, flag in (("ours", ours, released[0]), ("theirs", theirs, released[1])):
        texts.append(
            lock_of(series(root / name, (FILES, True), (patched(FILES, patch), flag))[1]).read_text(
                encoding="utf-8"
            )
        )
    return texts[0], texts[1]


def test_merge_of_two_unreleased_layouts(tmp_path: Path) -> None:
    ours, theirs = locks(tmp_path, ADDED, OTHER, (False, False))
    found = merge.resolve(ours, theirs)
    assert found.text == ours
    assert any("GetItem.request.place" in line for line in found.lines)
    merged = write(tmp_path / "merged" / "shop", patched(patched(FILES, ADDED), OTHER))
    lock_of(merged).write_text(found.text, encoding="utf-8")
    assert "lock-stale" in rules(merged, merged), "tcvodgen generate appends the other side's member"


def test_merge_takes_the_released_side(tmp_path: Path) -> None:
    ours, theirs = locks(tmp_path, ADDED, OTHER, (False, True))
    assert merge.resolve(ours, theirs).side == "theirs"


def test_merge_of_two_released_layouts_is_refused(tmp_path: Path) -> None:
    found = merge.resolve(*locks(tmp_path, ADDED, OTHER, (True, True)))
    assert found.text == "" and "withdraw" in found.lines[-1]
