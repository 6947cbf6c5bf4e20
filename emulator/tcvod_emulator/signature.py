# SPDX-License-Identifier: MIT
"""Signatures of the query protocol, computed from the published rules."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Dict, Iterable, Iterator, List, Mapping, Optional, Sequence, Tuple
from urllib.parse import quote

SIGNATURE = "Signature"
TOKEN = "Token"


@dataclass(frozen=True)
class Reading:
    """One way official clients write the string to sign;
    `how` says in what it differs from the documents.
    """

    how: str
    string_to_sign: str


def dotted(name: str) -> str:
    return name.replace("_", ".")


def dotted_but_first(name: str) -> str:
    return name[:1] + name[1:].replace("_", ".")


def joined(parameters: Iterable[Tuple[str, str]]) -> str:
    return "&".join(f"{name}={value}" for name, value in parameters)


def by_name(parameters: Mapping[str, str]) -> List[Tuple[str, str]]:
    pairs = ((name, value) for name, value in parameters.items() if name != SIGNATURE)
    return sorted(pairs, key=lambda pair: pair[0].encode("utf-8"))


def string_to_sign(method: str, host: str, path: str, parameters: Mapping[str, str]) -> str:
    """The documented form: sorted by original name, underscores of names written as dots."""
    pairs = [(dotted(name), value) for name, value in by_name(parameters)]
    return f"{method}{host}{path}?{joined(pairs)}"


def sign(text: str, secret_key: str, signature_method: str) -> str:
    digest = hashlib.sha256 if signature_method == "HmacSHA256" else hashlib.sha1
    return base64.b64encode(hmac.new(secret_key.encode(), text.encode(), digest).digest()).decode()


def queries(method: str, parameters: Mapping[str, str]) -> Iterator[Tuple[str, str]]:
    """Each accepted text behind the question mark, with a word on how it differs;
    the documented one first.
    """
    pairs = by_name(parameters)
    selections = [("", pairs)]
    if method == "POST" and any(value.startswith("@") for _, value in pairs):
        selections.append(
            (", values with a leading @ left out", [p for p in pairs if p[1][:1] != "@"]))
    for left_out, selected in selections:
        renamed = [(dotted(name), value) for name, value in selected]
        yield left_out, joined(renamed)
        if any("_" in name for name, _ in selected):
            resorted = sorted(renamed, key=lambda pair: pair[0].encode("utf-8"))
            yield left_out + ", sorted after underscores became dots", joined(resorted)
            kept = [(dotted_but_first(name), value) for name, value in selected]
            yield left_out + ", leading underscores kept", joined(kept)


def readings(
    method: str, hosts: Sequence[Tuple[str, str]], path: str, parameters: Mapping[str, str]
) -> List[Reading]:
    """Every accepted string to sign. `hosts` pairs a host with a word on where it is from."""
    found: Dict[str, Reading] = {}
    texts = list(queries(method, parameters))
    for host, origin in hosts:
        for how, text in texts:
            whole = f"{method}{host}{path}?{text}"
            found.setdefault(whole, Reading(origin + how, whole))
    return list(found.values())


def matching(
    accepted: Sequence[Reading], signature: str, secret_key: str, signature_method: str
) -> Optional[Reading]:
    for reading in accepted:
        expected = sign(reading.string_to_sign, secret_key, signature_method)
        if hmac.compare_digest(expected.encode(), signature.encode()):
            return reading
    return None


def slips(
    method: str, host: str, path: str, parameters: Mapping[str, str], secret_key: str
) -> Iterator[Tuple[str, str]]:
    """Usual mistakes: what went wrong, and the signature a client that makes it would send."""
    algorithm = parameters.get("SignatureMethod", "")
    right = string_to_sign(method, host, path, parameters)
    encoded = {name: quote(value, safe="-_.~") for name, value in parameters.items()}
    other_method = "GET" if method == "POST" else "POST"
    other_algorithm = "" if algorithm == "HmacSHA256" else "HmacSHA256"
    yield "values were URL-encoded before signing", sign(
        string_to_sign(method, host, path, encoded), secret_key, algorithm)
    yield f"the string began with {other_method}", sign(
        string_to_sign(other_method, host, path, parameters), secret_key, algorithm)
    hashed = sign(right, secret_key, other_algorithm)
    yield "the other hash was used than SignatureMethod says", hashed
    yield "Signature was sent without encoding its + signs", sign(
        right, secret_key, algorithm).replace("+", " ")
    if TOKEN in parameters:
        rest = {name: value for name, value in parameters.items() if name != TOKEN}
        yield "Token did not take part", sign(
            string_to_sign(method, host, path, rest), secret_key, algorithm)


def explain(
    method: str, host: str, path: str, parameters: Mapping[str, str], secret_key: str
) -> str:
    """The string that should have been signed, and the mistake if it is a usual one."""
    shown = {name: ("***" if name == TOKEN else value) for name, value in parameters.items()}
    text = f"the string to sign is {string_to_sign(method, host, path, shown)}"
    given = parameters.get(SIGNATURE, "")
    for mistake, result in slips(method, host, path, parameters, secret_key):
        if hmac.compare_digest(result.encode(), given.encode()):
            return f"{mistake}; {text}"
    return text
