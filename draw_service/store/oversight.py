"""Records of supervision over one transaction (``ports.Oversight``)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import func, select, update

from audit.columns import table_of
from draw_service.store.rows import Rows
from draw_service.store.tables.oversight import OversightRecordRow

R = TypeVar("R")
RECORD = table_of(OversightRecordRow)


@cache
def _form(kind: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


class OversightBooks:
    def __init__(self, rows: Rows) -> None:
        self._rows, self._session = rows, rows.session

    def next_number(self, name: str) -> int:
        return self._rows.next_number(f"oversight {name}")

    def put(self, record: Any) -> None:
        key = {"kind": record.KIND, "id": record.id}
        values = {
            "subject": self._subject(record.subject),
            "state": record.state,
            "data": self._rows.seal(OversightRecordRow, "data", key, _form(type(record)).dump_json(record)),
        }
        same = (RECORD.c.kind == record.KIND) & (RECORD.c.id == record.id)
        changed: Any = self._session.execute(update(RECORD).where(same).values(values))
        if not changed.rowcount:
            seq = self._session.execute(select(func.coalesce(func.max(RECORD.c.seq), 0))).scalar_one() + 1
            self._rows.add(OversightRecordRow, {**key, "seq": seq, **values})

    def get(self, kind: type[R], id: str) -> R | None:
        same = (RECORD.c.kind == _kind(kind)) & (RECORD.c.id == id)
        row = self._session.execute(select(RECORD).where(same).with_for_update()).first()
        return self._record(kind, row) if row else None

    def find(self, kind: type[R], states: Iterable[str] = (), subject: str | None = None) -> Sequence[R]:
        found = select(RECORD).where(RECORD.c.kind == _kind(kind)).order_by(RECORD.c.seq)
        wanted = list(states)
        if wanted:
            found = found.where(RECORD.c.state.in_(wanted))
        if subject is not None:
            found = found.where(RECORD.c.subject == self._subject(subject))
        return [self._record(kind, row) for row in self._session.execute(found)]

    def _record(self, kind: type[R], row: Any) -> R:
        key = {"kind": row.kind, "id": row.id}
        found: R = _form(kind).validate_json(self._rows.open(OversightRecordRow, "data", key, row.data))
        return found

    def _subject(self, subject: str) -> bytes:
        return self._rows.keyring.lookup("oversight", subject)


def _kind(kind: Any) -> str:
    return str(kind.KIND)
