# SPDX-License-Identifier: MIT
from __future__ import annotations

import random
import re
import subprocess
from pathlib import Path
from typing import Any, List

import pytest
import yaml

from golden import GOLDEN, ROOT, SPEC, copy_spec, expected, generate, tcvodgen
from tcvodgen.canonical import canonical
from tcvodgen.cmodel import CModel, build
from tcvodgen.diagnostics import Diagnostics
from tcvodgen.docs import limits_text
from tcvodgen.load import load_service
from tcvodgen.lock import advance
from tcvodgen.lock_file import read

WARNINGS = "-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror".split()
INCLUDES = [f"-I{ROOT}/runtime/src", f"-I{ROOT}/runtime/include", f"-I{GOLDEN}/expected/include"]
HEADERS = sorted((GOLDEN / "expected" / "include").rglob("*.h"))


def golden_model() -> CModel:
    diagnostics = Diagnostics()
    service = load_service(str(SPEC), diagnostics)
    pinned = read(str(SPEC), diagnostics)
    assert service is not None and pinned is not None and not diagnostics.has_errors
    service = canonical(service)
    return build(service, advance(pinned, service, diagnostics))


def compiled(*command: str) -> None:
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def shuffled(value: Any, order: random.Random) -> Any:
    if isinstance(value, dict):
        keys = list(value)
        order.shuffle(keys)
        return {key: shuffled(value[key], order) for key in keys}
    if isinstance(value, list):
        return [shuffled(item, order) for item in value]
    return value


def test_golden(tmp_path: Path) -> None:
    """After a wanted change, in tests/generator/golden: tcvodgen generate --spec spec/mini --out expected"""
    assert generate(copy_spec(tmp_path)) == expected()


def test_order_of_schemes_changes_nothing(tmp_path: Path) -> None:
    texts = []
    for name, schemes in (("a", "[https, http]"), ("b", "[http, https]")):
        (tmp_path / name).mkdir()
        spec = copy_spec(tmp_path / name)
        service = (spec / "service.yaml").read_text(encoding="utf-8")
        service, count = re.subn(r"schemes: \[[a-z, ]*\]", f"schemes: {schemes}", service)
        assert count
        (spec / "service.yaml").write_text(service, encoding="utf-8")
        texts.append(generate(spec))
    assert texts[0] == texts[1]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_order_of_keys_changes_nothing(tmp_path: Path, seed: int) -> None:
    spec = copy_spec(tmp_path)
    order = random.Random(seed)
    for file in spec.rglob("*.yaml"):
        document = shuffled(yaml.safe_load(file.read_text(encoding="utf-8")), order)
        file.write_text(yaml.safe_dump(document, sort_keys=False, width=10000), encoding="utf-8")
    assert generate(spec) == expected()


def test_order_of_files_changes_nothing(tmp_path: Path) -> None:
    """Written anew in the opposite order, so that a folder lists them otherwise where that can happen."""
    spec = copy_spec(tmp_path)
    for file in sorted(spec.rglob("*.yaml"), reverse=True):
        text = file.read_text(encoding="utf-8")
        file.unlink()
        file.write_text(text, encoding="utf-8")
    assert generate(spec) == expected()


@pytest.mark.parametrize(
    "environment", [{"PYTHONHASHSEED": "7"}, {"PYTHONHASHSEED": "8", "HOME": ""}, {"LC_ALL": "C", "TZ": "Asia/Tokyo"}]
)
def test_environment_changes_nothing(tmp_path: Path, environment: "dict[str, str]") -> None:
    assert generate(copy_spec(tmp_path), **environment) == expected()


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    spec = copy_spec(tmp_path)
    generate(spec)
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    ran = tcvodgen("generate", "--spec", "mini", "--out", "out", cwd=tmp_path)
    assert ran.stdout == f"0 created, 0 updated, 0 removed, {len(expected())} unchanged\n"
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == times


def test_no_line_is_too_long_and_no_path_is_absolute() -> None:
    for name, text in expected().items():
        assert str(ROOT) not in text
        if name.endswith((".h", ".c")):
            assert max(map(len, text.splitlines())) <= 100, name


def test_faulty_spec_writes_nothing(tmp_path: Path) -> None:
    spec = copy_spec(tmp_path)
    before = (spec / "layout.lock").read_text(encoding="utf-8")
    types = spec / "types.yaml"
    types.write_text(types.read_text(encoding="utf-8").replace("of: Node", "of: Nodd"), encoding="utf-8")
    ran = tcvodgen("generate", "--spec", "mini", "--out", "out", cwd=tmp_path)
    assert ran.returncode == 1
    assert re.search(r"mini/types\.yaml:\d+:\d+: error: .*Nodd.*\[unknown-type\]", ran.stderr)
    assert not (tmp_path / "out").exists()
    assert (spec / "layout.lock").read_text(encoding="utf-8") == before


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
@pytest.mark.parametrize("standard", ["c99", "c11"])
def test_headers_compile_alone_as_c(tmp_path: Path, compiler: str, standard: str) -> None:
    source = tmp_path / "alone.c"
    for header in HEADERS:
        source.write_text(f'#include "{header}"\nint main(void) {{ return 0; }}\n')
        compiled(compiler, f"-std={standard}", *WARNINGS, *INCLUDES, "-fsyntax-only", str(source))


@pytest.mark.parametrize("compiler", ["g++", "clang++"])
@pytest.mark.parametrize("standard", ["c++11", "c++17"])
def test_headers_compile_alone_as_cpp(tmp_path: Path, compiler: str, standard: str) -> None:
    source = tmp_path / "alone.cc"
    for header in HEADERS:
        source.write_text(f'#include "{header}"\nint main() {{ return 0; }}\n')
        compiled(compiler, f"-std={standard}", *WARNINGS, *INCLUDES, "-fsyntax-only", str(source))


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_tables_and_assertions_compile(tmp_path: Path, compiler: str) -> None:
    folder = GOLDEN / "expected"
    for file in (*folder.glob("src/*.c"), *folder.glob("tests/*.c")):
        compiled(
            compiler, "-std=c11", *WARNINGS, *INCLUDES, "-c", str(file), "-o", str(tmp_path / "x.o")
        )


def test_tables_say_what_the_model_says(tmp_path: Path) -> None:
    program = tmp_path / "dump"
    sources = [str(Path(__file__).parent / "dump_tables.c"), str(ROOT / "runtime/src/table.c")]
    sources += [str(path) for path in (GOLDEN / "expected" / "src").glob("*.c")]
    compiled("gcc", "-std=c11", *WARNINGS, *INCLUDES, *sources, "-o", str(program))
    ran = subprocess.run([str(program)], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == _model_lines(golden_model())


def _model_lines(model: CModel) -> List[str]:
    lines = []
    for struct in model.structs:
        sizes = [
            next(each.bytes for each in reversed(struct.sizes) if each.version <= max(version, struct.sizes[0].version))
            for version in range(1, model.layout_version + 1)
        ]
        lines.append(" ".join([struct.key, *map(str, sizes)]))
        for member in struct.members:
            if member.field is not None:
                limits = limits_text(member.field.limits)
                lines.append(
                    f"  {member.field.name} {member.offset} {member.since} {member.target} {limits}"
                )
    lines += [f"{each.action.name} {each.id:x} 1" for each in model.actions]
    return lines


def test_dump_model_prints_the_model(tmp_path: Path) -> None:
    spec = copy_spec(tmp_path)
    outline = tcvodgen("dump-model", "--spec", spec.name, cwd=tmp_path)
    assert "    const mini_node *parent;\n" in outline.stdout
    whole = tcvodgen("dump-model", "--json", "--spec", spec.name, cwd=tmp_path)
    assert yaml.safe_load(whole.stdout)["layout_version"] == 2


def test_release_closes_the_newest_layout(tmp_path: Path) -> None:
    spec = copy_spec(tmp_path)
    shown = tcvodgen("lock", "--spec", "mini", cwd=tmp_path)
    assert shown.stdout.endswith("is not released\n")
    assert tcvodgen("lock", "--release", "--spec", "mini", cwd=tmp_path).returncode == 0
    text = (spec / "layout.lock").read_text(encoding="utf-8")
    assert text == expected()["layout.lock"].replace("released: false", "released: true")
