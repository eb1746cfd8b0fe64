"""Whose list an application stands in, and what is not sent yet. What is a firm's is keyed or encrypted."""

from __future__ import annotations

from sqlmodel import Field

from audit.columns import Stored, sealed


class ApplicationPartyRow(Stored, table=True):
    """The tenderer's and the agency's way to their applications. ``organisation``: keyed hash of its credit
    code."""

    __tablename__ = "application_party"

    organisation: bytes = Field(primary_key=True)
    application_id: str = Field(primary_key=True, index=True)


class DraftRow(Stored, table=True):
    """An application, or a change of one, that is being written; ``n`` counts the saves."""

    __tablename__ = "application_draft"

    application_id: str = Field(primary_key=True)
    n: int
    data: bytes = sealed()


class RecusalLetterRow(Stored, table=True):
    """A supplier's request (采购法实施条例 9). ``letter``: SHA-256 of the paper; ``open``: not decided."""

    __tablename__ = "recusal_letter"

    application_id: str = Field(primary_key=True)
    letter: str = Field(primary_key=True)
    open: bool
    data: bytes = sealed()
