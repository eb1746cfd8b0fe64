"""The tenderer's own system sends a change in one go, without a draft (Art. 8(1))."""

from __future__ import annotations

from dataclasses import replace

from draw_service.rules.access import Who
from draw_service.rules.applications import Application
from draw_service.rules.refusals import BadInput, ChangeOpen
from draw_service.usecases.applications.change_application import change_application
from draw_service.usecases.applications.parties import own_application, tenderer_alone
from draw_service.usecases.applications.send_change import CHANGE_REASONS
from draw_service.usecases.ports import House


def change_at_once(house: House, who: Who, application_id: str, changed: Application, reason: str) -> int:
    """The number of the new version; tenderer, agency and who filed it stay. Raises ``NotFound``,
    ``TendererSends``, ``ChangeOpen`` while somebody writes a change, and what ``change_application`` raises.
    """
    with house.books() as books:
        side, _version, stands = own_application(books, who, application_id)
        tenderer_alone(side)
        if books.draws.draft(application_id) is not None:
            raise ChangeOpen
        attempts = books.draws.attempts(application_id)
    if reason not in CHANGE_REASONS:
        raise BadInput(what="reason")
    kept = replace(changed, tenderer=stands.tenderer, agency=stands.agency, filed_by=stands.filed_by)
    return change_application(house, attempts[-1].draw_id, kept, reason, {})
