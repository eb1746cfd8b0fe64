"""Replace the table of specialties by an edition (Art. 2; 招标投标法实施条例 45)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from audit.events import HouseEvent
from draw_service.rules.specialties import parse_rows
from draw_service.usecases.ports import House


def import_specialties(house: House, edition: str, rows: Iterable[Sequence[str]], *, file_sha256: str) -> int:
    """Write the ``(code, name)`` rows as ``edition``; returns how many codes it has now.

    An edition has any name; being free text, it stays out of the log, where the file's hash stands for it.
    Raises ``SpecialtyRowWrong`` with the row number; then nothing is written.
    """
    table = parse_rows(rows)
    with house.books() as books:
        written = books.pool.put_specialties(edition, table)
        body = {"codes": written, "sha256": file_sha256}
        books.journal.note("specialties", HouseEvent.SPECIALTIES_IMPORTED, body, house.clock.now())
        books.commit()
    return written
