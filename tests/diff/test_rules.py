# SPDX-License-Identifier: MIT
"""Every rule: an edit that meets it, one that just does not, and the edit backwards."""

from pathlib import Path
from typing import Any, Dict, Tuple

import pytest
from specs import BASE, Files, files_of, pair, patched, plain, rules
from tcvodgen.diff.catalogue import catalogue

FIXTURES = Path(__file__).parent / "fixtures"
FILES = files_of(BASE)

# Rules about locks, approvals, releases and generators, which are no edits of a spec: see their own tests.
ELSEWHERE = {
    "app-expired", "app-unused", "gen-body-changed", "gen-declaration-changed", "gen-header-added", "gen-header-gone",
    "gen-identifier-added", "gen-identifier-gone", "gen-layout-changed", "gen-reference-changed", "gen-tables-changed",
    "gen-version-changed", "lay-kind-changed", "lay-slot-broken", "lay-slot-dead",
    "lay-tombstone-reused", "lay-tombstone-revived", "lay-tombstone-rewired", "lay-version-dropped", "lay-version-grew", "lay-version-released",
    "lib-soname-too-high", "lib-soname-too-low", "lib-symbol-node", "lib-version-too-high", "lib-version-too-low",
    "lock-concurrent-append", "lock-introduced", "lock-missing", "lock-release-withdrawn",
    "lock-released-entry-changed", "lock-stale", "lock-unreleased-rewritten", "nam-constant-changed",
    "svc-name-changed", "svc-protocol-changed",
}  # fmt: skip


def fixtures() -> Dict[str, Any]:
    found: Dict[str, Any] = {}
    for file in sorted(FIXTURES.glob("*.yaml")):
        found.update(plain(file))
    return found


ALL = fixtures()


def versions(fixture: Any, edit: str) -> Tuple[Files, Files]:
    before = patched(FILES, fixture.get("before", {}))
    return before, patched(before, fixture[edit])


@pytest.mark.parametrize("rule", sorted(ALL))
def test_meets_the_rule(rule: str, tmp_path: Path) -> None:
    assert rule in rules(*pair(tmp_path, *versions(ALL[rule], "change")))


@pytest.mark.parametrize("rule", sorted(ALL))
def test_near_miss(rule: str, tmp_path: Path) -> None:
    assert rule not in rules(*pair(tmp_path, *versions(ALL[rule], "near_miss")))


@pytest.mark.parametrize(
    "rule", sorted(rule for rule in ALL if catalogue()[rule].mirrors and not rule.startswith("lay-"))
)
def test_mirror(rule: str, tmp_path: Path) -> None:
    before, after = versions(ALL[rule], "change")
    assert rules(*pair(tmp_path, after, before)) & set(catalogue()[rule].mirrors)


def test_every_rule_has_a_fixture() -> None:
    assert set(catalogue()) - set(ALL) == ELSEWHERE


def test_every_rule_has_a_mirror_or_a_reason() -> None:
    for rule in catalogue().values():
        assert bool(rule.mirrors) != bool(rule.unmirrored), rule.id
        for mirror in rule.mirrors:
            assert rule.id in catalogue()[mirror].mirrors or catalogue()[mirror].mirrors, mirror
