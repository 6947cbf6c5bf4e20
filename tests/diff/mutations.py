# SPDX-License-Identifier: MIT
"""Random edits of a spec, each of one kind, that leave it valid."""

from __future__ import annotations

import copy
import random
from typing import Any, Callable, Dict, Iterator, List, Optional, Set, Tuple

from specs import Files
from tcvodgen.names import snake

Edit = Callable[[Files, random.Random], Optional[str]]
"""Changes the files in place and says what it did; None when there was nothing to do it to."""

SCALARS = ("string", "int", "uint", "double", "bool")


def tables(files: Files, sections: Tuple[str, ...]) -> List[Dict[str, Any]]:
    """Field tables of actions (request, response) and of shared and local types."""
    found = []
    for name, content in files.items():
        if name.startswith("actions/"):
            found += [content[section] for section in sections if content.get(section)]
        types = (
            content if name == "types.yaml" else content.get("types", {}) if isinstance(content, dict) else {}
        )
        if "type" in sections:
            found += [each["fields"] for each in types.values() if each.get("fields")]
    return found


def fields(files: Files, sections: Tuple[str, ...]) -> Iterator[Tuple[Dict[str, Any], str, Dict[str, Any]]]:
    for table in tables(files, sections):
        for name, field in table.items():
            yield table, name, field


def _pick(
    files: Files,
    dice: random.Random,
    wanted: Callable[[str, Dict[str, Any]], bool],
    sections: Tuple[str, ...] = ("request", "response", "type"),
) -> Optional[Tuple[Dict[str, Any], str, Dict[str, Any]]]:
    found = [each for each in fields(files, sections) if wanted(each[1], each[2])]
    return dice.choice(found) if found else None


def pinned(files: Files) -> Set[str]:
    """Names that something else in the spec points to."""
    found = {files["service.yaml"].get("event_field", "")}
    for content in files.values():
        found.add(content.get("told_by", ""))
        found |= {word for path in content.get("paging", {}).values() for word in str(path).split(".")}
        found |= {name for each in content.get("examples", []) for part in ("request", "view") for name in each.get(part, {})}
        types = [*content.values(), *content.get("types", {}).values()]
        found |= {each["variant"]["by"] for each in types if isinstance(each, dict) and "variant" in each}
    return found


def _scalars(files: Files) -> Callable[[str, Dict[str, Any]], bool]:
    """Single values that can go or change without making the spec invalid."""
    kept = pinned(files)
    return lambda name, field: (
        field["type"] in SCALARS and "values" not in field and name not in kept and not name.startswith("mutant")
    )


def add_field(files: Files, dice: random.Random) -> Optional[str]:
    table = dice.choice(tables(files, ("request", "response", "type")))
    table["mutantField"] = {"type": dice.choice(SCALARS), "summary": "Something new."}
    return "field added"


def add_list(files: Files, dice: random.Random) -> Optional[str]:
    table = dice.choice(tables(files, ("request", "response", "type")))
    table["mutantList"] = {"type": "list", "of": dice.choice(SCALARS), "summary": "Something new."}
    return "list added"


def add_required(files: Files, dice: random.Random) -> Optional[str]:
    table = dice.choice(tables(files, ("request",)))
    table["mutantField"] = {"type": "string", "required": True, "summary": "Something new."}
    return "required parameter added"


def remove_field(files: Files, dice: random.Random) -> Optional[str]:
    chosen = _pick(files, dice, _scalars(files))
    if chosen is None or len(chosen[0]) < 2:
        return None
    del chosen[0][chosen[1]]
    return f"field {chosen[1]} removed"


def rename_field(files: Files, dice: random.Random) -> Optional[str]:
    chosen = _pick(files, dice, _scalars(files))
    if chosen is None:
        return None
    table, name, field = chosen
    del table[name]
    table["mutantName"] = {**field, "was": name}
    return f"field {name} renamed"


def rewire_field(files: Files, dice: random.Random) -> Optional[str]:
    plain = _scalars(files)
    chosen = _pick(
        files,
        dice,
        lambda name, field: plain(name, field) and "c_name" not in field and snake(name).isidentifier(),
    )
    if chosen is None:
        return None
    table, name, field = chosen
    del table[name]
    table["mutantName"] = {**field, "was": name, "c_name": snake(name)}
    return f"field {name} rewired"


def change_type(files: Files, dice: random.Random) -> Optional[str]:
    plain = _scalars(files)
    chosen = _pick(
        files, dice, lambda name, field: plain(name, field) and set(field) <= {"type", "summary", "required"}
    )
    if chosen is None:
        return None
    chosen[2]["type"] = dice.choice([each for each in SCALARS if each != chosen[2]["type"]])
    return f"field {chosen[1]} is {chosen[2]['type']}"


def flip_required(files: Files, dice: random.Random) -> Optional[str]:
    chosen = _pick(files, dice, lambda name, field: "default" not in field)
    if chosen is None:
        return None
    chosen[2]["required"] = not chosen[2].get("required", False)
    return f"required of {chosen[1]} flipped"


def change_c_name(files: Files, dice: random.Random) -> Optional[str]:
    chosen = _pick(files, dice, _scalars(files))
    if chosen is None:
        return None
    chosen[2]["c_name"] = "mutant_member"
    return f"c_name of {chosen[1]}"


def swap_members(files: Files, dice: random.Random) -> Optional[str]:
    """Two fields that lie side by side take each other's name in C."""
    plain = _scalars(files)
    found = []
    for table in tables(files, ("request", "response", "type")):
        fit = [name for name, field in table.items() if plain(name, field) and "c_name" not in field]
        found += [(table, pair) for pair in zip(fit, fit[1:]) if all(snake(each).isidentifier() for each in pair)]
    if not found:
        return None
    table, (one, other) = dice.choice(found)
    table[one]["c_name"], table[other]["c_name"] = snake(other), snake(one)
    return f"names of {one} and {other} swapped"


def rename_retyped(files: Files, dice: random.Random) -> Optional[str]:
    plain = _scalars(files)
    chosen = _pick(
        files, dice, lambda name, field: plain(name, field) and set(field) <= {"type", "summary", "required"}
    )
    if chosen is None:
        return None
    table, name, field = chosen
    del table[name]
    type_ = dice.choice([each for each in SCALARS if each != field["type"]])
    table["mutantRetyped"] = {**field, "type": type_, "was": name}
    return f"field {name} renamed, is {type_}"


def limit(files: Files, dice: random.Random) -> Optional[str]:
    chosen = _pick(
        files,
        dice,
        lambda name, field: field["type"] == "string"
        and "max_length" not in field
        and "values" not in field
        and "min_length" not in field
        and "default" not in field,
    )
    if chosen is None:
        return None
    chosen[2]["max_length"] = dice.choice((1, 3, 4000))
    return f"limit on {chosen[1]}"


def move_limit(files: Files, dice: random.Random) -> Optional[str]:
    chosen = _pick(files, dice, lambda name, field: "max_length" in field)
    if chosen is None:
        return None
    chosen[2]["max_length"] += dice.choice((1, 50))
    return f"limit of {chosen[1]} moved"


def add_value(files: Files, dice: random.Random) -> Optional[str]:
    value_set = dice.choice(list(files["values.yaml"].values()))
    value_set["values"]["77777"] = {"summary": "Something new.", "name": "mutant_value"}
    return "value added"


def remove_value(files: Files, dice: random.Random) -> Optional[str]:
    found = [each for each in files["values.yaml"].values() if len(each["values"]) > 1]
    value_set = dice.choice(found)
    defaults = {str(field.get("default")) for _, _, field in fields(files, ("request", "response", "type"))}
    defaults |= {str(each.get("default")) for each in files["service.yaml"]["common_parameters"].values()}
    free = [each for each in value_set["values"] if each not in defaults]
    if not free:
        return None
    value = dice.choice(free)
    del value_set["values"][value]
    return f"value {value} removed"


def rename_value(files: Files, dice: random.Random) -> Optional[str]:
    value_set = dice.choice(list(files["values.yaml"].values()))
    value = dice.choice(list(value_set["values"].values()))
    value["name"] = "mutant_name"
    return "constant renamed"


def _actions(files: Files) -> List[str]:
    return [name for name in files if name.startswith("actions/")]


def remove_action(files: Files, dice: random.Random) -> Optional[str]:
    found = [each for each in _actions(files) if "types" not in files[each] and "values" not in files[each]]
    name = dice.choice(found)
    del files[name]
    return f"{name} removed"


def add_action(files: Files, dice: random.Random) -> Optional[str]:
    files["actions/AnotherAction.yaml"] = {
        "action": "AnotherAction",
        "summary": "Does something new.",
        "category": "items",
        "retry": "never",
        "request": {"mutantField": {"type": "string", "summary": "Something new."}},
    }
    return "action added"


def rename_action(files: Files, dice: random.Random) -> Optional[str]:
    """With the old name as an alias on the wire, or without."""
    name = dice.choice(_actions(files))
    content = files.pop(name)
    old = content["action"]
    content.update(action="MutantAction", was=old)
    if dice.random() < 0.5:
        content["aliases"] = [*content.get("aliases", []), old]
    files["actions/MutantAction.yaml"] = content
    return f"{old} renamed"


def rename_by_alias(files: Files, dice: random.Random) -> Optional[str]:
    """As another action that takes the old name, with something else changed in the same edit."""
    name = dice.choice(_actions(files))
    content = files.pop(name)
    old = content["action"]
    content.update(action="AliasedAction", aliases=[*content.get("aliases", []), old])
    content["retry"] = dice.choice(("safe", "idempotent", "never"))
    files["actions/AliasedAction.yaml"] = content
    return f"{old} renamed by an alias"


def rename_type(files: Files, dice: random.Random) -> Optional[str]:
    types = files["types.yaml"]
    old = dice.choice(list(types))
    types["MutantType"] = {**types.pop(old), "was": old}
    owners = [types, *(content["types"] for content in files.values() if content.get("types"))]
    tables = [content[key] for content in files.values() for key in ("request", "response", "fields") if key in content]
    for each in (type_ for owner in owners for type_ in owner.values()):
        tables += [each["fields"]] if "fields" in each else []
        cases = each.get("variant", {}).get("cases", {})
        cases.update({case: "MutantType" for case, name in cases.items() if name == old})
    for field in (field for table in tables for field in table.values()):
        field.update({key: "MutantType" for key in ("type", "of") if field.get(key) == old})
    return f"type {old} renamed"


def remove_paging(files: Files, dice: random.Random) -> Optional[str]:
    found = [each for each in _actions(files) if "paging" in files[each]]
    if not found:
        return None
    name = dice.choice(found)
    del files[name]["paging"]
    return f"paging of {name} removed"


def remove_event(files: Files, dice: random.Random) -> Optional[str]:
    found = [name for name in files if name.startswith("events/") and not {"types", "values"} & set(files[name])]
    if not found:
        return None
    name = dice.choice(found)
    del files[name]
    return f"{name} removed"


def change_unit(files: Files, dice: random.Random) -> Optional[str]:
    chosen = _pick(files, dice, lambda name, field: field.get("unit") in ("seconds", "bytes"))
    if chosen is None:
        return None
    chosen[2]["unit"] = "milliseconds" if chosen[2]["unit"] == "seconds" else "bits"
    return f"unit of {chosen[1]}"


def change_retry(files: Files, dice: random.Random) -> Optional[str]:
    content = files[dice.choice(_actions(files))]
    content["retry"] = dice.choice(
        [each for each in ("safe", "idempotent", "never") if each != content["retry"]]
    )
    return "retry changed"


def deprecate(files: Files, dice: random.Random) -> Optional[str]:
    content = files[dice.choice(_actions(files))]
    if content.get("deprecated"):
        return None
    content.update(status="deprecated", deprecated="Use something else.")
    return "action deprecated"


def add_alias(files: Files, dice: random.Random) -> Optional[str]:
    content = files[dice.choice(_actions(files))]
    content["aliases"] = [*content.get("aliases", []), f"MutantAlias{dice.randrange(1000000)}"]
    return "alias added"


def add_error(files: Files, dice: random.Random) -> Optional[str]:
    content = files[dice.choice(_actions(files))]
    content.setdefault("errors", {})["987654"] = {
        "name": "mutant_error",
        "summary": "Something new.",
        "retry": "never",
    }
    return "error added"


def remove_error(files: Files, dice: random.Random) -> Optional[str]:
    found = [each for each in _actions(files) if files[each].get("errors")]
    errors = files[dice.choice(found)]["errors"]
    code = dice.choice(list(errors))
    del errors[code]
    return f"error {code} removed"


def reword(files: Files, dice: random.Random) -> Optional[str]:
    chosen = _pick(files, dice, lambda name, field: True)
    assert chosen is not None
    chosen[2]["summary"] = "It says something else."
    return f"summary of {chosen[1]}"


def mark_sensitive(files: Files, dice: random.Random) -> Optional[str]:
    chosen = _pick(files, dice, lambda name, field: field["type"] == "string" and not field.get("sensitive"))
    if chosen is None:
        return None
    chosen[2]["sensitive"] = True
    return f"{chosen[1]} is sensitive"


def move_path(files: Files, dice: random.Random) -> Optional[str]:
    dice.choice(list(files["service.yaml"]["hosts"].values()))["path"] = "/v3/index.php"
    return "path moved"


def shuffle(files: Files, dice: random.Random) -> Optional[str]:
    """Changes nothing that has a meaning."""
    for table in tables(files, ("request", "response", "type")):
        names = list(table)
        dice.shuffle(names)
        for name in names:
            table[name] = table.pop(name)
    return "shuffled"


KINDS: Tuple[Edit, ...] = (
    add_field,
    add_list,
    add_required,
    remove_field,
    rename_field,
    rewire_field,
    change_type,
    flip_required,
    change_c_name,
    swap_members,
    rename_retyped,
    limit,
    move_limit,
    add_value,
    remove_value,
    rename_value,
    remove_action,
    add_action,
    rename_action,
    rename_by_alias,
    rename_type,
    remove_paging,
    remove_event,
    change_unit,
    change_retry,
    deprecate,
    add_alias,
    add_error,
    remove_error,
    reword,
    mark_sensitive,
    move_path,
    shuffle,
)


def mutant(files: Files, dice: random.Random, kinds: Tuple[Edit, ...]) -> Tuple[Files, List[str]]:
    changed = copy.deepcopy(files)
    said = [kind(changed, dice) for kind in kinds]
    return changed, [each for each in said if each is not None]
