# SPDX-License-Identifier: MIT
"""Actions that remember something, one module a theme.
An action that is not here is answered from the spec.
"""

from __future__ import annotations

from typing import Mapping

from . import (
    classes, events, info, marks, media, old_uploads, places, playing, procedure, processing, pulls,
    search, signed_uploads, small_files, statistics, tags, tasks, templates, uploads, watermarks)
from .call import Handler

HANDLERS: Mapping[str, Handler] = {
    **uploads.HANDLERS,
    **signed_uploads.HANDLERS,
    **old_uploads.HANDLERS,
    **small_files.HANDLERS,
    **places.HANDLERS,
    **pulls.HANDLERS,
    **media.HANDLERS,
    **info.HANDLERS,
    **search.HANDLERS,
    **playing.HANDLERS,
    **marks.HANDLERS,
    **tags.HANDLERS,
    **classes.HANDLERS,
    **processing.HANDLERS,
    **procedure.HANDLERS,
    **tasks.HANDLERS,
    **events.HANDLERS,
    **templates.HANDLERS,
    **watermarks.HANDLERS,
    **statistics.HANDLERS,
}
