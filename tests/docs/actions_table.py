#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""docs/actions.md: every action, where it is specified, called, emulated and shown.

actions_table.py --write | --check
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Dict, List

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "actions.md"

sys.path.insert(0, str(ROOT / "generator"))

from tcvodgen import names
from tcvodgen.diagnostics import Diagnostics, render
from tcvodgen.load import load_service
from tcvodgen.spec import Action, Service

HEAD = """\
# Actions

Where each action is specified, how it is called, and what the emulator does: *stateful* remembers what was done, *synthesised* fills every field of the
answer from the spec. Each example of the spec is a wire vector: it runs through the C tables (`tests/vectors`), and every action makes a round trip with all its fields
(`tests/roundtrip`). `tests/docs/actions_table.py --write` writes this page.

| action | spec | C call | emulator | example |
| --- | --- | --- | --- | --- |
"""


def service() -> Service:
    diagnostics = Diagnostics()
    found = load_service(str(ROOT / "spec" / "vod-v2"), diagnostics)
    if found is None or diagnostics.has_errors:
        raise SystemExit(render(diagnostics, "text"))
    return found


def behaviours() -> Dict[str, str]:
    paths = [str(ROOT / "generator"), str(ROOT / "emulator")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "tcvod_emulator", "--list-actions"]
    found: Dict[str, str] = json.loads(subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, check=True).stdout)  # fmt: skip
    return found


def row(of: Service, action: Action, emulated: Dict[str, str]) -> str:
    reference = f"../generated/docs/{of.include}/{action.category}.md#{action.name.lower()}"
    spec = f"../spec/{of.name}/actions/{action.name}.yaml"
    cells: List[str] = [
        f"[{action.name}]({reference})",
        f"[yaml]({spec})",
        f"`{names.function_name(of, action)}()`",
        emulated.get(action.name, ""),
        "; ".join(each.name for each in action.examples),
    ]
    assert all(cells), f"{action.name}: an empty cell in {cells}"
    return "| " + " | ".join(cells) + " |\n"


def page() -> str:
    of = service()
    emulated = behaviours()
    return HEAD + "".join(row(of, action, emulated) for action in of.actions)


def main(arguments: List[str]) -> int:
    wanted = page()
    if arguments == ["--write"]:
        PAGE.write_text(wanted, encoding="utf-8")
        return 0
    if arguments != ["--check"]:
        print(__doc__, file=sys.stderr)
        return 2
    if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != wanted:
        print(f"{PAGE.relative_to(ROOT)} is out of date; run: tests/docs/actions_table.py --write", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
