# SPDX-License-Identifier: MIT
"""Actions that remember something, one module a theme. An action that is not here is answered from the spec."""

from __future__ import annotations

from typing import Mapping

from . import classes, media, tags, tasks, uploads
from .call import Handler

HANDLERS: Mapping[str, Handler] = {
    **uploads.HANDLERS,
    **media.HANDLERS,
    **tags.HANDLERS,
    **classes.HANDLERS,
    **tasks.HANDLERS,
}
