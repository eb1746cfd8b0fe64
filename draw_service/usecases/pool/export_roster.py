"""Hand the register out as records of the national data standard (Art. 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from audit.events import HouseEvent
from draw_service.rules.people import ExpertRecord
from draw_service.usecases.access.administer import SERVER
from draw_service.usecases.ports import House


def hand_out_register(
    house: House, progress: Callable[[int, int], None] | None = None
) -> Iterator[ExpertRecord]:
    """As ``export_roster``, for eyes outside the house: that it left is in the log before the first of them
    is read (个人信息保护法 51)."""
    with house.books() as books:
        total = sum(1 for _ in books.pool.rows())
        body = {"records": total, "by": SERVER}
        books.journal.note("register", HouseEvent.REGISTER_EXPORTED, body, house.clock.now())
        books.commit()
    house.sequence()
    yield from export_roster(house, progress)


def export_roster(house: House, progress: Callable[[int, int], None] | None = None) -> Iterator[ExpertRecord]:
    """Every expert, ascending by register id, read in one transaction that lasts while it is iterated.

    Nothing is changed. ``progress``: ``(done, total)`` in experts.
    """
    with house.books() as books:
        total = sum(1 for _ in books.pool.rows()) if progress else 0
        for done, record in enumerate(books.pool.records(), start=1):
            yield record
            if progress:
                progress(done, total)
