# SPDX-License-Identifier: MIT
"""The queue of events: PullEvent, ConfirmEvent."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Mapping

from ..events import HANDLED_WITHIN_SECONDS, confirm_event, pull_events
from ..refusal import INVALID, Refusal
from .call import Answer, Call, Handler

HELD_SECONDS = 0.5  # an empty queue is watched for so long; the service does for at most 5
LOOK_SECONDS = 0.05


async def pull_event(call: Call) -> Answer:
    began = time.monotonic()
    while True:
        waited = time.monotonic() - began
        rows = pull_events(call.store, call.now + waited)
        if rows or waited >= HELD_SECONDS:
            return {"eventList": [
                {"msgHandle": row["handle"], "eventContent": json.loads(row["content"])}
                for row in rows]}
        await asyncio.sleep(LOOK_SECONDS)


def confirm_events(call: Call) -> Answer:
    handles = call.values["msgHandle"]
    bad = [each for each in handles if not confirm_event(call.store, each, call.now)]
    if bad:
        raise Refusal(
            INVALID,
            f"msgHandle: {', '.join(bad)} not known or older than {HANDLED_WITHIN_SECONDS} seconds;"
            " the event comes again with a new handle")
    return {}


HANDLERS: Mapping[str, Handler] = {
    "PullEvent": pull_event,
    "ConfirmEvent": confirm_events,
}
