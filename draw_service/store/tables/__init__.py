"""Every table of the service by subject; importing this room makes the metadata complete."""

from __future__ import annotations

from audit import cosigned
from audit import tables as journal
from audit.columns import Stored
from draw_service.store.tables import (
    access,
    answers,
    applications,
    archive,
    draws,
    experts,
    fees,
    incidents,
    oversight,
    papers,
    pool,
    pool_keeping,
    rooms,
    rulebook,
    statistics,
)
from notifications import tables as notices
from scoring import tables as scores

METADATA = Stored.metadata

__all__ = [
    "METADATA",
    "access",
    "answers",
    "applications",
    "archive",
    "cosigned",
    "draws",
    "experts",
    "fees",
    "incidents",
    "journal",
    "notices",
    "oversight",
    "papers",
    "pool",
    "pool_keeping",
    "rooms",
    "rulebook",
    "scores",
    "statistics",
]
