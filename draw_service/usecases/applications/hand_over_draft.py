"""The agency has written its part: the tenderer adds the slip and sends (Art. 8(1), 8(2))."""

from __future__ import annotations

from dataclasses import replace

from draw_service.rules.access import Who
from draw_service.rules.refusals import BadInput
from draw_service.usecases.applications.parties import own_draft
from draw_service.usecases.ports import House


def hand_over_draft(house: House, who: Who, application_id: str) -> None:
    """From now on the tenderer's list says that it is its turn. Raises ``NotFound``, and ``BadInput`` for
    the tenderer itself and while no credit code says who that is."""
    with house.books() as books:
        side, draft = own_draft(books, who, application_id)
        filed = books.draws.application(application_id) is not None
        if side != "agency" or not draft.tenderer.code or filed:
            raise BadInput(what="tenderer")
        books.draws.put_draft(replace(draft, handed_over=True, n=draft.n + 1, changed_at=house.clock.now()))
        books.commit()
