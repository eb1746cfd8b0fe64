"""Fee sheets and where experts are paid (Art. 18). Who is on a sheet, amounts and accounts are encrypted."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field

from audit.columns import Stored, UTCDateTime, sealed


class FeeSheetRow(Stored, table=True):
    """The sheet of one draw, as JSON; ``due_on``: the last day to hand it in."""

    __tablename__ = "fee_sheet"

    draw_id: str = Field(primary_key=True)
    state: str = Field(index=True)
    due_on: date = Field(index=True)
    data: bytes = sealed()


class FeePersonRow(Stored, table=True):
    """Somebody on a sheet. ``token``: keyed hash of draw and expert, so that nothing links two draws."""

    __tablename__ = "fee_person"

    token: str = Field(primary_key=True)
    draw_id: str = Field(index=True)


class FeeScanRow(Stored, table=True):
    """A scanned paper of a draw, a PDF; ``digest``: hex SHA-256 of it."""

    __tablename__ = "fee_scan"

    draw_id: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    digest: str
    pages: int
    size: int
    at: datetime = Field(sa_type=UTCDateTime)
    data: bytes = sealed()


class BankAccountRow(Stored, table=True):
    """Where an expert is paid, as JSON: a financial account is sensitive (个人信息保护法 28)."""

    __tablename__ = "bank_account"

    expert_id: str = Field(primary_key=True, foreign_key="expert.id")
    at: datetime = Field(sa_type=UTCDateTime)
    data: bytes = sealed()
