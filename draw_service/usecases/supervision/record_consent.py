"""The regulator consents to a selective draw, in writing and on record before it (Art. 4(2))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from audit.canonical import canonical, parse_canonical
from audit.events import BodyError, HouseEvent
from draw_service.rules.life import parse_time
from draw_service.rules.refusals import AlreadyLocked, BadInput, NeedsConsent, NotAllowed
from draw_service.usecases.chain import application_of, load_running, stamp
from draw_service.usecases.ports import Books, House


@dataclass(frozen=True, slots=True)
class Consent:
    """``number`` of the written consent; ``reason``: one of the rule pack's ``selective_reasons``."""

    number: str
    reason: str
    at: datetime


def consent_of(books: Books, draw_id: str) -> Consent | None:
    """What is on record for this attempt."""
    data = books.draws.list(draw_id, "consent")
    if data is None:
        return None
    found = parse_canonical(data)
    return Consent(found["number"], found["reason"], parse_time(found["at"]))


def selective_reasons(house: House, draw_id: str) -> tuple[str, ...]:
    """The reasons that the draw's rule pack knows. Raises ``NotFound``, ``DrawEnded``."""
    with house.books() as books:
        draw = load_running(books, draw_id)
    return house.pack_by_id(draw.rule_pack, draw.filed_at).list("selective_reasons")


def record_consent(house: House, draw_id: str, number: str, reason: str) -> None:
    """``number``: of the paper, printable ASCII. A corrected one takes the place of the first; both stay in
    the log. Raises ``NotAllowed`` for a random draw, ``AlreadyLocked`` once the choice is confirmed,
    ``NeedsConsent`` without a number or a reason of the pack, ``BadInput``."""
    reasons = selective_reasons(house, draw_id)
    with house.books() as books:
        now = house.clock.now()
        draw = load_running(books, draw_id)
        if application_of(books, draw).mode != "selective":
            raise NotAllowed
        if draw.selected is not None:
            raise AlreadyLocked
        if not number or reason not in reasons:
            raise NeedsConsent
        body = {"draw": draw_id, "consent": number, "reason": reason}
        try:
            books.journal.note("supervision", HouseEvent.SELECTION_CONSENTED, body, now)
        except BodyError as error:
            raise BadInput(what=str(error)) from None
        books.draws.put_list(
            draw_id, "consent", canonical({"at": stamp(now), "number": number, "reason": reason})
        )
        books.commit()
    house.sequence()
