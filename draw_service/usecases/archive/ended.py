"""The draws of a year that have ended (档案管理制度 3): by the civil day of their last event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from audit.events import DrawEvent
from draw_service.rules.applications import Application
from draw_service.rules.archive import Archived, kept_until, klass_of
from draw_service.rules.life import parse_time
from draw_service.usecases.ports import Books, DrawRow, House
from scoring.rules.working_days import civil_date

ALL = 10**9
_STAGES = {DrawEvent.DRAW_CLOSED: "closed", DrawEvent.DRAW_ABORTED: "aborted"}


@dataclass(frozen=True, slots=True)
class Ended:
    """``unsealed``: its names were open; ``handed``: the auditor's bundle is with the regulator, K is gone;
    ``announced``: the result notice is on record."""

    row: DrawRow
    application: Application
    archived: Archived
    unsealed: bool
    handed: bool
    announced: bool

    @property
    def finished(self) -> bool:
        """Nothing is left to do but keep it."""
        return not self.unsealed or (self.handed and (self.announced or self.archived.stage == "aborted"))


def filed_in(row: DrawRow) -> int:
    """The year of its application's number, ``AP-2026-0001``."""
    return int(row.application_id[3:7])


def ended_in_year(house: House, books: Books, year: int) -> Iterator[Ended]:
    """Ascending by draw id. An application of a year may end in the next."""
    pack = house.pack(house.clock.now())
    rows = [row for row in books.draws.newest(ALL) if filed_in(row) in (year, year - 1)]
    for row in sorted(rows, key=lambda one: one.draw_id):
        events = books.journal.events(row.draw_id)
        if not events or events[-1].type not in _STAGES:
            continue
        day = civil_date(parse_time(events[-1].at))
        found = books.draws.application(row.application_id)
        if day.year != year or found is None:
            continue
        klass = klass_of(found[1].procurement)
        archived = Archived(
            row.draw_id,
            row.application_id,
            row.attempt,
            day,
            _STAGES[events[-1].type],
            klass,
            kept_until(klass, day, pack),
            found[1].project_name,
        )
        yield Ended(
            row,
            found[1],
            archived,
            any(event.type in _OPENED for event in events),
            books.draws.marked(row.draw_id, "bundle") is not None,
            books.draws.marked(row.draw_id, "notice") is not None,
        )


_OPENED = (DrawEvent.ROSTER_UNSEALED, DrawEvent.ROSTER_REBUILT)
