# SPDX-License-Identifier: MIT
"""What every request must pass before its action is looked at, in the service's order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, FrozenSet, List, Mapping, Optional, Tuple

from tcvodgen.spec import Action, Service

from . import refusal, signature
from .clock import Clock
from .concealment import hidden_names
from .diagnosis import Diagnosis, diagnose
from .mistakes import Recipe
from .rates import Rates
from .refusal import Refusal
from .validate import Reader, near
from .wire import FORM, MULTIPART, Body, Incoming, Pairs, as_mapping, pairs_of

WHOLE_NUMBERS = ("Timestamp", "Nonce")
PROTOCOL_PARAMETERS = ("Action", "Timestamp", "Nonce", "SecretId", "Signature")
TOLERATED = frozenset(
    PROTOCOL_PARAMETERS
    + (
        "Region", "SignatureMethod", "Token", "RequestClient", "RequestSource", "Version",
        "Language")
)
LAST_CHECK = "parameters"
RAW_BYTES = (
    "", "application/octet-stream", "application/x-www-form-urlencoded", "binary/octet-stream")


@dataclass
class Check:
    name: str
    ok: bool
    note: str = ""


@dataclass
class Course:
    """How far one request came; filled in on the way so that a refusal leaves its trace."""

    action: str = ""
    parameters: Dict[str, str] = field(default_factory=dict)
    uploads: bool = False
    checks: List[Check] = field(default_factory=list)
    diagnosis: Optional[Diagnosis] = None  # of a refused signature


@dataclass(frozen=True)
class Admitted:
    action: Action
    parameters: Mapping[str, str]
    values: Mapping[str, Any]
    body: Body


Step = Callable[[Incoming, Course], str]


class Nonces:
    """Pairs of Timestamp and Nonce that were used,
    for as long as the Timestamp would be accepted.
    """

    def __init__(self) -> None:
        self.used: Dict[Tuple[str, int, int], float] = {}

    def seen(self, key: Tuple[str, int, int]) -> bool:
        return key in self.used

    def remember(self, key: Tuple[str, int, int], until: float, now: float) -> None:
        if len(self.used) >= 100_000:
            self.used = {each: end for each, end in self.used.items() if end >= now}
        self.used[key] = until

    def clear(self) -> None:
        self.used.clear()


class Gate:
    def __init__(
        self, service: Service, credentials: Mapping[str, str], clock: Clock, rate_limits: bool
    ) -> None:
        self.service = service
        self.credentials = credentials
        self.clock = clock
        self.hidden = hidden_names(service)
        self.nonces = Nonces()
        self.rates = Rates() if rate_limits else None
        self.actions = {
            name: each for each in service.actions for name in (each.name, *each.aliases)
        }
        self.upload_hosts: FrozenSet[str] = frozenset(
            each.host for each in service.actions if each.body == "binary")
        self.host_keys = {each.host: each.key for each in service.hosts}
        self.steps = self.in_order()

    def admit(self, incoming: Incoming, course: Course) -> Admitted:
        """Passes a request on or raises the service's refusal;
        `course` tells the steps in both cases.
        """
        for name, step in self.steps:
            self.tell(course, name, step, incoming)
        action = self.actions[course.action]
        values: Dict[str, Any] = {}

        def check_parameters(_: Incoming, __: Course) -> str:
            values.update(self.values_of(action, course))
            return f"{len(values)} of the action's own, as the spec wants them"

        self.tell(course, LAST_CHECK, check_parameters, incoming)
        return Admitted(action, course.parameters, values, incoming.body)

    def in_order(self) -> List[Tuple[str, Step]]:
        steps: List[Tuple[str, Step]] = [
            ("parameters readable", self.read),
            ("host", self.check_host),
            ("method", self.check_method),
            ("content type", self.check_content_type),
            ("common parameters", self.check_common),
            ("secret id", self.check_secret_id),
            ("timestamp", self.check_timestamp),
            ("nonce", self.check_nonce),
            ("signature", self.check_signature),
            ("action", self.check_action),
        ]
        if self.rates is not None:
            steps.append(("rate limit", self.check_rate))
        return steps

    @property
    def check_names(self) -> List[str]:
        return [name for name, _ in self.steps] + [LAST_CHECK]

    def forget(self) -> None:
        self.nonces.clear()
        if self.rates is not None:
            self.rates.clear()

    def tell(self, course: Course, name: str, step: Step, incoming: Incoming) -> None:
        try:
            course.checks.append(Check(name, True, step(incoming, course)))
        except Refusal as no:
            course.checks.append(Check(name, False, no.message))
            if course.uploads and no.retryable is None:
                no.retryable = False
            raise

    def uploading(self, name: str) -> bool:
        action = self.actions.get(name)
        return action is not None and action.host in self.upload_hosts

    def read(self, incoming: Incoming, course: Course) -> str:
        course.uploads = self.host_keys.get(incoming.host_name) in self.upload_hosts
        where, pairs = self.choose(incoming)
        course.parameters = as_mapping(pairs)
        course.action = course.parameters.get("Action", "")
        course.uploads = course.uploads or self.uploading(course.action)
        return where

    def choose(self, incoming: Incoming) -> Tuple[str, Pairs]:
        """Parameters are in the query of a GET, in the body of a POST;
        uploads have them in the query always.
        """
        if incoming.method != "POST":
            return "query string", pairs_of(incoming.query)
        if incoming.multipart is not None:
            return "multipart body", incoming.multipart
        if b"Action=" in incoming.query:
            in_query = pairs_of(incoming.query)
            named = self.actions.get(dict(in_query).get("Action", ""))
            if named is not None and named.host in self.upload_hosts:
                if named.body == "binary" or not incoming.body:
                    return "query string", in_query
        if incoming.content_type in (FORM, ""):
            return "form body", pairs_of(bytes(incoming.body))
        return "query string", pairs_of(incoming.query)

    def check_host(self, incoming: Incoming, course: Course) -> str:
        action = self.actions.get(course.action)
        key = self.host_keys.get(incoming.host_name)
        if action is not None and key is not None and key != action.host:
            right = self.service.host_of(action).host
            raise Refusal(refusal.HOST, f"{action.name} is on {right}, not on {incoming.host_name}")
        return incoming.host

    def check_method(self, incoming: Incoming, course: Course) -> str:
        action = self.actions.get(course.action)
        allowed = action.methods if action is not None else ("GET", "POST")
        if incoming.method not in allowed:
            raise Refusal(
                refusal.PROTOCOL,
                f"{course.action or 'the service'} takes {' or '.join(allowed)}, not"
                f" {incoming.method}")
        return incoming.method

    def check_content_type(self, incoming: Incoming, course: Course) -> str:
        if incoming.method != "POST":
            return f"a {incoming.method} has none"
        action = self.actions.get(course.action)
        if action is not None and action.body == "binary":
            if incoming.content_type not in RAW_BYTES:
                raise Refusal(
                    refusal.UPLOAD_BODY,
                    f"the body of {action.name} is raw bytes, application/octet-stream, not"
                    f" {incoming.content_type}")
        elif incoming.body and incoming.content_type not in (FORM, MULTIPART):
            raise Refusal(
                refusal.PARAMETER,
                f"parameters of a POST travel as {FORM}, not as"
                f" {incoming.content_type or 'an untyped body'}")
        return incoming.content_type

    def check_common(self, incoming: Incoming, course: Course) -> str:
        reader = Reader(self.service)
        common = [
            each for each in self.service.common_parameters if each.name not in WHOLE_NUMBERS]
        declared = {each.name for each in common}
        given = {name: value for name, value in course.parameters.items() if name in declared}
        reader.read(common, given)
        for name in PROTOCOL_PARAMETERS:
            if name not in course.parameters and name not in declared:
                reader.problem(name, "required, but missing")
        for name in WHOLE_NUMBERS:
            text = course.parameters.get(name)
            if text is not None and not re.fullmatch(r"[0-9]{1,20}", text):
                reader.problem(name, f"{text[:40]!r} is not an unsigned whole number")
        if reader.problems:
            raise Refusal(
                self.common_code(course),
                "; ".join(reader.problems) + self.query_hint(incoming, course))
        return f"{', '.join(PROTOCOL_PARAMETERS)} are there"

    def query_hint(self, incoming: Incoming, course: Course) -> str:
        if incoming.method == "POST" and not course.parameters and incoming.query:
            return " (the query string of a POST is ignored: parameters belong in its body)"
        return ""

    def common_code(self, course: Course) -> int:
        return refusal.UPLOAD_COMMON if course.uploads else refusal.PARAMETER

    def check_secret_id(self, _: Incoming, course: Course) -> str:
        if course.parameters["SecretId"] not in self.credentials:
            raise Refusal(refusal.SECRET_ID, "the SecretId is not known or disabled")
        return "known"

    def timestamp(self, course: Course) -> int:
        """The vendor's upload client for Node knows milliseconds only, so uploads may have them."""
        stamp = int(course.parameters["Timestamp"])
        return stamp // 1000 if course.uploads and stamp > 10**11 else stamp

    def check_timestamp(self, _: Incoming, course: Course) -> str:
        now = int(self.clock.now())
        ahead = self.timestamp(course) - now
        tolerance = self.service.clock_tolerance_seconds
        if abs(ahead) > tolerance:
            hint = "; it looks like milliseconds" if ahead > 10**11 else ""
            side = "after" if ahead > 0 else "before"
            raise Refusal(
                refusal.REPLAY,
                f"Timestamp {now + ahead} is {abs(ahead)} seconds {side} the server's {now},"
                f" at most {tolerance} are allowed{hint}")
        return f"{ahead:+d} seconds from the server's, at most {tolerance} are allowed"

    def nonce_key(self, course: Course) -> Tuple[str, int, int]:
        parameters = course.parameters
        return parameters["SecretId"], int(parameters["Timestamp"]), int(parameters["Nonce"])

    def check_nonce(self, _: Incoming, course: Course) -> str:
        if self.nonces.seen(self.nonce_key(course)):
            raise Refusal(
                refusal.REPLAY,
                f"Nonce {course.parameters['Nonce']} was already used with this Timestamp:"
                " every request needs a new one and its own signature")
        return "not used before"

    def hosts(self, incoming: Incoming, action: Optional[Action]) -> List[Tuple[str, str]]:
        named = [] if action is None else [self.service.host_of(action).host]
        named += [each.host for each in self.service.hosts]
        return [
            (incoming.host_name, "host as sent"),
            (incoming.host, "host and port as sent"),
            *((host, f"host {host}") for host in dict.fromkeys(named)),
        ]

    def check_signature(self, incoming: Incoming, course: Course) -> str:
        parameters = course.parameters
        key = self.credentials[parameters["SecretId"]]
        hosts = self.hosts(incoming, self.actions.get(course.action))
        accepted = signature.readings(incoming.method, hosts, incoming.path, parameters)
        algorithm = parameters.get("SignatureMethod", "")
        found = signature.matching(accepted, parameters["Signature"], key, algorithm)
        if found is None:
            course.diagnosis = self.diagnosis(incoming, course, [host for host, _ in hosts], key)
            code = refusal.UPLOAD_SIGNATURE if course.uploads else refusal.SIGNATURE
            raise Refusal(code, f"the signature is wrong: {course.diagnosis.text}")
        now = self.clock.now()
        until = self.timestamp(course) + self.service.clock_tolerance_seconds
        self.nonces.remember(self.nonce_key(course), until, now)
        return found.how

    def diagnosis(
        self, incoming: Incoming, course: Course, hosts: List[str], key: str
    ) -> Diagnosis:
        parameters = course.parameters
        sent = tuple(pair for pair in parameters.items() if pair[0] != signature.SIGNATURE)
        recipes = [
            Recipe(
                incoming.method, host, incoming.path, sent, key, parameters["SecretId"],
                signature.hash_of(parameters.get("SignatureMethod", "")))
            for host in dict.fromkeys(hosts)
        ]
        return diagnose(recipes, parameters[signature.SIGNATURE], self.hidden)

    def check_action(self, _: Incoming, course: Course) -> str:
        if course.action not in self.actions:
            raise Refusal(
                refusal.PARAMETER,
                f"Action {course.action!r} is not known{near(course.action, self.actions)}")
        return self.actions[course.action].name

    def check_rate(self, _: Incoming, course: Course) -> str:
        assert self.rates is not None
        self.rates.count(self.actions[course.action], self.clock.now())
        return "within the limit"

    def values_of(self, action: Action, course: Course) -> Dict[str, Any]:
        declared = {each.name for each in self.service.common_parameters} | TOLERATED
        own = {each.name for each in action.request}
        mine = {
            name: value
            for name, value in course.parameters.items()
            if name.partition(".")[0] in own or name not in declared
        }
        reader = Reader(self.service)
        values = reader.read(action.request, mine)
        if reader.problems:
            code = refusal.UPLOAD_PARAMETER if course.uploads else refusal.PARAMETER
            raise Refusal(code, f"{action.name}: " + "; ".join(reader.problems))
        return values
