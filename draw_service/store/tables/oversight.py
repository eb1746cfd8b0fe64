"""Supervision measures, terminals and papers of the dispatch service (Art. 7, 15, 23)."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field

from audit.columns import Stored, sealed


class OversightRecordRow(Stored, table=True):
    """A record as JSON; beside it what it is found by. ``subject``: keyed hash of whom it is about."""

    __tablename__ = "oversight_record"
    __table_args__ = (
        Index("ix_oversight_record_state", "kind", "state"),
        Index("ix_oversight_record_subject", "kind", "subject"),
    )

    kind: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    seq: int = Field(unique=True)
    subject: bytes
    state: str
    data: bytes = sealed()
