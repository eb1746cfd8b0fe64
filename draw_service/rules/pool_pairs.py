"""Entries that look like one person twice (Art. 2: one pool, one entry each).

An identity number is in the register once. Somebody entered with two documents is found by the same name with
the same phone, or with employers whose names are alike; a person decides whether it is one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from rapidfuzz import fuzz

from draw_service.rules.companies import normalise
from draw_service.rules.people import ExpertRecord

Why = Literal["phone", "employer"]


@dataclass(frozen=True, slots=True)
class Pair:
    """``one`` < ``other``. ``score`` 0 to 100: how alike the employers' names are; 100 for a phone."""

    one: str
    other: str
    why: Why
    score: int


def likely_pairs(entries: Iterable[tuple[str, ExpertRecord]], similarity: int) -> tuple[Pair, ...]:
    """Ascending by number, each pair once. Same names alone are no pair: they are common."""
    named: dict[str, list[tuple[str, ExpertRecord]]] = defaultdict(list)
    for expert, record in entries:
        named[_letters(record.name)].append((expert, record))
    found = []
    for namesakes in named.values():
        for (one, a), (other, b) in combinations(sorted(namesakes, key=lambda held: held[0]), 2):
            if set(a.phones) & set(b.phones):
                found.append(Pair(one, other, "phone", 100))
                continue
            score = round(fuzz.ratio(normalise(a.employer.name), normalise(b.employer.name)))
            if a.employer.name and b.employer.name and score >= similarity:
                found.append(Pair(one, other, "employer", score))
    return tuple(sorted(found, key=lambda pair: (pair.one, pair.other)))


def _letters(name: str) -> str:
    return "".join(letter for letter in name if letter.isalnum()).casefold()
