"""Answers of the JSON API over one transaction (``ports.Answers``)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, delete, update

from audit.columns import table_of
from draw_service.store.rows import Rows
from draw_service.store.tables.answers import ApiAnswerRow
from draw_service.usecases.ports.answers import Answer, Kept

_ANSWER = TypeAdapter(Answer)
TABLE = table_of(ApiAnswerRow)


class AnswerBooks:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def kept(self, caller: str, key: str) -> Kept | None:
        name = {"token": self._token(caller, key)}
        row = self._rows.one(ApiAnswerRow, **name)
        if row is None:
            return None
        data = None if row.data is None else self._rows.open(ApiAnswerRow, "data", name, row.data)
        answer = None if data is None else _ANSWER.validate_json(data)
        return Kept(row.digest, row.claim, row.begun_at, answer)

    def begin(self, caller: str, key: str, digest: str, claim: str, at: datetime) -> None:
        values = {"digest": digest, "claim": claim, "begun_at": at, "data": None}
        self._rows.add(ApiAnswerRow, {"token": self._token(caller, key), **values})

    def take_over(self, caller: str, key: str, held: str, claim: str, at: datetime) -> bool:
        return self._write(self._open(caller, key, held), claim=claim, begun_at=at)

    def answer(self, caller: str, key: str, claim: str, answer: Answer) -> bool:
        name = {"token": self._token(caller, key)}
        data = self._rows.seal(ApiAnswerRow, "data", name, _ANSWER.dump_json(answer))
        return self._write(self._open(caller, key, claim), data=data)

    def release(self, caller: str, key: str, claim: str) -> None:
        self._rows.session.execute(delete(TABLE).where(self._open(caller, key, claim)))

    def forget(self, begun_before: datetime) -> None:
        self._rows.session.execute(delete(TABLE).where(TABLE.c.begun_at < begun_before))

    def _open(self, caller: str, key: str, claim: str) -> ColumnElement[bool]:
        """The request while this claim works on it."""
        named = TABLE.c.token == self._token(caller, key)
        return named & (TABLE.c.claim == claim) & TABLE.c.data.is_(None)

    def _write(self, where: ColumnElement[bool], **values: Any) -> bool:
        written = update(TABLE).where(where).values(**values).returning(TABLE.c.token)
        return self._rows.session.execute(written).first() is not None

    def _token(self, caller: str, key: str) -> str:
        return self._rows.keyring.lookup("api answer", f"{caller}\0{key}").hex()
