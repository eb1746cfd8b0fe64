"""Answers that look at who asks (Art. 16(1), 17(3), 20(10); ``rules.statistics_patterns``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from draw_service.rules.access import Who
from draw_service.rules.statistics_patterns import Pattern, avoided, jumped
from draw_service.usecases.ports import House
from draw_service.usecases.statistics.seen import Frame, Named, frame_of, named, scope_of


@dataclass(frozen=True, slots=True, repr=False)
class Patterns:
    """``avoided_of``, ``jumped_of``: pairs of expert and handler looked at; ``asked``, ``accepted``: the
    least numbers for that; ``percent``: the false-alarm rate of each table."""

    frame: Frame
    avoided: Sequence[Pattern]
    avoided_of: int
    jumped: Sequence[Pattern]
    jumped_of: int
    asked: int
    accepted: int
    percent: int
    named: Named


def look_at_patterns(house: House, who: Who, year: int = 0) -> Patterns:
    """Raises ``NotYourRoom`` for anybody but a regulator."""
    frame, pack = frame_of(house, who, year)
    asked, accepted = pack.int("statistics_asked_least"), pack.int("statistics_accepted_least")
    percent = pack.int("statistics_false_alarm_percent")
    with house.views() as books:
        scope = scope_of(books, who, pack)
        avoided_of, never = books.statistics.avoided(frame.year, scope, asked, accepted)
        jumped_of, more = books.statistics.jumped(frame.year, scope, asked)
        found = avoided(never, avoided_of, percent)
        since = jumped(more, jumped_of, percent)
        meant = named(
            books, [n for one in (*found, *since) for n in (one.answers.expert, one.answers.handler)]
        )
    return Patterns(frame, found, avoided_of, since, jumped_of, asked, accepted, percent, meant)
