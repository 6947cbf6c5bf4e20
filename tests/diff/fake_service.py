# SPDX-License-Identifier: MIT
"""A service that writes down what it is asked and answers what it is told."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Dict, List, Optional, Sequence, Set, Tuple
from urllib.parse import parse_qsl, urlsplit

from client_source import DEEPEST, sample
from tcvodgen.names import snake
from tcvodgen.spec import Action, Field, Service, Type


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    parameters: Tuple[Tuple[str, str], ...]

    @property
    def action(self) -> str:
        return dict(self.parameters).get("Action", "")

    def own(self, service: Service) -> Dict[str, str]:
        """Parameters but for the common ones."""
        common = {
            "Action",
            "Timestamp",
            "Nonce",
            "SecretId",
            "Signature",
            "SignatureMethod",
            "Region",
            "Token",
        }
        common |= {each.name for each in service.common_parameters}
        return {name: value for name, value in self.parameters if name not in common}


class FakeService:
    def __init__(self) -> None:
        self.asked: List[Asked] = []
        self.answers: Dict[str, Any] = {}
        self.events: List[str] = []  # names of functions and bodies, by turns
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.endpoint = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def answer_like(self, service: Service, asked_by: Optional[Service] = None) -> None:
        """Answers are those of `service`, whatever `asked_by`, whose names a library has, calls an action."""
        self.asked = []
        self.answers = {each.name: _answer(service, each) for each in service.actions}
        for each in [*service.actions, *(asked_by.actions if asked_by is not None else ())]:
            names = (each.name, each.was, *each.aliases)
            answer = next((self.answers[name] for name in names if name in self.answers), None)
            if answer is not None:
                self.answers = {**dict.fromkeys(names, answer), **self.answers}
        self.events = []
        for event in service.events:
            body = {**members(service, event.fields, (event.name,))}
            if service.event_field in body:
                body[service.event_field] = event.name
            self.events += [f"event_{snake(event.name)}", json.dumps(body)]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> Any:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                self._reply(b"")

            def do_POST(self) -> None:
                self._reply(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

            def _reply(self, body: bytes) -> None:
                url = urlsplit(self.path)
                pairs = parse_qsl(url.query, keep_blank_values=True)
                if self.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
                    pairs += parse_qsl(body.decode(), keep_blank_values=True)
                asked = Asked(self.command, url.path, tuple(sorted(pairs)))
                fake.asked.append(asked)
                answer = json.dumps(
                    fake.answers.get(asked.action, {"code": 6100, "message": "no such action"})
                ).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *arguments: Any) -> None:
                pass

        return Handler


def _answer(service: Service, action: Action) -> Dict[str, Any]:
    """A success, told by the last code that stands for one."""
    answer = members(service, action.response, ())
    code = action.success_codes[-1]
    answer[service.code_field] = int(code) if isinstance(answer[service.code_field], int) else code
    return answer


def members(service: Service, fields: Sequence[Field], trail: Tuple[str, ...]) -> Dict[str, Any]:
    """Every field filled, with values that tell fields apart; the outcome is success."""
    made: Dict[str, Any] = {}
    kinds = {each.name: service.type_named(each.type) for each in fields}
    chosen = {
        kind.discriminator: min(case.name for case in kind.fields)
        for kind in kinds.values()
        if kind and kind.discriminator
    }
    for field in fields:
        if field.name == service.code_field and not trail:
            made[field.name] = (
                int(service.success_codes[0]) if field.type != "string" else service.success_codes[0]
            )
        elif field.name in chosen:
            made[field.name] = chosen[field.name]
        elif list(trail).count(field.type) < DEEPEST:
            one = _one(service, field, kinds[field.name], trail)
            made[field.name] = (
                [one, one] if field.container == "list" else {"key": one} if field.container == "map" else one
            )
    return made


def _one(service: Service, field: Field, kind: "Type | None", trail: Tuple[str, ...]) -> Any:
    if kind is None:
        values = service.value_set_named(field.values)
        first = sorted(each.value for each in values.values)[0] if values else ""
        if field.type in ("int", "uint"):
            return int(first) if first else 1000 + sum(field.name.encode()) % 997
        return {"string": first or sample(field), "json": {"a": 1}, "double": 2.5, "bool": True}[field.type]
    if kind.discriminator:
        case = min(kind.fields, key=lambda each: each.name)
        return _one(service, case, service.type_named(case.type), (*trail, kind.name))
    return members(service, kind.fields, (*trail, kind.name))


def visited(service: Service) -> Set[Tuple[str, str]]:
    """Members of types that answers like these, and requests with everything in them, hold."""
    found: Set[Tuple[str, str]] = set()
    for action in service.actions:
        _visit(service, action.response, (), found)
        _visit(service, action.request, (), found)
    return found


def _visit(
    service: Service, fields: Sequence[Field], trail: Tuple[str, ...], found: Set[Tuple[str, str]]
) -> None:
    for field in fields:
        kind = service.type_named(field.type)
        if kind is not None and list(trail).count(kind.name) < DEEPEST:
            held = (min(kind.fields, key=lambda each: each.name),) if kind.discriminator else kind.fields
            found.update((kind.name, each.name) for each in held)
            _visit(service, held, (*trail, kind.name), found)
