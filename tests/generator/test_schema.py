# SPDX-License-Identifier: MIT
"""The JSON Schemas for editors agree with the loader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, Iterator

import jsonschema
import pytest

from conftest import NEGATIVE
from tcvodgen import source
from tcvodgen.diagnostics import Diagnostics

SPECS = Path(__file__).parents[2] / "spec"
SCHEMAS = SPECS / "schema"

# What the loader alone finds, and a schema too. Other rules need more than one place of a spec.
SHAPE_RULES = (
    "unknown-key missing-key wrong-kind unknown-word repeated-word not-an-identifier service-number "
    "of-without-list nested-list default-null"
).split()


def schema_name(file: Path) -> str:
    return {"actions": "action", "events": "event"}.get(file.parent.name, file.stem)


@pytest.fixture(scope="module")
def validators() -> Dict[str, Any]:
    schemas = {each.name: json.loads(each.read_text(encoding="utf-8")) for each in SCHEMAS.glob("*.json")}
    found = {}
    for name, schema in schemas.items():
        jsonschema.Draft7Validator.check_schema(schema)
        resolver = jsonschema.RefResolver(base_uri=name, referrer=schema, store=schemas)
        found[name.split(".")[0]] = jsonschema.Draft7Validator(schema, resolver=resolver)
    return found


def spec_files(folder: Path) -> Iterator[Path]:
    return (each for each in sorted(folder.rglob("*.yaml")) if each.name != "layout.lock")


def problems(validators: Dict[str, Any], file: Path) -> Any:
    node = source.read_file(str(file), Diagnostics())
    assert node is not None
    return [each.message for each in validators[schema_name(file)].iter_errors(source.plain(node))]


@pytest.mark.parametrize("folder", [NEGATIVE / "base", *sorted(each.parent for each in SPECS.glob("*/service.yaml"))])
def test_specs_are_valid(validators: Dict[str, Any], folder: Path) -> None:
    for file in spec_files(folder):
        assert problems(validators, file) == [], file


@pytest.mark.parametrize("case", sorted(each.parent.name for each in NEGATIVE.glob("*/expected.txt")))
def test_negative_specs_of_a_wrong_shape_are_invalid(validators: Dict[str, Any], case: str) -> None:
    expected = (NEGATIVE / case / "expected.txt").read_text(encoding="utf-8")
    rules = {line.rsplit("[", 1)[1].rstrip("]") for line in expected.splitlines() if line.endswith("]")}
    has_yaml_errors = any(rule.startswith("yaml-") for rule in rules)
    if rules & set(SHAPE_RULES) and not has_yaml_errors:
        assert any(problems(validators, file) for file in spec_files(NEGATIVE / case))


def test_every_key_of_the_schema_is_a_key_of_the_loader(validators: Dict[str, Any]) -> None:
    """What editors complete must not be refused; the reverse is shown by the real specs."""
    definitions = validators["common"].schema["definitions"]
    package = Path(source.__file__).parent
    code = "".join((package / f"{name}.py").read_text(encoding="utf-8") for name in ("fields", "load", "actions", "paging"))
    for name in ("field", "type", "value_set", "rate_limit", "example", "event_example"):
        for key in definitions[name]["properties"]:
            assert f'"{key}"' in code, key
    for name in ("service", "action", "event"):
        for key in validators[name].schema["properties"]:
            assert f'"{key}"' in code, key
