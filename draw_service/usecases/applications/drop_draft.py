"""Throw away what was typed and never sent; what was sent stays (Art. 8(1))."""

from __future__ import annotations

from draw_service.rules.access import Who
from draw_service.usecases.applications.parties import own_draft
from draw_service.usecases.ports import House


def drop_draft(house: House, who: Who, application_id: str) -> None:
    """Raises ``NotFound``."""
    with house.books() as books:
        own_draft(books, who, application_id)
        books.draws.remove_draft(application_id)
        books.commit()
