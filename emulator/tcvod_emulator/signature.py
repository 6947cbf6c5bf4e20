# SPDX-License-Identifier: MIT
"""Signatures of the query protocol, computed from the published rules."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Dict, Iterable, Iterator, List, Mapping, Optional, Sequence, Tuple

SIGNATURE = "Signature"


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


def hash_of(signature_method: str) -> str:
    return "sha256" if signature_method == "HmacSHA256" else "sha1"


def digest(text: bytes, secret_key: str, hash_name: str) -> bytes:
    return hmac.new(secret_key.encode(), text, getattr(hashlib, hash_name)).digest()


def sign(text: str, secret_key: str, signature_method: str) -> str:
    made = digest(text.encode(), secret_key, hash_of(signature_method))
    return base64.b64encode(made).decode()


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
) -> Iterator[Reading]:
    """Every accepted string to sign. `hosts` pairs a host with a word on where it is from."""
    texts = list(queries(method, parameters))
    for host, origin in hosts:
        for how, text in texts:
            yield Reading(origin + how, f"{method}{host}{path}?{text}")


def matching(
    accepted: Iterable[Reading], signature: str, secret_key: str, signature_method: str
) -> Optional[Reading]:
    for reading in accepted:
        expected = sign(reading.string_to_sign, secret_key, signature_method)
        if hmac.compare_digest(expected.encode(), signature.encode()):
            return reading
    return None
