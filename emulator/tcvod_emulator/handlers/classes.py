# SPDX-License-Identifier: MIT
"""Classes, a tree: Create/Modify/DeleteClass, DescribeClass, DescribeAllClass."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional

from ..clock import as_text
from ..library import DEFAULT_CLASS
from ..refusal import INVALID, Refusal
from ..store import Store
from .call import Answer, Call, Handler

BELOW_DEFAULT = 1903
NO_SUCH_PARENT = 1904
NO_SUCH_CLASS = 1905
NAME_TAKEN = 1907

TOP = -1
FIRST_CLASS_ID = 10001


def class_name(store: Store, class_id: int) -> Optional[str]:
    if class_id == DEFAULT_CLASS:
        return "Other"
    row = store.row("SELECT name FROM classes WHERE id = ?", class_id)
    return None if row is None else str(row["name"])


def class_exists(store: Store, class_id: int) -> bool:
    return class_name(store, class_id) is not None


def class_called(store: Store, name: str) -> Optional[int]:
    row = store.row("SELECT id FROM classes WHERE name = ? ORDER BY id LIMIT 1", name)
    return None if row is None else int(row["id"])


def check_name(store: Store, name: str, parent_id: int, except_id: int = TOP) -> None:
    if not name.strip():
        raise Refusal(INVALID, "className: an empty name")
    taken = store.row(
        "SELECT id FROM classes WHERE name = ? AND parent_id = ? AND id <> ?", name, parent_id,
        except_id)
    if taken is not None:
        raise Refusal(NAME_TAKEN, f"className: class {taken['id']} has this name already")


def create_class(call: Call) -> Answer:
    store, name = call.store, call.values["className"]
    parent_id = call.values.get("parentId", TOP)
    if parent_id == DEFAULT_CLASS:
        raise Refusal(BELOW_DEFAULT, "parentId: no class can be made below the default one")
    if parent_id != TOP and not class_exists(store, parent_id):
        raise Refusal(NO_SUCH_PARENT, f"parentId: there is no class {parent_id}")
    check_name(store, name, parent_id)
    with store.together():
        new_id = store.next_number("class", FIRST_CLASS_ID)
        store.insert("classes", {
            "id": new_id, "parent_id": parent_id, "name": name, "created": call.now,
            "updated": call.now})
    return {"newClassId": str(new_id)}


def existing_class(call: Call) -> Mapping[str, Any]:
    class_id = call.values["classId"]
    if class_id == DEFAULT_CLASS:
        raise Refusal(INVALID, "classId: the default class can be neither changed nor deleted")
    row = call.store.row("SELECT * FROM classes WHERE id = ?", class_id)
    if row is None:
        raise Refusal(NO_SUCH_CLASS, f"classId: there is no class {class_id}")
    return dict(row)


def modify_class(call: Call) -> Answer:
    row = existing_class(call)
    check_name(call.store, call.values["className"], row["parent_id"], row["id"])
    call.store.update(
        "classes", "id", row["id"], {"name": call.values["className"], "updated": call.now})
    return {}


def delete_class(call: Call) -> Answer:
    """Classes below go too; files move to the default class."""
    store = call.store
    doomed: List[int] = [existing_class(call)["id"]]
    with store.together():
        while doomed:
            class_id = doomed.pop()
            doomed += [
                row["id"]
                for row in store.rows("SELECT id FROM classes WHERE parent_id = ?", class_id)
            ]
            store.change(
                "UPDATE media SET class_id = ? WHERE class_id = ?", DEFAULT_CLASS, class_id)
            store.change("DELETE FROM classes WHERE id = ?", class_id)
    return {}


def describe_class(call: Call) -> Answer:
    default = {"id": str(DEFAULT_CLASS), "name": class_name(call.store, DEFAULT_CLASS),
               "create_time": as_text(0), "update_time": as_text(0)}
    rows = call.store.rows("SELECT * FROM classes ORDER BY id")
    return {"data": [default] + [
        {"id": str(row["id"]), "name": row["name"],
         "create_time": as_text(row["created"]), "update_time": as_text(row["updated"])}
        for row in rows
    ]}


def class_tree(store: Store) -> List[Dict[str, Any]]:
    counts = {row["class_id"]: row["files"] for row in store.rows(
        "SELECT class_id, count(*) AS files FROM media GROUP BY class_id")}
    children: Dict[int, List[Any]] = {}
    for row in store.rows("SELECT * FROM classes ORDER BY id"):
        children.setdefault(row["parent_id"], []).append(row)

    def node(class_id: int, parent_id: int, name: Optional[str], level: int) -> Dict[str, Any]:
        info = {"id": class_id, "parent_id": parent_id, "name": name, "level": level,
                "file_num": counts.get(class_id, 0)}
        below = [
            node(row["id"], class_id, row["name"], level + 1) for row in children.get(class_id, [])
        ]
        return {"info": info, "subclass": below}

    default = node(DEFAULT_CLASS, TOP, class_name(store, DEFAULT_CLASS), 0)
    return [default] + [node(row["id"], TOP, row["name"], 0) for row in children.get(TOP, [])]


def describe_all_class(call: Call) -> Answer:
    return {"data": class_tree(call.store)}


HANDLERS: Mapping[str, Handler] = {
    "CreateClass": create_class,
    "ModifyClass": modify_class,
    "DeleteClass": delete_class,
    "DescribeClass": describe_class,
    "DescribeAllClass": describe_all_class,
}
