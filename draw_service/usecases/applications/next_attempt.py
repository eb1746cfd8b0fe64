"""After an abort the tenderer opens the next attempt, with fresh slips (Art. 13)."""

from __future__ import annotations

from draw_service.rules.access import Who
from draw_service.usecases.applications.open_attempt import open_attempt
from draw_service.usecases.applications.parties import own_application, tenderer_alone
from draw_service.usecases.applications.slip_proof import SlipProof
from draw_service.usecases.ports import House


def next_attempt(house: House, who: Who, application_id: str, slip: SlipProof, mandate: str = "") -> str:
    """Returns the draw id. ``mandate`` as in ``send_application``. Raises ``NotFound``, ``TendererSends``
    and what ``open_attempt`` raises."""
    with house.books() as books:
        side, _version, _application = own_application(books, who, application_id)
    tenderer_alone(side)
    return open_attempt(house, application_id, slip, mandate)
