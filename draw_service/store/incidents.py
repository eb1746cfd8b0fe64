"""Records of incidents, reports, handovers and the catalogue over one transaction (``ports.Incidents``)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import select

from audit.columns import table_of
from draw_service.store.rows import Rows
from draw_service.store.tables.incidents import IncidentRecordRow, ReportFileRow

R = TypeVar("R")
RECORD = table_of(IncidentRecordRow)


@cache
def _form(kind: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


class IncidentBooks:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def number(self, of: str) -> int:
        return self._rows.next_number(of)

    def put(self, record: Any) -> None:
        key = {"kind": record.KIND, "id": record.id}
        known = self._rows.one(IncidentRecordRow, **key)
        data = self._rows.seal(IncidentRecordRow, "data", key, _form(type(record)).dump_json(record))
        seq = known.seq if known is not None else self._rows.next_number("incident records")
        self._rows.put(IncidentRecordRow, key, seq=seq, state=record.state, data=data)

    def get(self, kind: type[R], id: str) -> R | None:
        mine = (RECORD.c.kind == _kind(kind)) & (RECORD.c.id == id)
        row = self._rows.session.execute(select(RECORD).where(mine).with_for_update()).first()
        return self._record(kind, row) if row else None

    def find(self, kind: type[R], states: Iterable[str] = (), most: int = 1000) -> Sequence[R]:
        found = select(RECORD).where(RECORD.c.kind == _kind(kind)).order_by(RECORD.c.seq.desc()).limit(most)
        wanted = list(states)
        if wanted:
            found = found.where(RECORD.c.state.in_(wanted))
        return [self._record(kind, row) for row in reversed(self._rows.session.execute(found).all())]

    def keep_file(self, id: str, owner: str, kind: str, data: bytes) -> None:
        key = {"id": id}
        cell = self._rows.seal(ReportFileRow, "data", key, data)
        self._rows.put(ReportFileRow, key, owner=owner, kind=kind, data=cell)

    def file(self, id: str, owner: str) -> tuple[str, bytes] | None:
        row = self._rows.one(ReportFileRow, id=id, owner=owner)
        if row is None:
            return None
        return row.kind, self._rows.open(ReportFileRow, "data", {"id": id}, row.data)

    def _record(self, kind: type[R], row: Any) -> R:
        key = {"kind": row.kind, "id": row.id}
        found: R = _form(kind).validate_json(self._rows.open(IncidentRecordRow, "data", key, row.data))
        return found


def _kind(kind: Any) -> str:
    return str(kind.KIND)
