"""Editions of the rule pack over one transaction (``ports.Rulebook``), and the confirmed ones beside any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Engine, Row, select

from audit.canonical import canonical, parse_canonical
from audit.columns import table_of
from draw_service.rules.pack_editions import FIRST, Change, PackEdition
from draw_service.store.rows import Rows
from draw_service.store.tables.rulebook import PackEditionRow
from draw_service.usecases.ports.rulebook import DraftedEdition

TABLE = table_of(PackEditionRow)


class RulebookBooks:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def next_number(self) -> int:
        return FIRST + self._rows.next_number("pack edition")

    def put(self, drafted: DraftedEdition) -> None:
        edition = drafted.edition
        key = {"number": edition.number}
        self._rows.put(
            PackEditionRow,
            key,
            level=edition.level,
            valid_from=edition.valid_from.isoformat(),
            changes=canonical([_plain(asdict(change)) for change in edition.changes]).decode(),
            state=drafted.state,
            proposed_by=drafted.proposed_by,
            proposer_role=drafted.proposer_role,
            proposed_at=drafted.proposed_at,
            decided_by=drafted.decided_by,
            decided_at=drafted.decided_at,
            reason=self._rows.seal(PackEditionRow, "reason", key, drafted.reason.encode()),
        )

    def edition(self, number: int) -> DraftedEdition | None:
        row = self._rows.one(PackEditionRow, number=number)
        return None if row is None else self._read(row)

    def editions(self, *, hold: bool = False) -> Sequence[DraftedEdition]:
        found = select(TABLE).order_by(TABLE.c.number)
        rows = self._rows.session.execute(found.with_for_update() if hold else found)
        return [self._read(row) for row in rows]

    def _read(self, row: Row[Any]) -> DraftedEdition:
        return DraftedEdition(
            _edition(row.number, row.level, row.valid_from, row.changes),
            row.state,
            row.proposed_by,
            row.proposer_role,
            row.proposed_at,
            self._rows.open(PackEditionRow, "reason", {"number": row.number}, row.reason).decode(),
            row.decided_by,
            row.decided_at,
        )


def confirmed_editions(engine: Engine) -> tuple[PackEdition, ...]:
    """Ascending by number. Through the driver itself, so that no write lock is taken or waited for: the rules
    are asked for in the middle of acts."""
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        cursor.execute(
            "SELECT number, level, valid_from, changes FROM pack_edition"
            " WHERE state = 'confirmed' ORDER BY number"
        )
        return tuple(_edition(*row) for row in cursor.fetchall())


def _edition(number: int, level: Any, valid_from: str, changes: str) -> PackEdition:
    found: Any = parse_canonical(changes.encode())
    return PackEdition(number, level, tuple(_change(one) for one in found), date.fromisoformat(valid_from))


def _change(said: Mapping[str, Any]) -> Change:
    value = said["value"]
    return Change(**{**said, "value": tuple(value) if isinstance(value, list) else value})


def _plain(said: dict[str, Any]) -> dict[str, Any]:
    return {**said, "value": list(said["value"]) if isinstance(said["value"], tuple) else said["value"]}
