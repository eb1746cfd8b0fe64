"""Records of the archive over one transaction (``ports.Archive``), and which cells name a draw's people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Column, ColumnElement, Table, and_, delete, func, select, tuple_, update

from audit.columns import SEALED, table_of
from draw_service.store.data_keys import MARK
from draw_service.store.rows import Rows, row_id
from draw_service.store.tables.applications import RecusalLetterRow
from draw_service.store.tables.archive import ArchiveRecordRow
from draw_service.store.tables.draws import (
    BiddersRow,
    CallRecordRow,
    DrawBlobRow,
    DrawTableRow,
    RecusalRequestRow,
)
from draw_service.store.tables.experts import TicketReceiptRow
from draw_service.store.tables.fees import FeePersonRow, FeeScanRow, FeeSheetRow
from draw_service.store.tables.papers import PaperRow, PrintingRow
from draw_service.store.tables.pool import EngagementRow
from draw_service.store.tables.statistics import StatOrderRow, StatSeatRow
from notifications.tables import AttemptRow, InboxRow, NoticeRow

R = TypeVar("R")
RECORD, BLOB, PAPER = table_of(ArchiveRecordRow), table_of(DrawBlobRow), table_of(PaperRow)
PRINTING, SEAT = table_of(PrintingRow), table_of(StatSeatRow)
SHEET, DRAW = table_of(FeeSheetRow), table_of(DrawTableRow)
NOTICE, ATTEMPT, INBOX = table_of(NoticeRow), table_of(AttemptRow), table_of(InboxRow)
PUBLIC_BLOBS = ("list pool", "list excluded", "list recusals", "added", "list receipt", "unseal half")
"""Of a draw's blobs, those that name nobody: handles, commitments, a receipt. They prove it for good."""
DESTROYED = "destroyed"


@cache
def _form(kind: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


class ArchiveBooks:
    def __init__(self, rows: Rows) -> None:
        self._rows, self._session = rows, rows.session

    def put(self, record: Any) -> None:
        key = {"kind": record.KIND, "id": record.id}
        data = self._rows.seal(ArchiveRecordRow, "data", key, _form(type(record)).dump_json(record))
        changed: Any = self._session.execute(
            update(RECORD).where(_same(RECORD, key)).values(state=record.state, data=data)
        )
        if not changed.rowcount:
            seq = self._session.execute(select(func.coalesce(func.max(RECORD.c.seq), 0))).scalar_one() + 1
            self._rows.add(ArchiveRecordRow, {**key, "seq": seq, "state": record.state, "data": data})

    def get(self, kind: type[R], id: str) -> R | None:
        key = {"kind": _kind(kind), "id": id}
        row = self._session.execute(select(RECORD).where(_same(RECORD, key)).with_for_update()).first()
        return self._record(kind, row) if row else None

    def find(self, kind: type[R], states: Iterable[str] = ()) -> Sequence[R]:
        found = select(RECORD).where(RECORD.c.kind == _kind(kind)).order_by(RECORD.c.seq)
        wanted = list(states)
        if wanted:
            found = found.where(RECORD.c.state.in_(wanted))
        return [self._record(kind, row) for row in self._session.execute(found)]

    def _record(self, kind: type[R], row: Any) -> R:
        key = {"kind": row.kind, "id": row.id}
        found: R = _form(kind).validate_json(self._rows.open(ArchiveRecordRow, "data", key, row.data))
        return found

    # --- people forgotten ---------------------------------------------------------------------------------

    def put_away(self, draw_id: str, at: datetime) -> int:
        return sum(
            self._put_away(draw_id, table, columns, where, at)
            for table, columns, where in _of_people(draw_id)
        )

    def shred(self, draw_id: str, at: datetime) -> int:
        self.put_away(draw_id, at)
        cells = sum(
            sum(row[column.name] is not None for column in columns)
            for table, columns, where in _of_people(draw_id)
            for row in self._session.execute(select(*columns).select_from(table).where(where)).mappings()
        )
        self._rows.data_keys.shred(draw_id, at)
        self._session.execute(update(SHEET).where(SHEET.c.draw_id == draw_id).values(state=DESTROYED))
        self._session.execute(update(PAPER).where(PAPER.c.subject == draw_id).values(body=None))
        printed = select(PAPER.c.center, PAPER.c.serial).where(PAPER.c.subject == draw_id)
        again = tuple_(PRINTING.c.center, PRINTING.c.serial).in_(printed)
        self._session.execute(update(PRINTING).where(again).values(reason=None))
        # The sums of a year stay; which of its draws an expert was called in goes.
        self._session.execute(update(SEAT).where(SEAT.c.draw_id == draw_id).values(expert=0))
        self._rows.remove(StatOrderRow, draw_id=draw_id)
        for stored in (FeePersonRow, EngagementRow):
            self._rows.remove(stored, draw_id=draw_id)
        self._forget_application(draw_id)
        cells += self._empty_notices(draw_id)
        return cells

    def shredded_at(self, draw_id: str) -> datetime | None:
        return self._rows.data_keys.shredded_at(draw_id)

    def _put_away(
        self,
        draw_id: str,
        table: Table,
        columns: list[Column[bytes]],
        where: ColumnElement[bool],
        at: datetime,
    ) -> int:
        keys, done = list(table.primary_key.columns), 0
        for row in self._session.execute(select(*keys, *columns).where(where)).mappings().all():
            key = {column.name: row[column.name] for column in keys}
            fresh = {}
            for column in columns:
                cell = row[column.name]
                place = f"{table.name}\0{column.name}\0{row_id(key)}"
                data = None if cell is None else self._opened(table, column, key, cell)
                if data is not None and not data.startswith(MARK):
                    wrapped = self._rows.data_keys.wrap(draw_id, place, data, at)
                    fresh[column.name] = self._rows.cipher.seal(table.name, column.name, row_id(key), wrapped)
            if fresh:
                self._session.execute(update(table).where(_same(table, key)).values(fresh))
                done += len(fresh)
        return done

    def _opened(self, table: Table, column: Column[bytes], key: dict[str, object], cell: bytes) -> bytes:
        return self._rows.cipher.open(table.name, column.name, row_id(key), cell)

    def _empty_notices(self, draw_id: str) -> int:
        """Numbers and words of what was told; that it was told, and how that went, stays."""
        cells = 0
        about = NOTICE.c.subject.startswith(f"{draw_id}/", autoescape=True)
        for (id,) in self._session.execute(select(NOTICE.c.id).where(about)).all():
            empty = {"params": b"{}", "numbers": b"[]"}
            sealed = {name: self._rows.cipher.seal("notice", name, id, data) for name, data in empty.items()}
            self._session.execute(update(NOTICE).where(NOTICE.c.id == id).values(sealed))
            calls = select(ATTEMPT.c.id).where(ATTEMPT.c.notice_id == id)
            reports = select(INBOX.c.id).where(INBOX.c.attempt_id.in_(calls))
            for (report,) in self._session.execute(reports).all():
                raw = self._rows.cipher.seal("inbox", "raw", report, b"{}")
                self._session.execute(update(INBOX).where(INBOX.c.id == report).values(raw=raw))
                cells += 1
            cells += len(sealed)
        return cells

    def _forget_application(self, draw_id: str) -> None:
        """Bidders and suppliers' requests go with the last attempt of their application."""
        application = self._session.execute(
            select(DRAW.c.application_id).where(DRAW.c.id == draw_id)
        ).scalar()
        attempts = self._session.execute(select(DRAW.c.id).where(DRAW.c.application_id == application))
        if all(self.shredded_at(one) is not None for one in attempts.scalars()):
            for stored in (BiddersRow, RecusalLetterRow, RecusalRequestRow):
                table = table_of(stored)
                self._session.execute(delete(table).where(table.c.application_id == application))


def _of_people(draw_id: str) -> Iterator[tuple[Table, list[Column[bytes]], ColumnElement[bool]]]:
    """Every table with cells that name people of a draw, those columns, and which rows."""
    for stored in (CallRecordRow, TicketReceiptRow, FeeSheetRow, FeeScanRow):
        table = table_of(stored)
        yield table, _sealed(table), table.c.draw_id == draw_id
    yield BLOB, _sealed(BLOB), and_(BLOB.c.draw_id == draw_id, BLOB.c.kind.not_in(PUBLIC_BLOBS))
    yield PAPER, _sealed(PAPER), PAPER.c.subject == draw_id


def _sealed(table: Table) -> list[Column[bytes]]:
    return [column for column in table.columns if column.info.get(SEALED)]


def _same(table: Table, key: dict[str, object]) -> ColumnElement[bool]:
    return and_(*(table.c[name] == value for name, value in key.items()))


def _kind(kind: Any) -> str:
    return str(kind.KIND)
