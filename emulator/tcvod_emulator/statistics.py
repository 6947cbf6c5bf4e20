# SPDX-License-Identifier: MIT
"""How often videos were played: counted where their bytes go out."""

from __future__ import annotations

import csv
import io

from .store import Store


COLUMNS = (
    "date", "file_id", "ip_count", "flux",
    "play_times_total", "play_times_pc", "play_times_mobile",
)


def day_table(store: Store, day: str) -> str:
    """The figures of a day, one video a line. All players count as one address and as computers."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for row in store.rows("SELECT * FROM plays WHERE day = ? ORDER BY file_id", day):
        table.writerow((day, row["file_id"], 1, row["bytes"], row["times"], row["times"], 0))
    return text.getvalue()
