# SPDX-License-Identifier: MIT
"""Words of a spec as the constants and flags of runtime/src/table.h."""

from __future__ import annotations

from typing import Sequence

from .cmodel import CMember
from .spec import Limits

POST_PARAMETERS = {"body": "", "url": " | TCV_POST_BY_URL"}
RETRY_CODES = {
    "never": "TCV_RETRY_NEVER",
    "later": "TCV_RETRY_LATER",
    "resign": "TCV_RETRY_RESIGN",
    "renew": "TCV_RETRY_RENEW",
    "server": "TCV_RETRY_SERVER",
}
ACTION_RETRIES = {
    "never": "TCV_ACTION_NEVER",
    "idempotent": "TCV_ACTION_IDEMPOTENT",
    "safe": "TCV_ACTION_SAFE",
}
STATUSES = {
    "published": "TCV_PUBLISHED",
    "deprecated": "TCV_STATUS_DEPRECATED",
    "undocumented": "TCV_UNDOCUMENTED",
    "draft": "TCV_DRAFT",
}
CONTAINERS = {"": "TCV_SINGLE", "list": "TCV_LIST", "map": "TCV_MAP"}
SIGNATURES = {
    "HmacSHA1": "TCVOD_SIGNATURE_HMAC_SHA1",
    "HmacSHA256": "TCVOD_SIGNATURE_HMAC_SHA256",
}


def methods(methods: Sequence[str]) -> str:
    cells = [f"TCV_METHOD_{each}" for each in sorted(methods)]
    if len(methods) > 1 and methods[0] == "POST":
        cells.append("TCV_PREFERS_POST")
    return " | ".join(cells)


def field_flags(member: CMember) -> str:
    field = member.field
    assert field is not None
    flags = [
        name
        for name, is_set in (
            ("TCV_REQUIRED", field.required),
            ("TCV_SENSITIVE", field.sensitive),
            ("TCV_FIRST_INDEX_1", field.first_index == 1),
            ("TCV_ENVELOPE", member.envelope),
        )
        if is_set
    ]
    flags += [f"TCV_ALSO_{each.upper()}" for each in sorted(field.also)]
    return " | ".join(flags) or "0"


def limit_flags(limits: Limits) -> str:
    flags = [
        name
        for name, is_set in (
            ("TCV_HAS_MINIMUM", limits.minimum is not None),
            ("TCV_HAS_MAXIMUM", limits.maximum is not None),
            ("TCV_HAS_MIN_LENGTH", limits.min_length is not None),
            ("TCV_HAS_MAX_LENGTH", limits.max_length is not None),
            ("TCV_HAS_MIN_ITEMS", limits.min_items is not None),
            ("TCV_HAS_MAX_ITEMS", limits.max_items is not None),
            ("TCV_LENGTH_IN_BYTES", limits.length_unit == "bytes"),
        )
        if is_set
    ]
    return " | ".join(flags) or "0"
