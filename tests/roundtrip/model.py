# SPDX-License-Identifier: MIT
"""The repository's spec and its C model."""

from __future__ import annotations

from pathlib import Path
from typing import Tuple

from tcvodgen import cmodel, lock_file
from tcvodgen.canonical import canonical
from tcvodgen.cmodel import CModel
from tcvodgen.diagnostics import Diagnostics, render
from tcvodgen.load import load_service
from tcvodgen.spec import Service

SPEC = Path(__file__).resolve().parents[2] / "spec" / "vod-v2"


def load() -> Tuple[Service, CModel]:
    diagnostics = Diagnostics()
    service = load_service(str(SPEC), diagnostics)
    if service is None or diagnostics.has_errors:
        raise SystemExit(render(diagnostics, "text"))
    service = canonical(service)
    lock = lock_file.locked(service, diagnostics)
    if lock is None:
        raise SystemExit(render(diagnostics, "text"))
    return service, cmodel.build(service, lock)
