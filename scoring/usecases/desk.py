"""What every act begins and ends with: find a record, write a line, leave a fact in the log (Art. 20).

A fact names no person: it stands on a stream of its own record, by the record's pseudonym, with the role and
the keyed pseudonym of whoever acted. Ledger lines stand on the one stream ``ledger``, numbered without gaps,
so that an export can be seen to be whole; each is there by its salted hash alone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from audit.events import HouseEvent
from scoring.ports import Books, Office
from scoring.rules.lines import Line, commitment, deduction, exported, reversal
from scoring.rules.people import Person
from scoring.rules.proofs import LEDGER
from scoring.rules.refusals import ConductNotFound

R = TypeVar("R")


def found(books: Books, kind: type[R], id: str) -> R:
    """Raises ``ConductNotFound``."""
    record = books.scores.get(kind, id)
    if record is None:
        raise ConductNotFound
    return record


def note(
    office: Office,
    books: Books,
    record: Any,
    type: HouseEvent,
    by: Person | None,
    now: datetime,
    **body: str | int | bool,
) -> None:
    """Leave a fact on the stream of ``record``; ``by`` None: time alone did it."""
    stream = f"{record.KIND}-{office.pseudonym(f'{record.KIND} {record.id}')}"
    who: dict[str, str] = {"role": "clock"}
    if by is not None:
        who = {"role": by.role, "by": office.pseudonym(f"account {by.account}")}
    books.journal.note(stream, type, {**who, **body}, now)


def write_line(office: Office, books: Books, make: Callable[[bytes], Line], now: datetime) -> Line:
    """Put a line in ledger and log. ``make``: salt -> line."""
    line = make(office.chance(16))
    digest = commitment(exported(line, office.name(line.expert)), line.salt)
    body = {"kind": line.kind, "line": digest}
    fact = books.journal.note(LEDGER, HouseEvent.LEDGER_LINE, body, now)
    numbered = Line(
        line.id,
        line.kind,
        line.expert,
        line.year,
        line.at,
        line.project,
        line.item,
        line.points,
        line.of,
        fact.n,
        line.salt,
    )
    books.scores.add_line(numbered)
    return numbered


def deduct(
    office: Office, books: Books, id: str, expert: str, item: int, at: datetime, project: str, now: datetime
) -> Line:
    """Take the points of an item off."""
    points = office.parameters(now).points(item)
    return write_line(office, books, lambda salt: deduction(id, expert, item, points, at, project, salt), now)


def turn_back(office: Office, books: Books, line_id: str, now: datetime) -> Line:
    """Write the reversal of a deduction. Raises ``ConductNotFound``."""
    line = books.scores.line(line_id)
    if line is None:
        raise ConductNotFound
    return write_line(office, books, lambda salt: reversal(office.new_id(), line, now, salt), now)
