"""Papers handed out, and the numbers the house gives."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from audit.columns import Stored, UTCDateTime, sealed


class MarkRow(Stored, table=True):
    """When the receipt was printed, the result notice recorded, the bundle handed over."""

    __tablename__ = "draw_mark"

    draw_id: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UTCDateTime)


class CounterRow(Stored, table=True):
    """The last number given under ``name``: serials of papers, ids of experts, applications, firms."""

    __tablename__ = "counter"

    name: str = Field(primary_key=True)
    last: int


class PaperRow(Stored, table=True):
    """A numbered paper. ``body``: salt and facts as JSON; NULL for one that another act composes."""

    __tablename__ = "paper"

    center: str = Field(primary_key=True)
    serial: str = Field(primary_key=True)
    kind: str
    subject: str = Field(index=True)
    project: str = Field(index=True)
    at: datetime = Field(sa_type=UTCDateTime)
    checkpoint: str
    lang: str
    body: bytes | None = sealed(optional=True)


class PrintingRow(Stored, table=True):
    """One printing of it; ``reason``: why again, in words."""

    __tablename__ = "paper_printing"

    center: str = Field(primary_key=True)
    serial: str = Field(primary_key=True)
    nth: int = Field(primary_key=True)
    at: datetime = Field(sa_type=UTCDateTime)
    by: str
    way: str
    copies: int
    reason: bytes | None = sealed(optional=True)
