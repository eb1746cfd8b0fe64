"""Fee sheets over one transaction (``ports.Fees``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import delete, func, select

from audit.columns import table_of
from draw_service.rules.fees_sheet import BankAccount, FeeSheet, State
from draw_service.store.rows import Rows
from draw_service.store.tables.fees import BankAccountRow, FeePersonRow, FeeScanRow, FeeSheetRow
from draw_service.usecases.ports.fees import Scan

SHEET, PERSON = table_of(FeeSheetRow), table_of(FeePersonRow)
SCAN, ACCOUNT = table_of(FeeScanRow), table_of(BankAccountRow)
_KEPT = SHEET.c.state != "destroyed"


@cache
def _form(kind: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


class FeeBooks:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def put_sheet(self, sheet: FeeSheet, due: date) -> None:
        key = {"draw_id": sheet.draw_id}
        data = self._rows.seal(FeeSheetRow, "data", key, _form(FeeSheet).dump_json(sheet))
        self._rows.put(FeeSheetRow, key, state=sheet.state, due_on=due, data=data)
        self._rows.session.execute(delete(PERSON).where(PERSON.c.draw_id == sheet.draw_id))
        tokens = {self._token(sheet.draw_id, pay.expert) for pay in sheet.pays}
        self._rows.add(FeePersonRow, [{"token": one, "draw_id": sheet.draw_id} for one in sorted(tokens)])

    def sheet(self, draw_id: str, *, hold: bool = True) -> FeeSheet | None:
        found = select(SHEET).where(SHEET.c.draw_id == draw_id, _KEPT)
        row = self._rows.session.execute(found.with_for_update() if hold else found).first()
        return self._sheet(row) if row else None

    def sheets(self, *states: State) -> Sequence[FeeSheet]:
        found = select(SHEET).where(_KEPT).order_by(SHEET.c.due_on, SHEET.c.draw_id)
        if states:
            found = found.where(SHEET.c.state.in_(states))
        return [self._sheet(row) for row in self._rows.session.execute(found)]

    def late(self, today: date) -> int:
        open_ = select(func.count()).where(SHEET.c.due_on < today, SHEET.c.state.in_(("draft", "confirmed")))
        return int(self._rows.session.execute(open_).scalar_one())

    def sheets_of(self, expert_id: str) -> Sequence[FeeSheet]:
        known = self._rows.session.execute(select(SHEET.c.draw_id)).scalars()
        tokens = {self._token(draw_id, expert_id): draw_id for draw_id in known}
        there = set(self._rows.session.execute(select(PERSON.c.token)).scalars())
        own = [draw_id for token, draw_id in tokens.items() if token in there]
        found = select(SHEET).where(SHEET.c.draw_id.in_(own), _KEPT).order_by(SHEET.c.due_on, SHEET.c.draw_id)
        return [self._sheet(row) for row in self._rows.session.execute(found)]

    def put_account(self, expert_id: str, account: BankAccount, at: datetime) -> None:
        key = {"expert_id": expert_id}
        data = self._rows.seal(BankAccountRow, "data", key, _form(BankAccount).dump_json(account))
        self._rows.put(BankAccountRow, key, at=at, data=data)

    def account(self, expert_id: str) -> BankAccount | None:
        key = {"expert_id": expert_id}
        row = self._rows.one(BankAccountRow, **key)
        if row is None:
            return None
        found: BankAccount = _form(BankAccount).validate_json(
            self._rows.open(BankAccountRow, "data", key, row.data)
        )
        return found

    def account_holders(self) -> Sequence[str]:
        return list(
            self._rows.session.execute(select(ACCOUNT.c.expert_id).order_by(ACCOUNT.c.expert_id)).scalars()
        )

    def forget_account(self, expert_id: str) -> None:
        self._rows.remove(BankAccountRow, expert_id=expert_id)

    def put_scan(self, scan: Scan, data: bytes) -> None:
        key = {"draw_id": scan.draw_id, "kind": scan.kind}
        cell = self._rows.seal(FeeScanRow, "data", key, data)
        self._rows.put(
            FeeScanRow, key, digest=scan.digest, pages=scan.pages, size=scan.size, at=scan.at, data=cell
        )

    def scans(self, draw_id: str) -> Mapping[str, Scan]:
        columns = SCAN.c.kind, SCAN.c.digest, SCAN.c.pages, SCAN.c.size, SCAN.c.at
        found = select(*columns).where(SCAN.c.draw_id == draw_id).order_by(SCAN.c.kind)
        rows: Iterable[Any] = self._rows.session.execute(found)
        return {row.kind: Scan(draw_id, row.kind, row.digest, row.pages, row.size, row.at) for row in rows}

    def scan_data(self, draw_id: str, kind: str) -> bytes | None:
        key = {"draw_id": draw_id, "kind": kind}
        row = self._rows.one(FeeScanRow, **key)
        return self._rows.open(FeeScanRow, "data", key, row.data) if row else None

    def _sheet(self, row: Any) -> FeeSheet:
        data = self._rows.open(FeeSheetRow, "data", {"draw_id": row.draw_id}, row.data)
        found: FeeSheet = _form(FeeSheet).validate_json(data)
        return found

    def _token(self, draw_id: str, expert_id: str) -> str:
        return self._rows.keyring.lookup("fee", f"{draw_id}\0{expert_id}").hex()
