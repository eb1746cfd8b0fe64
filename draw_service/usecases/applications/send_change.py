"""The tenderer sends a change of its application: a new version with its reason (Art. 8(1))."""

from __future__ import annotations

from dataclasses import replace

from draw_service.rules.access import Who
from draw_service.rules.applications import Application
from draw_service.rules.refusals import BadInput, ChangedUnderYou, PartiesMissing
from draw_service.usecases.applications.change_application import change_application
from draw_service.usecases.applications.parties import own_application, own_draft, tenderer_alone
from draw_service.usecases.applications.waiting_change import sent
from draw_service.usecases.ports import Draft, House

CHANGE_REASONS = ("postponed", "specialties", "headcount", "place", "correction", "other")
"""Slugs of the reasons offered."""


def start_change(house: House, who: Who, application_id: str, typed: dict[str, str]) -> None:
    """Begin a change as a draft that holds what stands now, ``typed`` as the form spells it. A change begun
    before is gone on with. Raises ``NotFound``."""
    with house.books() as books:
        _side, _version, now_stands = own_application(books, who, application_id)
        if books.draws.draft(application_id) is not None:
            return
        begun = now_stands.filed_by, now_stands.tenderer, now_stands.agency
        books.draws.put_draft(Draft(application_id, *begun, typed, house.clock.now()))
        books.commit()


def send_change(
    house: House, who: Who, application_id: str, changed: Application, reason: str, *, n: int
) -> int | None:
    """Make the draft that was checked at save ``n`` the next version; returns its number.

    A change of whom can be drawn needs three parties in one place once the regulator's witness is named:
    it is then confirmed at the center's terminal with the parties' entry codes, the draft waits for it, and
    None is returned. Raises ``NotFound``, ``TendererSends``, ``ChangedUnderYou`` and what
    ``change_application`` raises.
    """
    with house.books() as books:
        side, _version, stands = own_application(books, who, application_id)
        tenderer_alone(side)
        _side, draft = own_draft(books, who, application_id)
        attempts = books.draws.attempts(application_id)
    if draft.n != n:
        raise ChangedUnderYou
    if reason not in CHANGE_REASONS:
        raise BadInput(what="reason")
    kept = replace(changed, tenderer=stands.tenderer, agency=stands.agency, filed_by=stands.filed_by)
    try:
        return change_application(house, attempts[-1].draw_id, kept, reason, {})
    except PartiesMissing:
        with house.books() as books:
            books.draws.put_draft(sent(draft, reason))
            books.commit()
        return None
