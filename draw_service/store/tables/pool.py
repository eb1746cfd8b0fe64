"""The register of experts (Art. 2), in the fields of data-standard set 212.

Who somebody is, where they work and to whom they are tied is encrypted; specialties, area, dates and flags
are plain.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field

from audit.columns import Stored, UTCDateTime, sealed


class CompanyRow(Stored, table=True):
    """A firm or public body. ``lookup``: keyed hash of its credit code, else of its normalised name."""

    __tablename__ = "company"

    id: str = Field(primary_key=True)
    lookup: bytes = Field(sa_type=LargeBinary, unique=True)
    name: bytes = sealed()
    code: bytes | None = sealed(optional=True)


class ExpertRow(Stored, table=True):
    """What a draw reads of an expert; kept narrow, because a lock reads every row.

    ``majors``: specialty codes in the order of the register, joined by ``;``, the main ones marked ``*``.
    ``relations``: JSON of ties, relatives, authorities and the employer's name where it is spelled
    otherwise than in ``company``; null when there are none. ``pool``: BASE_TYPE, null while it stands in the
    details alone; ``standing``: of ``rules.pool_keeping``, null as ``left_pool`` says; ``declared_at``: when
    employment and relations were last declared.
    """

    __tablename__ = "expert"

    id: str = Field(primary_key=True)
    card_lookup: bytes = Field(sa_type=LargeBinary, unique=True)
    name: bytes = sealed()
    company_id: str | None = Field(default=None, foreign_key="company.id")
    majors: str
    area: str
    available: bool
    left_pool: bool = False
    legal_bar: bool = False
    relations: bytes | None = sealed(optional=True)
    pool: str | None = None
    standing: str | None = None
    declared_at: datetime | None = Field(default=None, sa_type=UTCDateTime, index=True)


class ExpertFileRow(Stored, table=True):
    """The rest of an expert's file: ``phones`` and ``details`` (the identity number among them) as JSON."""

    __tablename__ = "expert_file"

    expert_id: str = Field(primary_key=True, foreign_key="expert.id")
    phones: bytes = sealed()
    details: bytes = sealed()
    onwork: bool
    enter_date: date
    added_at: datetime = Field(sa_type=UTCDateTime)


class AbsenceRow(Stored, table=True):
    """A leave or a suspension; ``until`` null is without end."""

    __tablename__ = "absence"

    id: int | None = Field(default=None, primary_key=True)
    expert_id: str = Field(foreign_key="expert.id", index=True)
    kind: str
    start: datetime = Field(sa_type=UTCDateTime)
    until: datetime | None = Field(default=None, sa_type=UTCDateTime)


class AliasRow(Stored, table=True):
    """Another name of a firm (Art. 12). ``lookup``: keyed hash of name and code together."""

    __tablename__ = "company_alias"

    lookup: str = Field(primary_key=True)
    name: bytes = sealed()
    code: bytes = sealed()


class SpecialtyRow(Stored, table=True):
    """The specialty table, by edition."""

    __tablename__ = "specialty"

    edition: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    name: str


class EngagementRow(Stored, table=True):
    """An expert holds a seat. ``token``: keyed hash of draw and expert, so nothing links two draws."""

    __tablename__ = "engagement"

    token: str = Field(primary_key=True)
    draw_id: str = Field(index=True)
    expert: bytes = sealed()
    start: datetime = Field(sa_type=UTCDateTime)
    until: datetime | None = Field(default=None, sa_type=UTCDateTime, index=True)
