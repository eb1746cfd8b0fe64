"""A draw of the caller's own organisation; every other is not there (Art. 8(1))."""

from __future__ import annotations

from draw_service.rules.access import Who
from draw_service.rules.refusals import NotFound
from draw_service.usecases.applications.parties import own_application
from draw_service.usecases.ports import Books, DrawRow


def find_draw(books: Books, who: Who, draw_id: str) -> DrawRow:
    """Raises ``NotFound``."""
    row = books.draws.draw(draw_id)
    if row is None:
        raise NotFound
    own_application(books, who, row.application_id)
    return row
