"""An expert looks at the own entry of the register (Art. 12, 17, 20(4); 个人信息保护法 45)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from draw_service.rules.people import ExpertRecord, Period
from draw_service.rules.refusals import NotFound
from draw_service.rules.rights import due_again
from draw_service.rules.specialties import UPPER_LEVELS
from draw_service.usecases.ports import House, Proposal


@dataclass(frozen=True, slots=True, repr=False)
class OwnFile:
    """``specialties``: names of the codes held, or of the nearest above that has one; ``leave_asked``: when a
    leave was asked for by phone;
    ``confirm_due``, ``duties_due``: the year's confirmation, or signature, is missing."""

    record: ExpertRecord
    specialties: Mapping[str, str]
    leave: Sequence[Period]
    leave_asked: Sequence[datetime]
    proposals: Sequence[Proposal]
    confirmed_at: datetime | None
    duties_at: datetime | None
    confirm_due: bool
    duties_due: bool


def own_file(house: House, expert_id: str) -> OwnFile:
    """Raises ``NotFound`` for somebody who left the register."""
    now = house.clock.now()
    with house.books() as books:
        record, table = books.pool.record(expert_id), books.pool.specialties() or dict(UPPER_LEVELS)
        if record is None:
            raise NotFound
        confirmed = books.experts.signed_at(expert_id, "unchanged")
        duties = books.experts.signed_at(expert_id, "duties")
        return OwnFile(
            record,
            {major.code: _named(table, major.code) for major in record.majors},
            sorted((one for one in record.leave if one.end is None or one.end > now), key=lambda p: p.start),
            books.pool.leave_asked(expert_id),
            books.experts.proposals_of(expert_id),
            confirmed,
            duties,
            due_again(confirmed, now),
            due_again(duties, now),
        )


def _named(table: Mapping[str, str], code: str) -> str:
    return next((table[code[:n]] for n in range(len(code), 0, -1) if code[:n] in table), "")
