# SPDX-License-Identifier: MIT
"""The service itself: one request in, one answer out."""

from __future__ import annotations

import inspect
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, FrozenSet, List, Mapping, Optional, Sequence, Tuple, Union

from aiohttp import web
from tcvodgen.spec import Service

from .checks import Admitted, Gate
from .clock import Clock
from .delivery import Output, deliver, encode
from .faults import Fault, Faults
from .handlers import HANDLERS
from .handlers.call import Call
from .refusal import INTERNAL, PARAMETER, Refusal
from .request_log import Entry, RequestLog
from .scene import with_addresses
from .store import Store
from .synthesize import synthesized
from .validate import near
from .wire import receive
from .workshop import Workshop


@dataclass(frozen=True)
class Conduct:
    """How the service is to behave."""

    rate_limits: bool = False
    task_seconds: float = 3.0


class Emulator:
    def __init__(
        self, service: Service, credentials: Mapping[str, str], store: Store, script: List[Fault],
        conduct: Conduct = Conduct(),
    ) -> None:
        self.service = service
        self.credentials = credentials
        self.store = store
        self.clock = Clock()
        self.gate = Gate(service, credentials, self.clock, conduct.rate_limits)
        self.faults = Faults(script)
        self.log = RequestLog(service)
        self.synthesised: FrozenSet[str] = frozenset()  # actions that answer from the spec for now
        self.base_urls: Dict[str, str] = {}  # by scheme, known once the ports are
        self.workshop = Workshop(store, self.clock, self.base_urls, conduct.task_seconds)

    async def reset(self) -> None:
        await self.workshop.drop()
        self.store.empty()
        self.gate.forget()
        self.faults.clear()
        self.log.clear()
        self.clock.offset_seconds = 0.0
        self.synthesised = frozenset()

    def synthesise(self, names: Sequence[str]) -> None:
        """Makes these actions answer from the spec, "*" all of them; no other does any more."""
        every = [action.name for action in self.service.actions]
        for name in names:
            if name != "*" and name not in every:
                raise LookupError(f"no action {name!r}{near(name, every)}")
        self.synthesised = frozenset(every if "*" in names else names)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        entry = self.log.begin(self.clock.now())
        try:
            output, fault = await self.answer(request, entry)
        finally:
            self.log.keep(entry)
        return await deliver(request, output, self.clock, fault)

    async def answer(self, request: web.Request, entry: Entry) -> Tuple[Output, Optional[Fault]]:
        fault: Optional[Fault] = None
        try:
            admitted = await self.admit(request, entry)
            fault = self.faults.take(entry.course.action, entry.course.parameters)
            entry.fault = "" if fault is None else fault.summary
            outcome = await self.perform(admitted, fault)
        except Exception:  # a defect: told to whoever runs this, and to the client like the service
            traceback.print_exc(file=sys.stderr)
            outcome = Refusal(INTERNAL, "the emulator failed; its standard error says why")
        body = self.refusal_body(outcome, entry) if isinstance(outcome, Refusal) else outcome
        entry.code, entry.message = body["code"], body["message"]
        return Output(200, with_addresses(encode(body), self.base_urls[request.scheme])), fault

    async def admit(self, request: web.Request, entry: Entry) -> Union[Admitted, Refusal]:
        try:
            entry.incoming = await receive(request)
            return self.gate.admit(entry.incoming, entry.course)
        except Refusal as no:
            return no
        except web.HTTPRequestEntityTooLarge as error:
            return Refusal(PARAMETER, f"the body is too large: {error.text}")

    async def perform(
        self, admitted: Union[Admitted, Refusal], fault: Optional[Fault]
    ) -> Union[Dict[str, Any], Refusal]:
        if isinstance(admitted, Refusal):
            return admitted
        acts = fault is None or fault.takes_effect
        try:
            done = await self.act(admitted) if acts else {}
        except Refusal as no:
            return no
        if fault is not None and (not acts or fault.code is not None):
            return self.stand_in(fault)
        return done

    def stand_in(self, fault: Fault) -> Refusal:
        """What the service says where a fault stands before the action or its answer."""
        code = INTERNAL if fault.code is None else fault.code
        return Refusal(
            code, fault.message or f"fault: {fault.action}", code in (INTERNAL, -10004, -10005))

    async def act(self, admitted: Admitted) -> Dict[str, Any]:
        action = admitted.action
        handler = HANDLERS.get(action.name)
        if handler is None or action.name in self.synthesised:
            return self.success(synthesized(self.service, action, admitted.values))
        self.workshop.settle()
        result = handler(Call(
            service=self.service, action=action, values=admitted.values, body=admitted.body,
            credentials=self.credentials, store=self.store, now=self.clock.now(),
            task_seconds=self.workshop.task_seconds))
        return self.success(await result if inspect.isawaitable(result) else result)

    def success(self, answer: Mapping[str, Any]) -> Dict[str, Any]:
        return {"code": 0, "message": "", "codeDesc": "Success", **answer}

    def refusal_body(self, no: Refusal, entry: Entry) -> Dict[str, Any]:
        body: Dict[str, Any] = {
            "code": no.code, "message": no.message, "codeDesc": self.description(no.code, entry)
        }
        if entry.course.uploads:
            body["canRetry"] = int(no.retryable or False)
        return body

    def description(self, code: int, entry: Entry) -> str:
        action = self.gate.actions.get(entry.course.action)
        known = (*(action.errors if action is not None else ()), *self.service.errors)
        for error in known:
            if error.code == str(code):
                return "".join(word.capitalize() for word in error.name.split("_"))
        return "InternalError" if code == INTERNAL else "Failure"


def open_store(folder: Path, lasting: bool) -> Store:
    return Store(str(folder / "state.sqlite3") if lasting else ":memory:", folder)
