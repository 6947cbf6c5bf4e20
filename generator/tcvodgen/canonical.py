# SPDX-License-Identifier: MIT
"""One order for everything that the spec leaves unordered, so that moving lines changes no output."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import List, Sequence, Tuple

from .spec import ErrorCode, Field, Host, Service, ValueSet


_NUMBER = re.compile(r"-?[0-9]{1,20}\Z")  # of 64 bits; longer ones are texts


def canonical(service: Service) -> Service:
    hosts: List[Host] = sorted(service.hosts, key=lambda each: each.key)
    return replace(
        service,
        hosts=tuple(replace(each, schemes=tuple(sorted(each.schemes, reverse=True))) for each in hosts),
        errors=_errors(service.errors),
        value_sets=tuple(_value_set(each) for each in service.value_sets),
        actions=tuple(replace(each, errors=_errors(each.errors)) for each in service.actions),
    )


def for_readers(fields: Sequence[Field]) -> List[Field]:
    """Required ones first, each group by name."""
    return sorted(fields, key=lambda each: (not each.required, each.name.lower(), each.name))


def by_number(text: str) -> Tuple[int, str]:
    """Sorts numbers by size and other texts after them."""
    return (int(text), text) if _NUMBER.match(text) else (2**63, text)


def _errors(errors: Sequence[ErrorCode]) -> Tuple[ErrorCode, ...]:
    return tuple(sorted(errors, key=lambda each: by_number(each.code)))


def _value_set(value_set: ValueSet) -> ValueSet:
    values = sorted(value_set.values, key=lambda each: by_number(each.value))
    return replace(value_set, values=tuple(values))
