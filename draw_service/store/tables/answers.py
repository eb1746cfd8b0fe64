"""What the JSON API answered, for a day. Who asked and with which key is hashed, the answer is encrypted."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from audit.columns import Stored, UTCDateTime, sealed


class ApiAnswerRow(Stored, table=True):
    """``token``: keyed hash of caller and key; ``digest``: keyed hash of the request; ``claim``: who works on
    it; ``data``: the answer as JSON, empty until there is one."""

    __tablename__ = "api_answer"

    token: str = Field(primary_key=True)
    digest: str
    claim: str
    begun_at: datetime = Field(sa_type=UTCDateTime, index=True)
    data: bytes | None = sealed(optional=True)
