"""Somebody who owns the database engine: triggers stop nobody who may drop them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, text

from audit.events import HouseEvent, encode_house, envelope

GUARDED = ("journal_event", "log_leaf", "log_node", "log_checkpoint", "log_cosignature")


def by_hand(engine: Engine, *statements: str, **values: object) -> None:
    """Run ``statements`` with every guard of the log taken away first."""
    with engine.begin() as database:
        _unguard(database)
        for statement in statements:
            database.execute(text(statement), values)


def _unguard(database: Connection) -> None:
    if database.dialect.name == "postgresql":
        for table in GUARDED:
            database.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        return
    named = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    for name, table in database.execute(text(named)).all():
        if table in GUARDED:
            database.execute(text(f"DROP TRIGGER {name}"))


def rows(engine: Engine, query: str, **values: object) -> Sequence[Mapping[str, Any]]:
    with engine.connect() as database:
        return [dict(row._mapping) for row in database.execute(text(query), values)]


def lie(old: bytes, prev: str, **body: object) -> bytes:
    """The event of ``old`` linked to ``prev``, with other words in its body."""
    event = envelope(old)
    return encode_house(
        stream=event["stream"],
        n=event["n"],
        prev=prev,
        type=HouseEvent(event["type"]),
        body={**event["body"], **body},
        at=event["at"],
    )


def unsign(engine: Engine) -> None:
    """Forget the whole tree and its signatures, so that it is built and signed anew."""
    by_hand(
        engine,
        "DELETE FROM log_cosignature",
        "DELETE FROM log_checkpoint",
        "DELETE FROM log_node",
        "INSERT INTO log_pending SELECT event_id FROM log_leaf",
        "DELETE FROM log_leaf",
    )
