"""Incidents, confidential reports, handovers, the catalogue: what people wrote of them is encrypted."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field

from audit.columns import Stored, sealed


class IncidentRecordRow(Stored, table=True):
    """One record as JSON; beside it what it is found by. ``id`` of a report: keyed hash of its receipt."""

    __tablename__ = "incident_record"
    __table_args__ = (Index("ix_incident_record_state", "kind", "state"),)

    kind: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    seq: int = Field(unique=True)
    state: str
    data: bytes = sealed()


class ReportFileRow(Stored, table=True):
    """A file beside a report."""

    __tablename__ = "report_file"

    id: str = Field(primary_key=True)
    owner: str = Field(index=True)
    kind: str
    data: bytes = sealed()
