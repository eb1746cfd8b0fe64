"""Draw rooms and their queues (Art. 11)."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from audit.columns import Stored, UTCDateTime


class RoomRow(Stored, table=True):
    """A room with a project in it; its key keeps a second one out."""

    __tablename__ = "room"

    name: str = Field(primary_key=True)
    draw_id: str = Field(unique=True)


class QueueRow(Stored, table=True):
    """A project waiting for a room; ``place`` only grows."""

    __tablename__ = "room_queue"

    room: str = Field(primary_key=True)
    draw_id: str = Field(primary_key=True)
    place: int
    at: datetime = Field(sa_type=UTCDateTime)
