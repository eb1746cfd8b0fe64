"""Applications and attempts beside their events. What is a person's, a firm's or a secret is encrypted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from audit.columns import Stored, UTCDateTime, sealed


class ApplicationRow(Stored, table=True):
    """One version of an application (Art. 8(1)), as JSON."""

    __tablename__ = "application"

    id: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    data: bytes = sealed()


class BiddersRow(Stored, table=True):
    """The bidders of an application, as JSON."""

    __tablename__ = "bidders"

    application_id: str = Field(primary_key=True)
    data: bytes = sealed()


class RecusalRequestRow(Stored, table=True):
    """A supplier's request (采购法实施条例 9). ``token``: keyed hash of application and expert."""

    __tablename__ = "recusal_request"

    token: str = Field(primary_key=True)
    application_id: str = Field(index=True)
    expert: bytes = sealed()
    justified: bool


class DrawTableRow(Stored, table=True):
    """One attempt; ``room`` "" until it has joined a queue."""

    __tablename__ = "draw"
    __table_args__ = (UniqueConstraint("application_id", "attempt"),)

    id: str = Field(primary_key=True)
    application_id: str
    attempt: int
    room: str = ""


class SlipTableRow(Stored, table=True):
    """The witness slip in force; ``entry_hash`` is Argon2id."""

    __tablename__ = "slip"

    draw_id: str = Field(primary_key=True)
    party: str = Field(primary_key=True)
    commitment: str
    unseal_pk: str
    entry_hash: str
    wrong_tries: int = 0


class SlipUsedRow(Stored, table=True):
    """Every commitment and public key that was ever on a slip."""

    __tablename__ = "slip_used"

    value: str = Field(primary_key=True)


class DrawBlobRow(Stored, table=True):
    """Secrets, lists, added leaves, rosters, openings and selections of a draw, by ``kind``.

    ``n``: the event it belongs to, 0 where there is one only.
    """

    __tablename__ = "draw_blob"

    draw_id: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    n: int = Field(primary_key=True)
    data: bytes = sealed()


class CallRecordRow(Stored, table=True):
    """The record behind an outcome; ``hash`` is the one in the event."""

    __tablename__ = "call_record"

    draw_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    slot: int
    hash: str
    data: bytes = sealed()


class ReceiptTimeRow(Stored, table=True):
    """When the seat's confirmation SMS was reported as delivered (Art. 14)."""

    __tablename__ = "receipt_time"

    draw_id: str = Field(primary_key=True)
    slot: int = Field(primary_key=True)
    at: datetime = Field(sa_type=UTCDateTime)
