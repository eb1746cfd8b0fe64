"""The change that waits for three parties at the center's terminal (Art. 8(2))."""

from __future__ import annotations

from draw_service.rules.access import Role, Who, must_hold
from draw_service.usecases.chain import load_running
from draw_service.usecases.ports import Draft, House


def waiting_change(house: House, who: Who, draw_id: str) -> Draft | None:
    """What was written of a change of the draw's application and is not sent, for the operator to show to
    the three parties; ``change_application`` then takes it with their codes. None when there is none.

    Raises ``NotYourRoom``, ``NotFound``, ``DrawEnded``.
    """
    must_hold(who, Role.OPERATOR)
    with house.books() as books:
        draw = load_running(books, draw_id)
        return books.draws.draft(draw.application_id)
