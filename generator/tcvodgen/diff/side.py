# SPDX-License-Identifier: MIT
"""One of the two versions, with everything that is derived from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import List, Optional, Tuple

from .. import cmodel, lock as locks
from ..canonical import canonical
from ..cmodel import CModel
from ..diagnostics import Diagnostic, Diagnostics
from ..lock import Lock
from ..spec import Service
from .reach import Reach, survey
from .renames import Renames, applied, between
from .snapshot import Snapshot, take
from .trouble import Invalid


@dataclass(frozen=True)
class Source:
    """What was read of a spec folder; `lock` is None when it has none."""

    service: Service
    lock: Optional[Lock]
    generator: str = ""  # version of the generator that goes with it, when known


@dataclass(frozen=True)
class Side:
    service: Service
    pinned: Optional[Lock]  # as the file says
    lock: Lock  # as the generator would leave it
    model: CModel
    snapshot: Snapshot
    reach: Reach
    refusals: Tuple[Diagnostic, ...]  # why the generator would refuse this lock with this spec
    generator: str


@dataclass(frozen=True)
class Comparison:
    old: Side  # with the names of the new one; its model has its own
    new: Side
    renames: Renames


def comparison(old: Source, new: Source) -> Comparison:
    return against(first(old), new)


def first(old: Source) -> Side:
    """The version that others are compared with."""
    return _side(old, old.lock or Lock())


def against(before: Side, new: Source) -> Comparison:
    if new.lock is not None:
        start = new.lock
    elif before.pinned is not None:
        start = before.lock
    else:
        # Neither has a lock: the order of the old structs is taken for what programs were built with.
        start = locks.release(before.lock)
    after = _side(new, start)
    renames = between(before.service, before.lock, after.service, after.lock)
    service = applied(renames, before.service)
    if service is not before.service:
        before = replace(before, service=service, snapshot=take(service), reach=survey(service))
    return Comparison(before, after, renames)


def _side(source: Source, start: Lock) -> Side:
    service = canonical(source.service)
    found = Diagnostics()
    lock = locks.advance(start, service, found)
    refusals: List[Diagnostic] = list(found.sorted())
    if any(each.rule == "lock-name-taken" for each in refusals):
        raise Invalid(found)  # two things on one pinned name: there is no C model of that
    return Side(
        service=service,
        pinned=source.lock,
        lock=lock,
        model=cmodel.build(service, lock),
        snapshot=take(service),
        reach=survey(service),
        refusals=tuple(refusals),
        generator=source.generator,
    )
