"""What the public page shows of 不良行为 (Art. 21): name, item, date, project; no number, phone or address.

It is computed from the clock, so what has ended is gone even while nothing ticks; ``fresh_until`` tells how
long the page may be kept by anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from draw_service.usecases.ports import House
from scoring.rules.entries import Entry
from scoring.rules.items import Item, item_of
from scoring.rules.publication import Publication, shown
from scoring.rules.working_days import civil_date
from scoring.usecases.desk import found


@dataclass(frozen=True, slots=True, repr=False)
class Notice:
    """One line of the page. ``until``: the last day; ``provisional``: that day may still move (暂定)."""

    name: str
    item: Item
    on: date
    project: str
    until: date
    provisional: bool


@dataclass(frozen=True, slots=True, repr=False)
class Notices:
    """``fresh_until`` None: nothing is going to end by itself."""

    lines: tuple[Notice, ...]
    fresh_until: datetime | None


def public_notices(house: House) -> Notices:
    """Everything shown at this moment, the newest first."""
    now, lines, ends = house.clock.now(), [], []
    with house.books() as books:
        for each in reversed(books.scores.find(Publication, states=("published",))):
            contact = books.pool.contact(each.expert)
            if contact is None or each.until is None or not shown(each, now):
                continue
            entry = found(books, Entry, each.subject)
            until = each.until
            on = civil_date(entry.at)
            line = Notice(contact.name, item_of(each.item), on, entry.project, until.date, until.provisional)
            lines.append(line)
            ends.append(until.ends_at)
    return Notices(tuple(lines), min(ends, default=None))
