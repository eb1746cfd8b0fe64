"""Every sum anew from the lines, in the order of the log: what the kept sums must equal (Art. 23)."""

from __future__ import annotations

from draw_service.rules.statistics import Tally, tally
from draw_service.usecases.ports import Books


def recount(books: Books) -> Tally:
    return tally(books.statistics.facts(), set())
