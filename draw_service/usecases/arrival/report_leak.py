"""The list leaked (Art. 13(4)): a 24-hour incident clock, and by default a new attempt with fresh secrets."""

from __future__ import annotations

from datetime import datetime, timedelta

from audit.events import DrawEvent, HouseEvent
from draw_service.rules.refusals import NotOrdered
from draw_service.usecases.chain import append, load_running, stamp
from draw_service.usecases.draws.abort import end_attempt
from draw_service.usecases.draws.record_answer import answer
from draw_service.usecases.incidents.open_incident import begin
from draw_service.usecases.ports import House
from draw_service.usecases.presence import Codes, confirm_parties


def report_leak(house: House, draw_id: str, reason: str, codes: Codes) -> datetime:
    """Returns when the incident must be reported upward at the latest (保密工作制度 十).

    ``leak_response = new-attempt``: the draw is aborted. ``refill``: seats not signed in yet are voided and
    refilled in the same order. ``reason`` is a slug. Raises ``NotOrdered``, ``PartiesMissing``.
    """
    by = confirm_parties(house, draw_id, codes)
    with house.books() as books:
        now = house.clock.now()
        draw = load_running(books, draw_id)
        pack = house.pack_by_id(draw.rule_pack, draw.filed_at)
        due = now + timedelta(hours=pack.int("leak_report_hours"))
        body = {"draw": draw_id, "due": stamp(due)}
        books.journal.note("incidents", HouseEvent.LEAK_REPORTED, body, now)
        begin(house, books, "list-leaked", draw_id, now, pack)
        if pack.text("leak_response") == "refill":
            if draw.seating is None:
                raise NotOrdered
            # Three parties keep those who have arrived, for this reason (rules.md section 2).
            kept = {"what": "leak-refill", "by": by, "reason": reason}
            append(books, draw, DrawEvent.DRAW_CONFIRMED, kept, now)
            for slot in sorted(set(draw.seating.holders) - draw.seating.arrived):
                answer(house, books, draw, slot, "leaked", {"cause": "leak"})
        else:
            end_attempt(house, books, draw, "leaked", reason, by)
        books.commit()
    house.sequence()
    return due
