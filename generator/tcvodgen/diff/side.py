# SPDX-License-Identifier: MIT
"""One of the two versions, with everything that is derived from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Optional, Tuple

from .. import cmodel, lock as locks
from ..canonical import canonical
from ..cmodel import CModel
from ..diagnostics import Diagnostic, Diagnostics
from ..lock import Lock
from ..spec import Service
from .reach import Reach, survey
from .snapshot import Snapshot, take


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
    old: Side
    new: Side


def comparison(old: Source, new: Source) -> Comparison:
    before = _side(old, old.lock or Lock())
    if new.lock is not None:
        start = new.lock
    elif old.lock is not None:
        start = before.lock
    else:
        # Neither has a lock: the order of the old structs is taken for what programs were built with.
        start = locks.release(before.lock)
    return Comparison(before, _side(new, start))


def _side(source: Source, start: Lock) -> Side:
    service = canonical(source.service)
    found = Diagnostics()
    lock = locks.advance(start, service, found)
    refusals: List[Diagnostic] = list(found.sorted())
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
