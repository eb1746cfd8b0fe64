"""Between rows and what they mean: attempts, notices, and the record of how a notice went."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import Row, select, update
from sqlmodel import Session

from audit.columns import table_of
from notifications.attempts import Attempt, End, State
from notifications.policy import Past
from notifications.script import Position, Say
from notifications.tables import AttemptRow, NoticeRow

NOTICE, ATTEMPT = table_of(NoticeRow), table_of(AttemptRow)


class Sealer(Protocol):
    """Encrypts the cell of one row; ``row_id`` is its primary key, parts joined by "/"."""

    def seal(self, table: str, column: str, row_id: str, data: bytes) -> bytes:
        """Encrypt one cell."""

    def open(self, table: str, column: str, row_id: str, cell: bytes) -> bytes:
        """Decrypt one cell."""


class Entropy(Protocol):
    """Chance, given in."""

    def bytes(self, size: int) -> bytes:
        """``size`` unpredictable bytes."""


class UnknownAttempt(LookupError):
    """No attempt has this id."""


def seal(sealer: Sealer, table: str, column: str, row_id: str, value: object) -> bytes:
    """A JSON value as an encrypted cell."""
    return sealer.seal(table, column, row_id, json.dumps(value, ensure_ascii=False).encode())


def numbers_of(sealer: Sealer, notice: Row[Any]) -> tuple[str, ...]:
    """The numbers of a notice, in order."""
    return tuple(number for number, _tag in _tagged(sealer, notice))


def tags_of(sealer: Sealer, notice: Row[Any]) -> tuple[str, ...]:
    """A keyed hash of each number, the person's where the client gave none."""
    return tuple(tag or notice.callee for _number, tag in _tagged(sealer, notice))


def _tagged(sealer: Sealer, notice: Row[Any]) -> list[tuple[str, str]]:
    kept = json.loads(sealer.open("notice", "numbers", notice.id, notice.numbers))
    # A notice of the first schema holds numbers alone.
    return [(one, "") if isinstance(one, str) else (one[0], one[1]) for one in kept]


def params_of(sealer: Sealer, notice: Row[Any]) -> Mapping[str, str]:
    """The parameters of a notice's template."""
    found: dict[str, str] = json.loads(sealer.open("notice", "params", notice.id, notice.params))
    return found


def locked(session: Session, attempt_id: str) -> tuple[Row[Any], Row[Any]]:
    """The notice and the attempt, held to the end of the transaction; always in this order, so that two
    transactions never wait for each other. Raises ``UnknownAttempt``."""
    found = session.execute(select(ATTEMPT.c.notice_id).where(ATTEMPT.c.id == attempt_id)).scalar()
    if found is None:
        raise UnknownAttempt
    notice = session.execute(select(NOTICE).where(NOTICE.c.id == found).with_for_update()).one()
    return notice, session.execute(select(ATTEMPT).where(ATTEMPT.c.id == attempt_id).with_for_update()).one()


def attempts_of(session: Session, notice_id: str) -> Sequence[Row[Any]]:
    """The attempts of a notice, oldest first."""
    rows = select(ATTEMPT).where(ATTEMPT.c.notice_id == notice_id).order_by(ATTEMPT.c.n)
    return session.execute(rows).all()


def load(row: Row[Any]) -> Attempt:
    """The attempt of a row."""
    kept = json.loads(row.script)
    said = kept["said"]
    return Attempt(
        id=row.id,
        kind=row.kind,
        state=State(row.state),
        ref=row.ref,
        position=Position(**kept["position"]),
        turn=kept["turn"],
        keys=row.keys,
        early=tuple((turn, key) for turn, key in kept["early"]),
        said=Say(*said) if said else None,
        machine=kept["machine"],
        end=End(row.end) if row.end else None,
        times=tuple((kind, datetime.fromisoformat(at)) for kind, at in json.loads(row.times)),
    )


def columns(attempt: Attempt) -> dict[str, object]:
    """What of an attempt stands in columns."""
    kept = {
        "position": asdict(attempt.position),
        "turn": attempt.turn,
        "early": attempt.early,
        "said": [attempt.said.line, attempt.said.gather] if attempt.said else None,
        "machine": attempt.machine,
    }
    return {
        "state": attempt.state.value,
        "ref": attempt.ref,
        "script": json.dumps(kept),
        "keys": attempt.keys,
        "times": json.dumps(_times(attempt)),
        "end": attempt.end.value if attempt.end else "",
    }


def save(session: Session, attempt: Attempt, **more: object) -> None:
    """Write what changed of an attempt; ``more`` are columns of the pipeline."""
    session.execute(update(ATTEMPT).where(ATTEMPT.c.id == attempt.id).values(**columns(attempt), **more))


def past(rows: Sequence[Row[Any]]) -> list[Past]:
    """The ended attempts among the rows, as the policy reads them; not what was taken back."""
    found = []
    for row in rows:
        attempt = load(row)
        if attempt.end is not None and not taken_back(row):
            times = dict(attempt.times)
            ended = times.get("ended", row.due_at)
            placed = row.intent_at or ended
            found.append(Past(row.number, attempt.end, attempt.verdict, placed, max(ended, placed)))
    return found


def taken_back(row: Row[Any]) -> bool:
    """Whether the attempt left the queue without ever having been placed."""
    return bool(row.end == End.CANCELLED and row.intent_at is None)


def record(notice: Row[Any], outcome: str, rows: Sequence[Row[Any]]) -> dict[str, Any]:
    """How a notice went, JSON-ready, without numbers or names."""
    return {
        "notice": notice.id,
        "kind": notice.kind,
        "channel": notice.channel,
        "template": notice.template,
        "outcome": outcome,
        "attempts": [_attempt_record(row, load(row)) for row in rows],
    }


def _attempt_record(row: Row[Any], attempt: Attempt) -> dict[str, Any]:
    return {
        "id": attempt.id,
        "number": row.number,
        "state": attempt.state.value,
        "ref": attempt.ref,
        "end": attempt.end.value if attempt.end else "",
        "verdict": attempt.verdict or "",
        "reason": attempt.position.reason,
        "keys": attempt.keys,
        "times": _times(attempt),
    }


def _times(attempt: Attempt) -> list[list[str]]:
    return [[kind, at.astimezone(UTC).isoformat()] for kind, at in attempt.times]
