# SPDX-License-Identifier: MIT
"""Usual mistakes of clients that sign: a table of what each does differently, and why it fails."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, replace
from typing import Any, Callable, FrozenSet, Iterator, List, Tuple
from urllib.parse import quote, quote_plus

from .concealment import is_hidden
from .signature import digest, dotted

Pair = Tuple[str, str]
UNRESERVED = "-_.~"
HIDDEN = "***"
OTHER_PATHS = ("/v2/index.php", "/v2/interface.php", "/", "")
HOST_OF_THE_GUIDE = "cvm.api.qcloud.com"
COMMON = frozenset((
    "Action", "Nonce", "Region", "SecretId", "SignatureMethod", "Timestamp", "Token"))


def unchanged(text: str) -> str:
    return text


def in_base64(made: bytes) -> str:
    return base64.b64encode(made).decode()


def by_bytes(pairs: List[Pair]) -> List[Pair]:
    return sorted(pairs, key=lambda pair: pair[0].encode("utf-8"))


@dataclass(frozen=True)
class Recipe:
    """How a client makes a signature, choice by choice; the defaults are the documented ones."""

    method: str
    host: str
    path: str
    parameters: Tuple[Pair, ...]  # as sent, without Signature
    secret_key: str
    secret_id: str
    hash_name: str
    mark: str = "?"
    order: Callable[[List[Pair]], List[Pair]] = by_bytes
    spell: Callable[[str], str] = dotted
    write: Callable[[str], str] = unchanged
    charset: str = "utf-8"
    finish: Callable[[bytes], str] = in_base64

    def text(self, hidden: FrozenSet[str] = frozenset()) -> str:
        pairs = self.order(list(self.parameters))
        written = (
            (name, HIDDEN if is_hidden(name, hidden) else self.write(value))
            for name, value in pairs)
        query = "&".join(f"{self.spell(name)}={value}" for name, value in written)
        return f"{self.method}{self.host}{self.path}{self.mark}{query}"

    def signature(self) -> str:
        made = digest(self.text().encode(self.charset), self.secret_key, self.hash_name)
        return self.finish(made)


Change = Callable[[Recipe], Iterator[Recipe]]


@dataclass(frozen=True)
class Mistake:
    """`explanation` may name {wrong}, {right} and what is {missing} in the wrong string."""

    name: str
    explanation: str
    change: Change

    def explained(self, right: Recipe, wrong: Recipe) -> str:
        here = {name for name, _ in wrong.parameters}
        missing = ", ".join(name for name, _ in right.parameters if name not in here)
        return self.explanation.format(right=right, wrong=wrong, missing=missing)


def choosing(**choices: Any) -> Change:
    def change(recipe: Recipe) -> Iterator[Recipe]:
        yield replace(recipe, **choices)

    return change


def other_method(recipe: Recipe) -> Iterator[Recipe]:
    yield replace(recipe, method="GET" if recipe.method == "POST" else "POST")


def small_method(recipe: Recipe) -> Iterator[Recipe]:
    yield replace(recipe, method=recipe.method.lower())


def other_path(recipe: Recipe) -> Iterator[Recipe]:
    for path in OTHER_PATHS:
        if path != recipe.path:
            yield replace(recipe, path=path)


def with_scheme(recipe: Recipe) -> Iterator[Recipe]:
    for scheme in ("https", "http"):
        yield replace(recipe, host=f"{scheme}://{recipe.host}")


def other_hash(recipe: Recipe) -> Iterator[Recipe]:
    yield replace(recipe, hash_name="sha1" if recipe.hash_name == "sha256" else "sha256")


def id_as_key(recipe: Recipe) -> Iterator[Recipe]:
    yield replace(recipe, secret_key=recipe.secret_id)


def key_with_more(recipe: Recipe) -> Iterator[Recipe]:
    for more in ("\n", "\r\n", " "):
        yield replace(recipe, secret_key=recipe.secret_key + more)


def key_with_ampersand(recipe: Recipe) -> Iterator[Recipe]:
    yield replace(recipe, secret_key=recipe.secret_key + "&")


def without(recipe: Recipe, keep: Callable[[Pair], bool]) -> Iterator[Recipe]:
    yield replace(recipe, parameters=tuple(filter(keep, recipe.parameters)))


def one_left_out(recipe: Recipe) -> Iterator[Recipe]:
    for left_out in recipe.parameters:
        yield from without(recipe, lambda pair: pair is not left_out)


def own_left_out(recipe: Recipe) -> Iterator[Recipe]:
    return without(recipe, lambda pair: pair[0] in COMMON)


def empty_left_out(recipe: Recipe) -> Iterator[Recipe]:
    return without(recipe, lambda pair: pair[1] != "")


def at_left_out(recipe: Recipe) -> Iterator[Recipe]:
    return without(recipe, lambda pair: pair[1][:1] != "@")


def signature_took_part(recipe: Recipe) -> Iterator[Recipe]:
    yield replace(recipe, parameters=(*recipe.parameters, ("Signature", "")))


def without_case(pairs: List[Pair]) -> List[Pair]:
    return sorted(pairs, key=lambda pair: (pair[0].lower(), pair[0]))


def numbers_by_value(pairs: List[Pair]) -> List[Pair]:
    def words(pair: Pair) -> List[Tuple[int, str]]:
        pieces = re.findall(r"[0-9]+|[^0-9]+", pair[0])
        return [(int(each) if each.isdigit() else -1, each) for each in pieces]

    return sorted(pairs, key=words)


def as_whole_texts(pairs: List[Pair]) -> List[Pair]:
    return sorted(pairs, key=lambda pair: f"{pair[0]}={pair[1]}".encode("utf-8"))


MISTAKES = (
    Mistake("values URL-encoded", "values were URL-encoded before signing; they take part raw",
            choosing(write=lambda text: quote(text, safe=UNRESERVED))),
    Mistake("values URL-encoded but slashes",
            "values were URL-encoded before signing (slashes kept); they take part raw",
            choosing(write=lambda text: quote(text, safe="/" + UNRESERVED))),
    Mistake("values form-encoded",
            "values were form-encoded (space as +) before signing; they take part raw",
            choosing(write=quote_plus)),
    Mistake("plus sent unencoded", "a + in a value was sent without encoding it as %2B, so that it"
            " arrived as a space", choosing(write=lambda text: text.replace(" ", "+"))),
    Mistake("underscores kept", "underscores of names stood in the string; each _ becomes . there",
            choosing(spell=unchanged)),
    Mistake("names in small letters", "names were written in small letters",
            choosing(spell=lambda name: dotted(name).lower())),
    Mistake("not sorted", "parameters were not sorted by name",
            choosing(order=lambda pairs: pairs)),
    Mistake("sorted without case", "parameters were sorted without regard to case; capital letters"
            " come first", choosing(order=without_case)),
    Mistake("numbers sorted by value", "numbers in names were sorted by value; x.10 comes before"
            " x.2", choosing(order=numbers_by_value)),
    Mistake("sorted with values", "whole name=value texts were sorted; names alone count",
            choosing(order=as_whole_texts)),
    Mistake("wrong method", "the string began with {wrong.method}, but the request is a"
            " {right.method}", other_method),
    Mistake("method in small letters", "the method was in small letters", small_method),
    Mistake("no method", "the string began without the method", choosing(method="")),
    Mistake("no host", "the host was left out", choosing(host="")),
    Mistake("scheme before host", "https:// or http:// stood before the host", with_scheme),
    Mistake("host of the guide", f"the host was {HOST_OF_THE_GUIDE}, which is the guide's example",
            choosing(host=HOST_OF_THE_GUIDE)),
    Mistake("wrong path", "the path was {wrong.path!r}, but the request went to {right.path!r}",
            other_path),
    Mistake("no question mark", "the ? between path and parameters was left out",
            choosing(mark="")),
    Mistake("wrong hash", "the other hash was used ({wrong.hash_name}) than SignatureMethod says",
            other_hash),
    Mistake("SecretId as key", "the SecretId was used as the key", id_as_key),
    Mistake("white space at the key", "the key had a line end or space behind it", key_with_more),
    Mistake("ampersand at the key", "an & was appended to the key, as other services want it",
            key_with_ampersand),
    Mistake("other character set GBK", "the string was signed in GBK; UTF-8 is expected",
            choosing(charset="gbk")),
    Mistake("other character set Latin-1", "the string was signed in ISO-8859-1; UTF-8 is expected",
            choosing(charset="latin-1")),
    Mistake("parameter left out", "{missing} did not take part; every parameter but Signature does",
            one_left_out),
    Mistake("own parameters left out", "only the common parameters took part, not {missing}",
            own_left_out),
    Mistake("empty values left out", "{missing} did not take part; empty values do",
            empty_left_out),
    Mistake("@ values left out", "{missing} did not take part; values with a leading @ do, except"
            " in a POST", at_left_out),
    Mistake("Signature took part", "an empty Signature took part", signature_took_part),
    Mistake("hex digits", "the signature was written in hex digits; base64 is expected",
            choosing(finish=lambda made: made.hex())),
    Mistake("base64 of hex digits", "the hex digits were base64-encoded; the bytes themselves are"
            " expected", choosing(finish=lambda made: in_base64(made.hex().encode()))),
    Mistake("base64 for URLs", "base64 was written with - and _; + and / are expected",
            choosing(finish=lambda made: base64.urlsafe_b64encode(made).decode())),
    Mistake("padding cut off", "the = at the end of the base64 was cut off",
            choosing(finish=lambda made: in_base64(made).rstrip("="))),
    Mistake("line end at the signature", "a line end was sent behind the signature",
            choosing(finish=lambda made: in_base64(made) + "\n")),
    Mistake("signature unencoded", "Signature was sent without encoding its + signs",
            choosing(finish=lambda made: in_base64(made).replace("+", " "))),
    Mistake("signature encoded twice", "Signature was URL-encoded twice",
            choosing(finish=lambda made: quote(in_base64(made), safe=""))),
)
