"""Tenderer or agency hands in the sealed bidder list; from then on only matching reads it (Art. 12)."""

from __future__ import annotations

from collections.abc import Sequence

from draw_service.rules.access import Who
from draw_service.rules.applications import Bidder
from draw_service.rules.refusals import BadInput
from draw_service.usecases.applications.file_bidders import file_bidders
from draw_service.usecases.applications.parties import own_application
from draw_service.usecases.ports import House


def hand_in_bidders(house: House, who: Who, application_id: str, bidders: Sequence[Bidder]) -> int:
    """Returns how many firms. Raises ``NotFound``, ``BadInput`` for an empty list."""
    with house.books() as books:
        own_application(books, who, application_id)
    if not bidders:
        raise BadInput(what="bidders")
    return file_bidders(house, application_id, bidders)
