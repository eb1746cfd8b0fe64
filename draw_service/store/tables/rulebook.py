"""Editions of the rule pack (Art. 24, 25). What the rules say is for everybody to read; why is encrypted."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from audit.columns import Stored, UTCDateTime, sealed


class PackEditionRow(Stored, table=True):
    """``valid_from``: ISO day; ``changes``: canonical JSON; ``state``: proposed, confirmed or withdrawn;
    ``proposer_role``: in which of their roles; ``reason``: the proposer's words."""

    __tablename__ = "pack_edition"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    level: str
    valid_from: str
    changes: str
    state: str
    proposed_by: str
    proposer_role: str
    proposed_at: datetime = Field(sa_type=UTCDateTime)
    decided_by: str = ""
    decided_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    reason: bytes = sealed()
