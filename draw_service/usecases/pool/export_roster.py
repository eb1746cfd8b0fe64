"""Hand the register out as records of the national data standard (Art. 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from draw_service.rules.people import ExpertRecord
from draw_service.usecases.ports import House


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
