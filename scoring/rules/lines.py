"""Ledger lines, and that a score is always the sum of its lines (Art. 20, 22; rules.md section 4).

Lines are only ever added: a deduction, its reversal, a response. A reversal cancels its deduction whenever
it was made, so it counts in the year of the deduction, with the points turned round. The year of a line is
the calendar year in Asia/Shanghai of ``at``, the time of the act.

The log commits to a line by the salted hash of its exported form, so that whoever holds the log learns
nothing of it, and whoever holds the export can hold the house to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Literal, NamedTuple

from audit.canonical import canonical
from scoring.rules.items import LATE
from scoring.rules.parameters import Parameters
from scoring.rules.working_days import civil_date

LineKind = Literal["deduction", "reversal", "response"]


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """``expert``: register id. ``points``: taken off; negative in a reversal. ``of``: what it cancels.
    ``at``: of the act, for a reversal when it was made. ``n``: number in the ledger. ``salt``: 16 bytes."""

    id: str
    kind: LineKind
    expert: str
    year: int
    at: datetime
    project: str = ""
    item: int = 0
    points: int = 0
    of: str = ""
    n: int = -1
    salt: bytes = b""

    @property
    def late(self) -> int:
        """What it adds to the late events of its year."""
        return (self.item == LATE) * (1 if self.kind == "deduction" else -1 if self.kind == "reversal" else 0)

    @property
    def responses(self) -> int:
        return int(self.kind == "response")


class Totals(NamedTuple):
    """The lines of one expert in one year, added up."""

    expert: str
    points: int = 0
    late: int = 0
    responses: int = 0


def year_of(at: datetime) -> int:
    return civil_date(at).year


def deduction(
    id: str, expert: str, item: int, points: int, at: datetime, project: str, salt: bytes = b""
) -> Line:
    return Line(id, "deduction", expert, year_of(at), at, project, item, points, salt=salt)


def reversal(id: str, of: Line, at: datetime, salt: bytes = b"") -> Line:
    """The line that cancels the deduction ``of``."""
    return Line(id, "reversal", of.expert, of.year, at, of.project, of.item, -of.points, of.id, salt=salt)


def response(id: str, expert: str, at: datetime, project: str, salt: bytes = b"") -> Line:
    return Line(id, "response", expert, year_of(at), at, project, salt=salt)


def add_up(expert: str, lines: Iterable[Line]) -> Totals:
    """The totals of one expert's lines of one year, in whatever order."""
    held = list(lines)
    return Totals(
        expert,
        sum(line.points for line in held),
        sum(line.late for line in held),
        sum(line.responses for line in held),
    )


def score(totals: Totals, parameters: Parameters) -> int:
    """May go below 0, and is shown as it is."""
    return parameters.base_points - totals.points


def exported(line: Line, pseudonym: str) -> dict[str, Any]:
    """The line as ``panel scores recompute`` reads it; the expert by a pseudonym."""
    at = line.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if line.kind == "reversal":
        return {"kind": "reversal", "of": line.of, "at": at}
    if line.kind == "response":
        return {"kind": "response", "expert": pseudonym, "at": at}
    return {
        "kind": "deduction",
        "expert": pseudonym,
        "item": line.item,
        "at": at,
        "project": line.project,
        "id": line.id,
    }


def commitment(wire: dict[str, Any], salt: bytes) -> str:
    """Hex SHA-256 that the log holds of a line."""
    return sha256(canonical({"line": wire, "salt": salt.hex()})).hexdigest()
