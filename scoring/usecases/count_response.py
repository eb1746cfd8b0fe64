"""Count one answered invitation (Art. 22): a line of the ledger like any other."""

from __future__ import annotations

from datetime import datetime

from scoring.ports import Books, Office
from scoring.rules.lines import Line, response
from scoring.usecases.desk import write_line


def count_response(
    office: Office, books: Books, expert: str, at: datetime, project: str, now: datetime
) -> Line:
    """In the open transaction. ``at``: when the invitation was answered."""
    return write_line(office, books, lambda salt: response(office.new_id(), expert, at, project, salt), now)
