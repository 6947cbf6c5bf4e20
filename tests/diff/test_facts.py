# SPDX-License-Identifier: MIT
"""Whoever teaches the spec a new fact must say what it means when that fact changes."""

import pytest
from specs import BASE, ROOT
from tcvodgen.diagnostics import Diagnostics
from tcvodgen.diff import judge_actions, judge_fields, judge_service
from tcvodgen.diff.snapshot import FIELD_KINDS, take
from tcvodgen.load import load_service

RULED = {
    "service": set(judge_service.FACTS),
    "host": set(judge_service.HOST_FACTS),
    "action": set(judge_actions.FACTS) | {"status", "deprecated"},
    "event": set(judge_actions.EVENT_FACTS),
    **{kind: set(judge_fields.FACTS) | {"type", "container"} for kind in (*FIELD_KINDS, "case")},
    "type": {"summary", "owner", "discriminator", "was"},
    "value_set": {"summary", "owner", "of"},
    "value": {"summary", "name"},
    "error": {"summary", "name", "retry"},
}


@pytest.mark.parametrize("folder", [BASE, ROOT / "spec/vod-v2"], ids=["base", "vod-v2"])
def test_every_fact_has_a_rule(folder: object) -> None:
    service = load_service(str(folder), Diagnostics())
    assert service is not None
    for subject, entry in take(service).items():
        if subject.kind != "example":
            assert set(entry.facts) == RULED[subject.kind], subject
