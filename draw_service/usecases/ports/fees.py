"""Fee sheets, where experts are paid, and scans of signed papers (Art. 18; 财务管理制度（试行） 16(8))."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from draw_service.rules.fees_sheet import BankAccount, FeeSheet, State


@dataclass(frozen=True, slots=True)
class Scan:
    """A scanned paper of a draw, without its bytes. ``digest``: hex SHA-256; ``pages``, ``size`` in bytes."""

    draw_id: str
    kind: str
    digest: str
    pages: int
    size: int
    at: datetime


class Fees(Protocol):
    """Encrypted at rest; who is on a sheet is found by a keyed hash of draw and person."""

    def put_sheet(self, sheet: FeeSheet, due: date) -> None:
        """Insert or replace."""

    def sheet(self, draw_id: str, *, hold: bool = True) -> FeeSheet | None:
        """``hold``: what is decided on it holds until the transaction ends; a view cannot hold."""

    def sheets(self, *states: State) -> Sequence[FeeSheet]:
        """In any of these states (all when none is named), the first due first."""

    def late(self, today: date) -> int:
        """How many are not paid after their last day."""

    def sheets_of(self, expert_id: str) -> Sequence[FeeSheet]:
        """Those a person is on, the first due first."""

    def put_account(self, expert_id: str, account: BankAccount, at: datetime) -> None:
        """Insert or replace."""

    def account(self, expert_id: str) -> BankAccount | None: ...

    def account_holders(self) -> Sequence[str]:
        """Experts with an account on record, ascending."""

    def forget_account(self, expert_id: str) -> None: ...

    def put_scan(self, scan: Scan, data: bytes) -> None:
        """Insert, or replace the one of that draw and kind."""

    def scans(self, draw_id: str) -> Mapping[str, Scan]:
        """By kind."""

    def scan_data(self, draw_id: str, kind: str) -> bytes | None: ...
