"""What experts themselves put down, and what is kept for them after a draw. What is said is encrypted."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from audit.columns import Stored, UTCDateTime, sealed


class ProposalRow(Stored, table=True):
    """A change of the register that an expert asks for; ``said``: JSON, field -> words."""

    __tablename__ = "expert_proposal"

    id: str = Field(primary_key=True)
    expert_id: str = Field(foreign_key="expert.id", index=True)
    kind: str
    said: bytes = sealed()
    state: str = Field(index=True)
    proposed_at: datetime = Field(sa_type=UTCDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class StatementRow(Stored, table=True):
    """Something an expert confirmed: ``kind`` names it, ``words`` is the hash of what was on the page."""

    __tablename__ = "expert_statement"

    expert_id: str = Field(primary_key=True, foreign_key="expert.id")
    kind: str = Field(primary_key=True)
    at: datetime = Field(primary_key=True, sa_type=UTCDateTime)
    words: str


class TicketReceiptRow(Stored, table=True):
    """An expert's private receipt of one draw. ``token``: keyed hash of draw and expert, so that nothing
    links two draws."""

    __tablename__ = "ticket_receipt"

    token: str = Field(primary_key=True)
    draw_id: str = Field(index=True)
    data: bytes = sealed()
