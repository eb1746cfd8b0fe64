"""Somebody has seen to an alarm: it is cleared, and a channel that stood still goes on (Art. 5)."""

from __future__ import annotations

from audit.events import HouseEvent
from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.refusals import NotFound
from draw_service.usecases.access.marks import mark
from draw_service.usecases.ports import House


def see_to_alarm(house: House, who: Who, code: str, subject: str) -> None:
    """Raises ``NotFound`` when somebody else was quicker, ``NotYourRoom``, ``SecondFactorMissing``."""
    must_hold(who, Role.ADMINISTRATOR, Role.OPERATOR)
    now = house.clock.now()
    with house.books() as books:
        found = [one for one in books.post.alarms() if (one.code, one.subject) == (code, subject)]
        if not found:
            raise NotFound
        books.post.seen_to(found[0], now)
        by = mark(house, "account", who.account)
        books.journal.note("alarms", HouseEvent.ALARM_SEEN, {"code": code, "by": by}, now)
        books.commit()
    house.sequence()
