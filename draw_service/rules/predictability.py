"""How easily a panel can be guessed by somebody who reads past results (Art. 4(1), 8(3); ui.md).

A random order gives nobody an advantage, but a short list gives a panel away: who knows the ten people that
usually sit needs no leak. Counts only: nothing here names anybody. The thresholds are readings of ours in
the rule pack, article 8(3): an application is warned about, never refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import Literal

from draw_service.rules.packs import RulePack

Level = Literal["low", "some", "high"]
"""How easily: ``some`` above ``predictability_notice_percent``, ``high`` with any sign below."""
Sign = Literal["few-per-seat", "likely-named", "same-people"]
"""What makes a stratum easy to guess: few candidates for each seat, a reader probably names a member, the
same people were seated again and again."""


@dataclass(frozen=True, slots=True)
class Foresight:
    """One stratum. ``eligible``: who may be drawn, those who step back left out; ``seats``: past seats in the
    window, ``people``: who had them; ``known``: how many of the most seated may be drawn now.

    ``chance``: that a reader who names the most seated, or as many as there are seats if that is more, names
    at least one member. ``share``: part of the past seats that the most seated had, 0 without any.
    ``signs``: thresholds crossed.
    """

    id: str
    eligible: int
    needed: int
    seats: int
    people: int
    known: int
    chance: Fraction
    share: Fraction
    level: Level
    signs: tuple[Sign, ...]


def foresee(
    stratum_id: str, needed: int, eligible: Collection[str], seated: Mapping[str, int], pack: RulePack
) -> Foresight:
    """``eligible``: experts who may be drawn for the stratum; ``seated``: how often each expert who
    qualifies for it sat within the window, whether or not the expert may be drawn now."""
    named = pack.int("predictability_named")
    most = Counter(seated).most_common()
    # Those who sat equally often as the last one named are equally well known: the eligible ones first.
    most.sort(key=lambda pair: (-pair[1], pair[0] not in eligible))
    top = most[:named]
    known = sum(1 for who, _times in top if who in eligible)
    seats = sum(seated.values())
    share = Fraction(sum(times for _who, times in top), seats) if seats else Fraction(0)
    chance = hit(len(eligible), needed, max(known, min(needed, len(eligible))))
    signs = _signs(len(eligible), needed, chance, share, len(seated) > named, pack)
    some = chance * 100 > pack.int("predictability_notice_percent")
    level: Level = "high" if signs else "some" if some else "low"
    return Foresight(
        stratum_id, len(eligible), needed, seats, len(seated), known, chance, share, level, signs
    )


def hit(eligible: int, drawn: int, named: int) -> Fraction:
    """The chance that at least one of ``named`` candidates is among ``drawn`` of ``eligible``.

    1 − C(N − m, n) / C(N, n), one less the hypergeometric chance of none; 0 where there is nobody to name
    or nothing to draw.
    """
    if min(eligible, drawn, named) < 0:
        raise ValueError("counts are not negative")
    drawn, named = min(drawn, eligible), min(named, eligible)
    if drawn == 0 or named == 0:
        return Fraction(0)
    return 1 - Fraction(comb(eligible - named, drawn), comb(eligible, drawn))


def _signs(
    eligible: int, needed: int, chance: Fraction, share: Fraction, others: bool, pack: RulePack
) -> tuple[Sign, ...]:
    found: list[Sign] = []
    if needed and eligible < needed * pack.int("predictability_least_per_seat"):
        found.append("few-per-seat")
    if chance * 100 > pack.int("predictability_chance_percent"):
        found.append("likely-named")
    # With no more people than are named the share is 1 by itself and says nothing.
    if others and share * 100 > pack.int("predictability_share_percent"):
        found.append("same-people")
    return tuple(found)


def window_days(pack: RulePack) -> int:
    """How far back results are read."""
    return pack.int("predictability_window_days")
