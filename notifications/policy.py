"""PURE. How often, when and on which number a person is tried, and what the ends amount to (Art. 5).

The numbers come from the client's rule pack; the defaults are those of the design. A policy is written into
each notice, so that a change of the pack touches no notice under way.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta, timezone
from typing import Literal

from notifications.attempts import End
from notifications.script import Verdict

Outcome = Literal["accepted", "declined", "silent", "unconfirmed", "unreachable", "cancelled",
                  "delivered", "undelivered", "expired", "by-hand"]  # fmt: skip
"""``expired``: its time passed before anything was placed; ``by-hand``: the channel cannot do it, a person
does. In neither was the person reached or even tried."""
SHANGHAI = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Policy:
    """``tries``: rounds over the person's numbers, at least ``gap_seconds`` between two calls to one number;
    ``opens``, ``closes``: calling window "HH:MM" local, half open, the same twice for day and night
    (messages know no window);
    ``per_callee_per_hour``: calls to one person, 0 for no limit; ``stuck_seconds``: silence of the provider
    after which it is asked; ``lease_seconds``: how long a claimed attempt may take to be placed;
    ``sure_seconds``: between two answers "not found" before the second is believed;
    ``receipt_seconds``: how long to wait for a delivery receipt before the client is told, and
    ``receipt_lost_seconds`` before the message counts as undelivered; ``person_seconds``: how long an
    attempt may hang before a person is asked; ``until``: ISO time after which nothing is placed any more,
    "" for no end."""

    tries: int = 2
    gap_seconds: int = 120
    opens: str = "08:00"
    closes: str = "21:00"
    per_callee_per_hour: int = 6
    stuck_seconds: int = 90
    lease_seconds: int = 60
    sure_seconds: int = 30
    receipt_seconds: int = 300
    receipt_lost_seconds: int = 86_400
    person_seconds: int = 300
    until: str = ""

    def over(self, at: datetime) -> bool:
        """Whether ``at`` is too late to place anything."""
        return bool(self.until) and at > datetime.fromisoformat(self.until)

    def to_json(self) -> str:
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Policy:
        return cls(**json.loads(text))


@dataclass(frozen=True, slots=True)
class Past:
    """One ended attempt: which number, how, and when it was ``placed`` (the intent) and ``ended``."""

    number: int
    end: End
    verdict: Verdict | None
    placed: datetime
    ended: datetime


@dataclass(frozen=True, slots=True)
class Try:
    """Call this number, not before ``at``. ``again``: it is the one redial of an unconfirmed choice."""

    number: int
    at: datetime
    again: bool = False


@dataclass(frozen=True, slots=True)
class GiveUp:
    """No further try."""


def within_window(policy: Policy, at: datetime) -> bool:
    """Whether a phone may ring at ``at``."""
    opens, closes = _clock(policy.opens), _clock(policy.closes)
    return opens == closes or opens <= at.astimezone(SHANGHAI).time().replace(tzinfo=None) < closes


def window_from(policy: Policy, at: datetime) -> datetime:
    """``at``, or the next moment at which the window opens."""
    if within_window(policy, at):
        return at
    local = at.astimezone(SHANGHAI)
    opening = datetime.combine(local.date(), _clock(policy.opens), SHANGHAI)
    if opening < local:
        opening += timedelta(days=1)
    return opening.astimezone(at.tzinfo)


def next_try(
    policy: Policy, kind: Literal["voice", "sms"], numbers: int, past: Sequence[Past], now: datetime
) -> Try | GiveUp:
    """What comes after the ``past`` of a notice (oldest first) that nobody has decided.

    The numbers are gone through in order, ``policy.tries`` times; one that does not exist is not tried
    again. The first unconfirmed choice is called back at once, which uses up no try; an attempt that was
    never placed uses up none either. After ``policy.until`` nobody is tried again.
    """
    if past and past[-1].verdict == "unconfirmed" and _unconfirmed(past) == 1:
        again = window_from(policy, now) if kind == "voice" else now
        return GiveUp() if policy.over(again) else Try(past[-1].number, again, again=True)
    used = [0] * numbers
    for place, one in enumerate(past):
        if one.end is not End.NOT_PLACED and not (place and _calls_back(past[:place])):
            used[one.number] += policy.tries if one.end is End.INVALID_NUMBER else 1
    open_numbers = [n for n in range(numbers) if used[n] < policy.tries]
    if not open_numbers:
        return GiveUp()
    number = min(open_numbers, key=lambda n: (used[n], n))
    gap = timedelta(seconds=policy.gap_seconds)
    at = max([now, *(one.ended + gap for one in past if one.number == number)])
    at = window_from(policy, at) if kind == "voice" else at
    # The very first try is left to the outbox, which says that nothing was placed.
    return GiveUp() if past and policy.over(at) else Try(number, at)


def _unconfirmed(past: Sequence[Past]) -> int:
    return sum(one.verdict == "unconfirmed" for one in past)


def _calls_back(before: Sequence[Past]) -> bool:
    """Whether what follows ``before`` is the one immediate redial."""
    return before[-1].verdict == "unconfirmed" and _unconfirmed(before) == 1


def notice_outcome(kind: Literal["voice", "sms"], past: Sequence[Past]) -> Outcome:
    """What the ends of a notice amount to once no try is left. A person who answered is silent or
    unconfirmed, never unreachable; who was never called is neither. How each attempt ended stays apart in
    its record."""
    verdicts, ends = {one.verdict for one in past}, {one.end for one in past}
    if ends <= {End.NOT_PLACED}:
        return "expired"
    if kind == "sms":
        return "delivered" if End.DELIVERED in ends else "undelivered"
    order: tuple[Literal["accepted", "declined", "unconfirmed", "silent"], ...]
    order = ("accepted", "declined", "unconfirmed", "silent")
    return next((verdict for verdict in order if verdict in verdicts), "unreachable")


def _clock(text: str) -> time:
    return time.fromisoformat(text)
