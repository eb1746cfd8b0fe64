"""Take a roster into the register, whole or not at all (Art. 2, Art. 3)."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from audit.events import HouseEvent
from draw_service.rules.roster_rows import RawRow, ReadExpert, RowProblem, read_rows
from draw_service.rules.specialties import UPPER_LEVELS
from draw_service.usecases.pool.unprintable import Unprintable, unprintable
from draw_service.usecases.ports import Books, House

AT_ONCE = 2000
"""Experts written in one statement."""
Progress = Callable[[int, int], None]
"""``(done, total)``, both in experts."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. ``rows``: data rows read; ``added``: experts now in the register because of it.

    ``duplicates``: rows that repeat a row of the file, or experts the register knows already (found by keyed
    hash, shown by the head of that hash); ``problems``: everything else that cannot stand. ``imported`` is
    False when the file was refused whole and nothing was changed. ``unprintable``: names now in the register
    that papers cannot show in full.
    """

    rows: int
    added: int
    duplicates: tuple[RowProblem, ...]
    problems: tuple[RowProblem, ...]
    imported: bool
    unprintable: tuple[Unprintable, ...] = ()


def import_roster(
    house: House,
    rows: Iterable[RawRow],
    *,
    file_sha256: str,
    allow_partial: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Import the rows in one transaction; with ``allow_partial`` the experts without a problem.

    An expert whom the register knows is never overwritten: changes of one person are acts of their own.
    The event holds counts and a keyed hash of the file, nothing of its content. Sheets beside the experts'
    one are read with them; a bad row there leaves its expert out. Raises ``ChangedUnderYou`` when another
    import was quicker: nothing of this one is kept.
    """
    with steadily(), house.books() as books:
        reading = read_rows(rows, books.pool.specialties() or UPPER_LEVELS)
        fresh, known = _sorted_out(house, reading.experts, books)
        twice = [problem for problem in reading.problems if problem.code == "duplicate-row"]
        problems = tuple(problem for problem in reading.problems if problem.code != "duplicate-row")
        refused = bool(reading.problems or known) and not allow_partial
        if refused or not fresh:
            return ImportReport(reading.rows, 0, (*twice, *known), problems, imported=False)
        now = house.clock.now()
        for done in range(0, len(fresh), AT_ONCE):
            part = fresh[done : done + AT_ONCE]
            books.pool.add_many([one.record for one in part], at=now)
            if progress:
                progress(done + len(part), len(fresh))
        body = {
            "rows": reading.rows,
            "added": len(fresh),
            "duplicates": len(twice) + len(known),
            "problems": len(problems),
            "file": house.keyring.pseudonym(f"roster {file_sha256}"),
        }
        books.journal.note("pool", HouseEvent.POOL_IMPORTED, body, now)
        books.commit()
    return ImportReport(reading.rows, len(fresh), (*twice, *known), problems, True, unprintable(house, fresh))


@contextmanager
def steadily() -> Iterator[None]:
    """Without looking for cycles meanwhile: a file's rows are a million small objects that all live to the
    end, and none of them points back."""
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()


def _sorted_out(
    house: House, experts: Sequence[ReadExpert], books: Books
) -> tuple[list[ReadExpert], list[RowProblem]]:
    """Experts new to the register, and a problem for each one it knows."""
    fresh: list[ReadExpert] = []
    known: list[RowProblem] = []
    there = books.pool.ids_by_card([expert.record.id_card for expert in experts])
    for expert in experts:
        if expert.record.id_card not in there:
            fresh.append(expert)
            continue
        shown = f"#{house.keyring.pseudonym(expert.record.id_card)[:8]}"
        known.append(RowProblem(expert.sheet, expert.row, "ID_CARD", shown, "in-register"))
    return fresh, known
