"""How the house is doing, for those who run it: sizes and ages, never a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """``leaves``: size of the log; ``pending``: events without an index, the oldest written at
    ``pending_since``; ``last_at``: when the last event was written; ``checkpoint_at``: when the log was last
    signed; ``outbox``: how many calls and messages have not ended, by state."""

    leaves: int
    pending: int
    pending_since: datetime | None
    last_at: datetime | None
    checkpoint_at: datetime | None
    outbox: Mapping[str, int] = field(default_factory=dict)
