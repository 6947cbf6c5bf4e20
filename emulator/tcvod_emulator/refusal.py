# SPDX-License-Identifier: MIT
"""The service's own way of saying no."""

from __future__ import annotations

from typing import Optional

PARAMETER = 4000
SIGNATURE = 4100
SECRET_ID = 4104
REPLAY = 4500
PROTOCOL = 4600
INTERNAL = 6000
HOST = 6100

UPLOAD_COMMON = -10001
UPLOAD_SIGNATURE = -10002
UPLOAD_PARAMETER = -10003
UPLOAD_STATE_LOST = -10005
UPLOAD_BODY = -10006

INVALID = 1000


class Refusal(Exception):
    """An answer with an error code. `retryable` is set where the service tells:
    on the upload host.
    """

    def __init__(self, code: int, message: str, retryable: Optional[bool] = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retryable = retryable
