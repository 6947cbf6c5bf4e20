# SPDX-License-Identifier: MIT
"""Uploads by end users' devices. How the app server's signature is made is not documented:
it is not checked.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from typing import Mapping

from ..refusal import UPLOAD_SIGNATURE, Refusal
from .call import Answer, Call, Handler
from .uploads import finish_upload, init_upload, upload_part

DEFAULT_TYPE = "mp4"


def check_signature(call: Call) -> None:
    if not call.values["signature"].strip():
        raise Refusal(UPLOAD_SIGNATURE, "signature: an empty text", False)


def init_upload_ex(call: Call) -> Answer:
    """Such an upload tells neither name nor type."""
    check_signature(call)
    named = {"fileName": call.values["fileSha"][:16], "fileType": DEFAULT_TYPE, **call.values}
    return init_upload(replace(call, values=named))


def upload_part_ex(call: Call) -> Answer:
    check_signature(call)
    return upload_part(call)


async def finish_upload_ex(call: Call) -> Answer:
    check_signature(call)
    answer = await finish_upload(call)
    return {**answer, "verify_content": proof(call, str(answer["fileId"]))}


def proof(call: Call, file_id: str) -> str:
    text = json.dumps({"fileId": file_id, "timeStamp": int(call.now)}).encode()
    key = next(iter(call.credentials.values())).encode()
    return base64.b64encode(hmac.new(key, text, hashlib.sha1).digest() + text).decode()


HANDLERS: Mapping[str, Handler] = {
    "InitUploadEx": init_upload_ex,
    "UploadPartEx": upload_part_ex,
    "FinishUploadEx": finish_upload_ex,
}
