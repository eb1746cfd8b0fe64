"""Draws beside their events, over one transaction (``ports.Draws``)."""

from __future__ import annotations

import builtins
import zlib
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select, update

from audit.columns import table_of
from draw_service.rules.applications import Party
from draw_service.rules.refusals import RecordsDestroyed
from draw_service.store.applications import ApplicationBooks
from draw_service.store.tables.draws import (
    CallRecordRow,
    DrawBlobRow,
    DrawTableRow,
    ReceiptTimeRow,
    SlipTableRow,
    SlipUsedRow,
)
from draw_service.store.tables.papers import MarkRow
from draw_service.usecases.ports import CallRecord, DrawRow, ListKind, NoticeKind, SecretKind, SlipRow

DRAW, BLOB = table_of(DrawTableRow), table_of(DrawBlobRow)
SLIP, SLIP_USED, MARK = table_of(SlipTableRow), table_of(SlipUsedRow), table_of(MarkRow)
_BATCH = 500
"""Values asked for in one statement."""
_ERASED = ("secret k", "secret center-share", "list register")


class DrawBooks(ApplicationBooks):
    def add_draw(self, row: DrawRow) -> None:
        values = {"application_id": row.application_id, "attempt": row.attempt, "room": row.room}
        self._rows.add(DrawTableRow, {"id": row.draw_id, **values})

    def draw(self, draw_id: str) -> DrawRow | None:
        row = self._rows.one(DrawTableRow, id=draw_id)
        return _draw(row) if row else None

    def attempts(self, application_id: str) -> Sequence[DrawRow]:
        rows = self._rows.many(DrawTableRow, ["attempt"], application_id=application_id)
        return [_draw(row) for row in rows]

    def draws(self, draw_ids: Collection[str]) -> Mapping[str, DrawRow]:
        rows = self._rows.session.execute(select(DRAW).where(DRAW.c.id.in_(draw_ids)))
        return {row.id: _draw(row) for row in rows}

    def newest(self, most: int) -> Sequence[DrawRow]:
        rows = self._rows.session.execute(select(DRAW).order_by(DRAW.c.id.desc()).limit(most))
        return [_draw(row) for row in rows]

    def years(self) -> Sequence[int]:
        numbers = select(func.substr(DRAW.c.application_id, 4, 4)).distinct()
        return sorted(map(int, self._rows.session.execute(numbers).scalars()), reverse=True)

    def numbered_in(self, year: int) -> Sequence[DrawRow]:
        wanted = select(DRAW).where(DRAW.c.application_id.startswith(f"AP-{year:04d}-", autoescape=True))
        rows = self._rows.session.execute(wanted.order_by(DRAW.c.attempt))
        last = {row.application_id: _draw(row) for row in rows}
        # By the number and not by its letters: after 9999 comes 10000.
        return [last[one] for one in sorted(last, key=lambda id: (len(id), id), reverse=True)]

    def set_room(self, draw_id: str, room: str) -> None:
        self._rows.session.execute(update(DRAW).where(DRAW.c.id == draw_id).values(room=room))

    # --- slips --------------------------------------------------------------------------------------------

    def put_slip(self, slip: SlipRow) -> None:
        before = self.slip(slip.draw_id, slip.party)
        known = {before.commitment, before.unseal_pk} if before else set()
        fresh = [value for value in (slip.commitment, slip.unseal_pk) if value not in known]
        self._rows.add(SlipUsedRow, [{"value": value} for value in fresh])
        self._rows.put(
            SlipTableRow,
            {"draw_id": slip.draw_id, "party": slip.party},
            commitment=slip.commitment,
            unseal_pk=slip.unseal_pk,
            entry_hash=slip.entry_hash,
            wrong_tries=slip.wrong_tries,
        )

    def slip(self, draw_id: str, party: Party) -> SlipRow | None:
        row = self._rows.one(SlipTableRow, draw_id=draw_id, party=party)
        if row is None:
            return None
        return SlipRow(draw_id, party, row.commitment, row.unseal_pk, row.entry_hash, row.wrong_tries)

    def with_slip(self, draw_ids: Collection[str], party: Party) -> Collection[str]:
        found = select(SLIP.c.draw_id).where(SLIP.c.party == party, SLIP.c.draw_id.in_(draw_ids))
        return set(self._rows.session.execute(found).scalars())

    def slip_seen(self, commitment: str, unseal_pk: str) -> bool:
        value = SLIP_USED.c.value
        found = select(value).where(or_(value == commitment, value == unseal_pk)).limit(1)
        return self._rows.session.execute(found).first() is not None

    def count_wrong_try(self, draw_id: str, party: Party) -> int:
        counted = (
            update(SLIP)
            .where(SLIP.c.draw_id == draw_id, SLIP.c.party == party)
            .values(wrong_tries=SLIP.c.wrong_tries + 1)
            .returning(SLIP.c.wrong_tries)
        )
        return int(self._rows.session.execute(counted).scalar_one())

    def put_unseal_half(self, draw_id: str, unseal_pk: str) -> None:
        self._put(draw_id, "unseal half", unseal_pk.encode())

    def unseal_half(self, draw_id: str) -> str:
        return (self._last(draw_id, "unseal half") or b"").decode()

    # --- encrypted blobs ----------------------------------------------------------------------------------

    def put_secret(self, draw_id: str, kind: SecretKind, value: bytes) -> None:
        self._put(draw_id, f"secret {kind}", value)

    def secret(self, draw_id: str, kind: SecretKind) -> bytes | None:
        return self._last(draw_id, f"secret {kind}")

    def put_list(self, draw_id: str, kind: ListKind, data: bytes) -> None:
        # Mostly random hex: a higher level costs much time and saves little.
        self._put(draw_id, f"list {kind}", zlib.compress(data, 1))

    def list(self, draw_id: str, kind: ListKind) -> bytes | None:
        found = self._last(draw_id, f"list {kind}")
        return None if found is None else zlib.decompress(found)

    def put_added(self, draw_id: str, n: int, data: bytes) -> None:
        self._put(draw_id, "added", data, n)

    def added(self, draw_id: str) -> Sequence[tuple[int, bytes]]:
        return self._all(draw_id, "added")

    def put_roster(self, draw_id: str, n: int, sealed: bytes) -> None:
        self._put(draw_id, "roster", sealed, n)

    def roster(self, draw_id: str) -> tuple[int, bytes] | None:
        found = self._all(draw_id, "roster")
        return found[-1] if found else None

    def put_openings(self, draw_id: str, data: bytes) -> None:
        self._put(draw_id, "openings", data)

    def openings(self, draw_id: str) -> bytes | None:
        return self._last(draw_id, "openings")

    def unsealed(self, draw_ids: Collection[str]) -> Collection[str]:
        wanted, found = sorted(draw_ids), set[str]()
        for first in range(0, len(wanted), _BATCH):
            among = BLOB.c.draw_id.in_(wanted[first : first + _BATCH])
            opened = select(BLOB.c.draw_id).where(BLOB.c.kind == "openings", among)
            found.update(self._rows.session.execute(opened).scalars())
        return found

    def put_selection(self, draw_id: str, data: bytes) -> None:
        self._put(draw_id, "selection", data)

    def selection(self, draw_id: str) -> bytes | None:
        return self._last(draw_id, "selection")

    def erase_secrets(self, draw_id: str) -> None:
        erased = delete(BLOB).where(BLOB.c.draw_id == draw_id, BLOB.c.kind.in_(_ERASED))
        self._rows.session.execute(erased)

    def _put(self, draw_id: str, kind: str, data: bytes, n: int = 0) -> None:
        self._rows.put_sealed(DrawBlobRow, {"draw_id": draw_id, "kind": kind, "n": n}, data)

    def _all(self, draw_id: str, kind: str) -> builtins.list[tuple[int, bytes]]:
        """``(n, content)`` ascending by n; without what names people that were forgotten."""
        found = []
        for row in self._rows.many(DrawBlobRow, ["n"], draw_id=draw_id, kind=kind):
            key = {"draw_id": draw_id, "kind": kind, "n": row.n}
            with suppress(RecordsDestroyed):
                found.append((int(row.n), self._rows.open(DrawBlobRow, "data", key, row.data)))
        return found

    def _last(self, draw_id: str, kind: str) -> bytes | None:
        found = self._all(draw_id, kind)
        return found[-1][1] if found else None

    # --- calls and papers ---------------------------------------------------------------------------------

    def put_call_record(self, record: CallRecord) -> None:
        key = {"draw_id": record.draw_id, "number": self._rows.next_number(f"call {record.draw_id}")}
        data = self._rows.seal(CallRecordRow, "data", key, record.data)
        self._rows.add(CallRecordRow, {**key, "slot": record.slot, "hash": record.hash, "data": data})

    def call_records(self, draw_id: str) -> Sequence[CallRecord]:
        found = []
        for row in self._rows.many(CallRecordRow, ["number"], draw_id=draw_id):
            key = {"draw_id": draw_id, "number": row.number}
            with suppress(RecordsDestroyed):
                data = self._rows.open(CallRecordRow, "data", key, row.data)
                found.append(CallRecord(draw_id, row.slot, data, row.hash))
        return found

    def put_receipt_time(self, draw_id: str, slot: int, at: datetime) -> None:
        self._rows.put(ReceiptTimeRow, {"draw_id": draw_id, "slot": slot}, at=at)

    def receipt_time(self, draw_id: str, slot: int) -> datetime | None:
        row = self._rows.one(ReceiptTimeRow, draw_id=draw_id, slot=slot)
        return row.at if row else None

    def clear_receipt_time(self, draw_id: str, slot: int) -> None:
        self._rows.remove(ReceiptTimeRow, draw_id=draw_id, slot=slot)

    def put_sign_in_code(self, draw_id: str, slot: int, hashed: str) -> None:
        self._put(draw_id, "sign-in code", hashed.encode(), slot)

    def sign_in_code(self, draw_id: str, slot: int) -> str:
        return dict(self._all(draw_id, "sign-in code")).get(slot, b"").decode()

    def mark(self, draw_id: str, kind: NoticeKind, at: datetime) -> None:
        self._rows.put(MarkRow, {"draw_id": draw_id, "kind": kind}, at=at)

    def marked(self, draw_id: str, kind: NoticeKind) -> datetime | None:
        row = self._rows.one(MarkRow, draw_id=draw_id, kind=kind)
        return row.at if row else None

    def all_marked(self, draw_ids: Sequence[str], kind: NoticeKind) -> Sequence[str]:
        wanted = select(MARK.c.draw_id).where(MARK.c.kind == kind, MARK.c.draw_id.in_(draw_ids))
        return list(self._rows.session.execute(wanted).scalars())

    def last_marked(self, kind: NoticeKind, most: int, skip: int = 0) -> Sequence[tuple[DrawRow, datetime]]:
        joined = select(DRAW, MARK.c.at).join(MARK, MARK.c.draw_id == DRAW.c.id).where(MARK.c.kind == kind)
        newest = joined.order_by(MARK.c.at.desc(), DRAW.c.id.desc()).limit(most).offset(skip)
        return [(_draw(row), row.at) for row in self._rows.session.execute(newest)]

    def next_serial(self, paper: str) -> str:
        return f"{paper}-{self._rows.next_number(f'paper {paper}'):06d}"


def _draw(row: Any) -> DrawRow:
    return DrawRow(row.id, row.application_id, row.attempt, row.room)
