"""PURE. What a count or a refusal may tell of who is engaged elsewhere (Art. 8(3), 9(2)).

An engagement is a seat, or a call for one. Whoever counts the free experts of a narrow specialty before and
after the calls of another project reads its panel off the difference. Therefore a count shown before the lock
leaves out nobody who is engaged under a seal, and of whoever cannot be chosen one sentence is said, whatever
the reason. The lock itself judges by everything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from draw_service.rules.codes import WHY_WORDS, Word
from draw_service.rules.packs import RulePack
from draw_service.rules.people import Engagement, Period

ASIDE = Word("不能入选", "cannot be chosen")
"""Whatever the reason is."""


def over(held: Iterable[Engagement], now: datetime) -> list[Engagement]:
    """Those whose evaluation has ended by its filed length."""
    return [one for one in held if one.period.end is not None and one.period.end <= now]


def told(
    held: Iterable[Engagement], unsealed: Collection[str], now: datetime, pack: RulePack
) -> list[Engagement]:
    """The engagements a count may leave experts out for. ``unsealed``: draws whose roster was opened.

    Of ``engagements_told`` = ``over`` those whose evaluation has ended and whose roster was opened; of
    ``all`` every one.
    """
    if pack.text("engagements_told") == "all":
        return list(held)
    return [one for one in over(held, now) if one.draw_id in unsealed]


def reasons_told(
    counted: Mapping[str, int], period: Period, now: datetime, pack: RulePack
) -> tuple[tuple[str, int], ...]:
    """How many stand aside on a paper: by code once the hours of the project are over, until then in one sum
    under the code "". A paper is frozen when it is numbered."""
    ended = period.end is not None and period.end <= now
    if ended or pack.text("engagements_told") == "all":
        return tuple(sorted(counted.items()))
    return (("", sum(counted.values())),) if counted else ()


def aside(why: str, pack: RulePack) -> Word:
    """How people hear that somebody cannot be chosen; ``why``: a code of ``WHY_WORDS``."""
    return WHY_WORDS[why] if pack.text("engagements_told") == "all" else ASIDE
