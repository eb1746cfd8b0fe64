"""Keep what was typed of an application, complete or not (ui.md rule 11: the form is never cleared)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from draw_service.rules.access import Who
from draw_service.rules.people import Company
from draw_service.usecases.applications.parties import own_draft
from draw_service.usecases.ports import Draft, House


def save_draft(
    house: House, who: Who, application_id: str, typed: Mapping[str, str], other: Company | None = None
) -> Draft:
    """Keep ``typed`` over what was typed of the same fields before.

    ``other``: the firm across the table, an agency for a tenderer and the tenderer for an agency, which from
    now on sees the draft too; None leaves it. An application that was sent keeps its tenderer and agency.
    Raises ``NotFound``, ``ChangedUnderYou``.
    """
    with house.books() as books:
        side, draft = own_draft(books, who, application_id)
        saved = replace(
            draft,
            typed={**draft.typed, **typed},
            n=draft.n + 1,
            changed_at=house.clock.now(),
            handed_over=False,
        )
        if other is not None and books.draws.application(application_id) is None:
            agency = other if other.code or other.name else None
            saved = replace(saved, agency=agency) if side == "tenderer" else replace(saved, tenderer=other)
        books.draws.put_draft(saved)
        books.commit()
    return saved
