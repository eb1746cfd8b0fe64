"""Papers handed out, and the numbers the house gives."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from audit.columns import Stored, UTCDateTime


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
