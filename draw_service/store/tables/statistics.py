"""What is counted of ended draws: their lines, and the sums over them. Experts, parties and sets of bodies
stand by numbers of their own; what a number means is encrypted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from audit.columns import Stored, UTCDateTime, sealed


class StatPositionRow(Stored, table=True):
    """How far the log has been read: indexes below ``position``. One row, ``name`` "log"."""

    __tablename__ = "statistics_position"

    name: str = Field(primary_key=True)
    position: int = Field(sa_type=BigInteger)


class StatNameRow(Stored, table=True):
    """A number and what it stands for, as JSON. ``token``: keyed hash of kind and key; ``kind``: expert,
    party or bodies."""

    __tablename__ = "statistics_name"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    token: bytes = Field(unique=True)
    kind: str = Field(index=True)
    data: bytes = sealed()


class StatDrawRow(Stored, table=True):
    """One ended draw (``rules.statistics.Fact``). ``calls`` that gave a seat, ``unknown`` among them."""

    __tablename__ = "statistics_draw"
    __table_args__ = (Index("ix_statistics_draw_year_bodies", "year", "bodies"),)

    draw_id: str = Field(primary_key=True)
    log_index: int = Field(sa_type=BigInteger, unique=True)
    year: int
    ended_at: datetime = Field(sa_type=UTCDateTime)
    bodies: int
    tenderer: int
    agency: int
    handler: int
    mode: str
    ended: str
    ground: str
    confirmed_by: str
    revealed: int
    minutes: int | None
    opened: bool
    calls: int
    unknown: int


class StatBidderRow(Stored, table=True):
    """A bidder of a draw somebody served in."""

    __tablename__ = "statistics_bidder"

    draw_id: str = Field(primary_key=True)
    party: int = Field(primary_key=True)


class StatSeatRow(Stored, table=True):
    """One call that gave a seat. ``expert`` 0 where it cannot be told any more."""

    __tablename__ = "statistics_seat"
    __table_args__ = (Index("ix_statistics_seat_expert_year", "expert", "year"),)

    draw_id: str = Field(primary_key=True)
    slot: int = Field(primary_key=True)
    ordinal: int = Field(primary_key=True)
    year: int
    handle: str
    expert: int
    code: str
    called_at: datetime = Field(sa_type=UTCDateTime)
    first_outcome: str
    outcome: str
    served: bool


class StatOrderRow(Stored, table=True):
    """One stratum drawn by ticket. ``eligible``, ``drawn``: numbers of experts, packed."""

    __tablename__ = "statistics_order"
    __table_args__ = (Index("ix_statistics_order_year_log_index", "year", "log_index"),)

    draw_id: str = Field(primary_key=True)
    stratum: str = Field(primary_key=True)
    log_index: int = Field(sa_type=BigInteger)
    year: int
    bodies: int
    code: str
    drawn: bytes
    eligible: bytes


class StatExpertRow(Stored, table=True):
    """Sums of one expert in one year."""

    __tablename__ = "statistics_expert"

    year: int = Field(primary_key=True)
    expert: int = Field(primary_key=True)
    bodies: int = Field(primary_key=True)
    drawn: int
    asked: int
    accepted: int
    services: int


class StatHandlerRow(Stored, table=True):
    """Sums of one expert with one handler in one year; ``…_after`` an unsealing that showed them."""

    __tablename__ = "statistics_handler"
    __table_args__ = (Index("ix_statistics_handler_expert_handler", "expert", "handler"),)

    year: int = Field(primary_key=True)
    expert: int = Field(primary_key=True)
    handler: int = Field(primary_key=True)
    bodies: int = Field(primary_key=True)
    asked: int
    accepted: int
    asked_after: int
    accepted_after: int
    opened: int


class StatPartyRow(Stored, table=True):
    """Sums of one party in a role in one year."""

    __tablename__ = "statistics_party"

    year: int = Field(primary_key=True)
    role: str = Field(primary_key=True)
    party: int = Field(primary_key=True)
    bodies: int = Field(primary_key=True)
    draws: int
    aborted: int
    revealed: int


_AGAIN = text("count >= 2")


class StatTogetherRow(Stored, table=True):
    """Services that join an expert, a tenderer, an agency (0: none) and a bidder in one year."""

    __tablename__ = "statistics_together"
    __table_args__ = (
        Index("ix_statistics_together_again", "year", "count", sqlite_where=_AGAIN, postgresql_where=_AGAIN),
    )

    year: int = Field(primary_key=True)
    expert: int = Field(primary_key=True)
    tenderer: int = Field(primary_key=True)
    agency: int = Field(primary_key=True)
    bidder: int = Field(primary_key=True)
    count: int


class StatSpecialtyRow(Stored, table=True):
    """Services of one expert in one specialty in one year."""

    __tablename__ = "statistics_specialty"

    year: int = Field(primary_key=True)
    code: str = Field(primary_key=True)
    expert: int = Field(primary_key=True)
    bodies: int = Field(primary_key=True)
    services: int
