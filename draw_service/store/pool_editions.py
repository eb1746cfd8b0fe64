"""Editions of the specialty table and how old codes are called in a new one (Art. 2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import func, select

from audit.columns import table_of
from draw_service.store.rows import Rows
from draw_service.store.tables.pool import SpecialtyRow
from draw_service.store.tables.pool_keeping import EditionRow, MappingRow
from draw_service.usecases.ports.keeping import Edition

SPECIALTY, EDITION = table_of(SpecialtyRow), table_of(EditionRow)


class EditionBooks:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def put_edition(self, name: str, valid_from: date, sha256: str, at: datetime) -> None:
        self._rows.put(EditionRow, {"edition": name}, valid_from=valid_from, sha256=sha256, put_at=at)

    def editions(self) -> Sequence[Edition]:
        codes = select(SPECIALTY.c.edition, func.count().label("codes")).group_by(SPECIALTY.c.edition)
        counted = {row.edition: row.codes for row in self._rows.session.execute(codes)}
        rows = self._rows.many(EditionRow, ["valid_from", "put_at", "edition"])
        return [
            Edition(row.edition, row.valid_from, row.sha256, row.put_at, counted.get(row.edition, 0))
            for row in rows
        ]

    def put_mapping(self, edition: str, pairs: Iterable[tuple[str, str]]) -> None:
        self._rows.remove(MappingRow, edition=edition)
        self._rows.add(MappingRow, [{"edition": edition, "old": old, "new": new} for old, new in pairs])

    def mapping(self, edition: str) -> Sequence[tuple[str, str]]:
        return [(row.old, row.new) for row in self._rows.many(MappingRow, ["old", "new"], edition=edition)]
