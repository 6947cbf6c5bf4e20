# SPDX-License-Identifier: MIT
"""What a handler is given and what it hands back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Awaitable, Callable, Dict, Mapping, Union

from tcvodgen.spec import Action, Service

from ..scene import NO_SUCH_FILE, Scene
from ..wire import Body

__all__ = ["NO_SUCH_FILE", "Answer", "Call", "Handler"]

Answer = Dict[str, Any]  # without code and message where they are 0 and ""


@dataclass(frozen=True)
class Call(Scene):
    service: Service
    action: Action
    values: Mapping[str, Any]  # checked against the spec; absent parameters are absent
    body: Body
    credentials: Mapping[str, str]


Handler = Callable[[Call], Union[Answer, Awaitable[Answer]]]
