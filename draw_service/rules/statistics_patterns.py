"""PURE. Answers that look at who asks (Art. 16(1), 17(3), 20(10); ui.md "decline patterns").

Two patterns, each with the chance that it comes about by itself. *Avoided*: asked again and again for one
handler and never accepting, while accepting for others. *Jumped*: accepting more often for a handler once
the unsealing of an earlier draw has shown the expert to it. Both chances are those of Fisher's exact test:
margins held, every arrangement of the answers equally likely. A pattern is shown when its chance times the
number of pairs looked at (Bonferroni) is at most the false-alarm rate of the rule pack: of all years without
any such habit at most that share shows even one. A pattern is a reason to look, never a finding.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import comb


@dataclass(frozen=True, slots=True)
class Answers:
    """One expert and one handler (numbers of the statistics): what was asked and accepted here, and
    elsewhere, or before."""

    expert: int
    handler: int
    asked: int
    accepted: int
    other_asked: int
    other_accepted: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """``chance``: see the top of this file."""

    answers: Answers
    chance: Fraction


def at_most(answers: Answers) -> Fraction:
    """The chance of so few acceptances here, or fewer, when answers do not look at who asks."""
    return _tail(answers, range(answers.accepted + 1))


def at_least(answers: Answers) -> Fraction:
    """The chance of so many acceptances here, or more."""
    return _tail(answers, range(answers.accepted, answers.asked + 1))


def _tail(answers: Answers, accepted: Iterable[int]) -> Fraction:
    """Hypergeometric: of all accepted, how many fall on the calls asked here."""
    all_asked = answers.asked + answers.other_asked
    all_accepted = answers.accepted + answers.other_accepted
    if not 0 <= all_accepted <= all_asked or min(answers.asked, answers.other_asked) < 0:
        raise ValueError("more accepted than asked")
    ways = (
        comb(answers.asked, here) * comb(answers.other_asked, all_accepted - here)
        for here in accepted
        if 0 <= all_accepted - here <= answers.other_asked
    )
    return Fraction(sum(ways), comb(all_asked, all_accepted))


def avoided(found: Iterable[Answers], pairs: int, false_alarm_percent: int) -> list[Pattern]:
    """``found``: candidates, of ``pairs`` looked at. The least likely first."""
    return _shown(((one, at_most(one)) for one in found), pairs, false_alarm_percent)


def jumped(found: Iterable[Answers], pairs: int, false_alarm_percent: int) -> list[Pattern]:
    """The same, ``other_…`` being what came before the first unsealing."""
    return _shown(((one, at_least(one)) for one in found), pairs, false_alarm_percent)


def _shown(found: Iterable[tuple[Answers, Fraction]], pairs: int, false_alarm_percent: int) -> list[Pattern]:
    shown = [Pattern(one, chance) for one, chance in found if chance * pairs * 100 <= false_alarm_percent]
    return sorted(shown, key=lambda one: (one.chance, one.answers.expert, one.answers.handler))
