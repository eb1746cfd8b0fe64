"""Open alarms in words, for ``parts/alarms.html``: what it is, and which draw, seat, call or channel."""

from __future__ import annotations

from collections.abc import Mapping
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
    """``code`` and ``subject`` name it to ``see_to_alarm``; ``todo``: what a person does about it, and
    ``place``: where in the draw room, both empty where the alarm says all there is."""

    code: str
    subject: str
    said: Word
    about: Word
    raised_at: datetime
    todo: Word
    place: str


def alarm_rows(house: House) -> list[AlarmRow]:
    """The oldest first."""
    return [
        AlarmRow(
            one.code,
            one.subject,
            Word(*SAID[cast("Code", one.code)]),
            _about(one.subject),
            one.raised_at,
            *_help(one.code, one.subject),
        )
        for one in look_at_alarms(house)
    ]


_READ_OUT = Word(
    "照打印出的告知卡拨打，念完后录入结果；没有卡时，本人凭身份证仍可签到。",
    "Phone from the printed card, read it out and type back what came of it; without a card the person can "
    "still sign in with the identity card.",
)
_BY_CARD = Word("打印通知卡，照卡拨打后录入结果。", "Print the call card, phone from it and type it back.")
_HELP: Mapping[str, tuple[Word, str]] = {
    "no-receipt": (_READ_OUT, "/cards/read-out"),
    "by-hand": (_BY_CARD, "/cards"),
    "call-refused": (
        Word("来不及时，推迟时间或终止。", "When it is too late, postpone or abort."),
        "/postpone",
    ),
}


def _help(code: str, subject: str) -> tuple[Word, str]:
    todo, place = _HELP.get(code, (Word("", ""), ""))
    draw_id = subject.partition("/")[0]
    return todo, f"/draw-room/{draw_id}{place}" if place else ""


def _about(subject: str) -> Word:
    """A seat's call in words; a draw, a notice or a channel by its own name."""
    try:
        draw, slot, ordinal = read_subject(subject)
    except ValueError:
        return Word(subject, subject)
    nth = ordinal + 1
    return Word(f"{draw} 第 {slot} 席，第 {nth} 位", f"{draw}, seat {slot}, candidate {nth}")
