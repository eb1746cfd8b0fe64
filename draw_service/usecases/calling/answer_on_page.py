"""An expert who is being called answers on the own page: the same decision as a key (Art. 5).

One record, one ``seat.answered``, the same next call and the same message; the phone that rings is taken
back, and who picks it up all the same hears what was decided.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from draw_service.rules.lottery import derive_keys, handle_of
from draw_service.rules.refusals import NotFound, SeatMovedOn
from draw_service.rules.timing import last_call
from draw_service.usecases.calling.hear import hear
from draw_service.usecases.chain import application_of, load, stamp
from draw_service.usecases.expert.invitations import INVITATION, read_key, reference
from draw_service.usecases.notices import automatic, holder_of, subject_of
from draw_service.usecases.ports import House
from notifications.reports import LateKey, LeaveAsked, ReasonGiven, Report

Reason = Literal["", "other-work", "recusal", "leave"]
REASONS: tuple[Reason, ...] = ("", "other-work", "recusal", "leave")
KEYS = {True: "1", False: "2"}


def answer_on_page(house: House, expert_id: str, key: str, *, takes_part: bool, reason: Reason = "") -> str:
    """``key``: of an ``Offer`` of this expert; ``reason``: why somebody declines, if they say so.

    Returns the number of the answer, "" when the same answer is given once more. Raises ``NotFound`` for a
    seat never offered to this expert, ``SeatMovedOn`` when it was and is not any more; that is kept on record
    as a late key is.
    """
    draw_id, slot, ordinal = read_key(house, expert_id, key)
    subject, now = subject_of(draw_id, slot, ordinal), house.clock.now()
    with house.books() as books:
        draw, k = load(books, draw_id), books.draws.secret(draw_id, "k")
        called = draw.seating.called.get((slot, ordinal)) if draw.seating is not None else None
        if k is None or called != handle_of(derive_keys(k), expert_id):
            raise NotFound
        holder = holder_of(draw, slot, ordinal)
        if holder is not None and holder.accepted and takes_part:
            return ""
        application, pack = application_of(books, draw), house.pack_by_id(draw.rule_pack, draw.filed_at)
        open_ = holder is not None and not holder.accepted and now <= last_call(application, pack)
        mine = open_ and automatic(house, draw) and slot not in draw.by_hand
        outcome: Literal["accepted", "declined"] = "accepted" if takes_part else "declined"
        ended = books.post.settle(subject, INVITATION, outcome, now) if mine else None
        if ended is None:
            hear(house, books, [LateKey(subject, KEYS[takes_part], now, "")])
            books.commit()
            raise SeatMovedOn
        reports: list[Report] = [replace(ended, record={**ended.record, "page": stamp(now)})]
        if reason == "leave" and not takes_part:
            reports.append(LeaveAsked(subject, now, ended.notice))
        elif reason and not takes_part:
            reports.append(ReasonGiven(subject, reason, now, ended.notice))
        hear(house, books, reports)
        number = reference(books, draw_id, slot)
        books.commit()
    house.sequence()
    return number
