"""Declarations of employment and relations that run out (Art. 12, 20(4)): whoever holds one is reminded by
message, and the keeper sees who was."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from audit.events import HouseEvent
from audit.refusal import Refusal
from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.packs import RulePack
from draw_service.rules.pool_declarations import declared_until, keeps_out_from, remind_from, reminder_due
from draw_service.usecases.notices import policy_of
from draw_service.usecases.ports import House
from draw_service.usecases.ports.keeping import Declared
from scoring.rules.working_days import civil_date

_Reminded = Callable[[str, date], Mapping[int, datetime]]


@dataclass(frozen=True, slots=True)
class Ending:
    """A declaration that ends soon or has ended. ``out_from``: the first day the expert is not drawn, None
    where the pack only reminds; ``reminded``: when the last reminder went out."""

    expert: str
    until: date
    out_from: date | None
    reminded: datetime | None


def remind_declarations(house: House) -> int:
    """How many were reminded now; each in a transaction of its own, once for each of the pack's days. A house
    that cannot text notes the reminder all the same: the keeper calls."""
    now = house.clock.now()
    pack = house.pack(now)
    with house.views() as books:
        asked = books.keeping.declared(remind_from(now, pack))
        due = [
            (one, days)
            for one in asked
            if (days := reminder_due(one.at, _sent(books.keeping.reminded, one, pack), now, pack)) is not None
        ]
    for one, days in due:
        try:
            _remind(house, one.expert, declared_until(one.at, pack), days, now)
        except Refusal:  # the next turn tries again
            continue
    if due:
        house.sequence()
    return len(due)


def endings(house: House, who: Who, most: int = 500) -> list[Ending]:
    """For the keeper, the first to end first. Raises ``NotYourRoom``."""
    must_hold(who, Role.POOL_KEEPER)
    now = house.clock.now()
    pack = house.pack(now)
    with house.views() as books:
        found = []
        for one in books.keeping.declared(remind_from(now, pack)):
            until = declared_until(one.at, pack)
            if (until - civil_date(now)).days > max(pack.ints("declaration_remind_days"), default=0):
                continue
            sent = books.keeping.reminded(one.expert, until)
            last = max(sent.values(), default=None)
            found.append(Ending(one.expert, until, keeps_out_from(one.at, pack), last))
            if len(found) == most:
                break
        return found


def _sent(reminded: _Reminded, one: Declared, pack: RulePack) -> frozenset[int]:
    return frozenset(reminded(one.expert, declared_until(one.at, pack)))


def _remind(house: House, expert: str, until: date, days: int, now: datetime) -> None:
    with house.books() as books:
        if days in books.keeping.reminded(expert, until):
            return
        books.keeping.remind(expert, until, days, now)
        contact, lines = books.pool.contact(expert), house.lines
        told = lines is not None and bool(lines.sms) and contact is not None
        if lines is not None and lines.sms and contact is not None:
            params = {"until": until.isoformat(), "center": lines.center}
            subject, policy = f"declaration {expert} {until} {days}", policy_of(house.pack(now))
            books.post.tell(subject, contact, "sms", "declaration", params, lines, policy, now, quiet=True)
        stream = f"register-{house.keyring.pseudonym(expert)}"
        body = {"days": days, "until": until.isoformat(), "told": told}
        books.journal.note(stream, HouseEvent.DECLARATION_REMINDED, body, now)
        books.commit()
