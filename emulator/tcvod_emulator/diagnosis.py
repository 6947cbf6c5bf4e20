# SPDX-License-Identifier: MIT
"""Why a signature was refused: which usual mistake, or which two, give exactly this one.

A client sends no more than its signature. So the signature that each mistake would lead to is
computed, and the one that matches shows what the client signed.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from itertools import combinations
from os.path import commonprefix
from typing import FrozenSet, Iterator, Optional, Sequence, Tuple

from .mistakes import MISTAKES, Mistake, Recipe

LONGEST_TEXT = 65536  # no search in longer strings
LONGEST_TEXT_FOR_TWO = 4096
SHOWN_CHARACTERS = 4  # of a signature

Found = Tuple[Recipe, Recipe, Tuple[Mistake, ...]]  # right, wrong, what makes the difference


@dataclass(frozen=True)
class Diagnosis:
    """`implied` is the string that the client signed, None if no mistake was recognised.
    Strings hide the values that a log must not have, signatures all but their beginning.
    """

    given: str
    expected: str
    computed: str  # the string to sign
    implied: Optional[str]
    same_characters: int  # of both strings, up to the first difference
    mistakes: Tuple[str, ...]
    causes: Tuple[str, ...]

    @property
    def text(self) -> str:
        return "; ".join((*self.causes, f"the string to sign is {self.computed}"))


def shortened(signature: str) -> str:
    return signature[:SHOWN_CHARACTERS] + "…" if signature else ""


def gives(recipe: Recipe, signature: str) -> bool:
    try:
        return hmac.compare_digest(recipe.signature().encode(), signature.encode())
    except UnicodeEncodeError:  # the recipe's character set cannot write this string
        return False


def variants(recipe: Recipe, mistakes: Sequence[Mistake]) -> Iterator[Recipe]:
    """What becomes of the recipe when all these mistakes are made."""
    if not mistakes:
        yield recipe
        return
    for changed in mistakes[0].change(recipe):
        yield from variants(changed, mistakes[1:])


def search(recipes: Sequence[Recipe], signature: str) -> Optional[Found]:
    """The first mistake that leads to the signature, or two at once for the first host."""
    length = len(recipes[0].text())
    rounds = ((1, LONGEST_TEXT, recipes), (2, LONGEST_TEXT_FOR_TWO, recipes[:1]))
    for count, limit, tried in rounds:
        if length > limit:
            return None
        for mistakes in combinations(MISTAKES, count):
            for recipe in tried:
                for variant in variants(recipe, mistakes):
                    if gives(variant, signature):
                        return recipe, variant, mistakes
    return None


def diagnose(
    recipes: Sequence[Recipe], signature: str, hidden: FrozenSet[str]
) -> Diagnosis:
    """`recipes` are right ones, for each host that is accepted; the first is the documented."""
    found = search(recipes, signature)
    if found is None:
        right = recipes[0]
        causes: Tuple[str, ...] = (
            f"none of {len(MISTAKES)} usual mistakes leads to this signature: another secret key,"
            " or a parameter that changed after signing, is likely",)
        return Diagnosis(
            shortened(signature), shortened(right.signature()), right.text(hidden), None, 0, (), causes)
    right, wrong, mistakes = found
    computed, implied = right.text(hidden), wrong.text(hidden)
    return Diagnosis(
        shortened(signature), shortened(right.signature()), computed, implied,
        len(commonprefix((computed, implied))), tuple(each.name for each in mistakes),
        tuple(each.explained(right, wrong) for each in mistakes))
