"""The tenderer sends its application, with the slip of its own witness (Art. 8(1), 8(2))."""

from __future__ import annotations

from draw_service.rules.access import Who
from draw_service.rules.applications import Application
from draw_service.rules.refusals import BadInput, ChangedUnderYou
from draw_service.usecases.applications.file_application import file_application
from draw_service.usecases.applications.parties import own_draft, side_of, tenderer_alone
from draw_service.usecases.applications.slip_proof import SlipProof
from draw_service.usecases.ports import House


def send_application(
    house: House,
    who: Who,
    application_id: str,
    application: Application,
    slip: SlipProof,
    *,
    n: int,
    mandate: str = "",
) -> str:
    """File the draft that was checked at save ``n``; the draft is gone with it. Returns the draw id.

    ``mandate``: SHA-256 (hex) of the written mandate when the agency holds the unseal half. Raises
    ``NotFound``, ``TendererSends``, ``ChangedUnderYou`` when the draft was changed meanwhile, and what
    filing raises.
    """
    with house.books() as books:
        side, draft = own_draft(books, who, application_id)
    tenderer_alone(side)
    if draft.n != n:
        raise ChangedUnderYou
    if side_of(who, application.tenderer, application.agency) != "tenderer":
        raise BadInput(what="tenderer")
    return file_application(house, application_id, application, slip, mandate)
