"""Open alarms in words, for ``parts/alarms.html``: what it is, and which draw, seat, call or channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from draw_service.rules.codes import Word
from draw_service.usecases.notices import read_subject
from draw_service.usecases.ports import House
from draw_service.usecases.supervision.look_at_alarms import look_at_alarms
from notifications.alarms import SAID, Code


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """``code`` and ``subject`` name it to ``see_to_alarm``."""

    code: str
    subject: str
    said: Word
    about: Word
    raised_at: datetime


def alarm_rows(house: House) -> list[AlarmRow]:
    """The oldest first."""
    return [
        AlarmRow(
            one.code, one.subject, Word(*SAID[cast("Code", one.code)]), _about(one.subject), one.raised_at
        )
        for one in look_at_alarms(house)
    ]


def _about(subject: str) -> Word:
    """A seat's call in words; a draw, a notice or a channel by its own name."""
    try:
        draw, slot, ordinal = read_subject(subject)
    except ValueError:
        return Word(subject, subject)
    nth = ordinal + 1
    return Word(f"{draw} 第 {slot} 席，第 {nth} 位", f"{draw}, seat {slot}, candidate {nth}")
