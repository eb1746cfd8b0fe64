"""Tenderer or agency hands in a supplier's written request for recusal (采购法实施条例 9; Art. 12)."""

from __future__ import annotations

from audit.events import HouseEvent
from draw_service.rules.access import Who
from draw_service.rules.refusals import BadInput
from draw_service.usecases.applications.parties import own_application
from draw_service.usecases.ports import House, RecusalLetter


def hand_in_letter(
    house: House,
    who: Who,
    application_id: str,
    letter: str,
    supplier: str,
    person: str,
    employer: str,
    grounds: str,
) -> None:
    """``letter``: SHA-256 (hex) of the signed paper; the rest in its words, kept encrypted for the regulator,
    who decides. Handing in the same paper again changes nothing. Raises ``NotFound``, ``BadInput``."""
    if len(letter) != 64 or set(letter) - set("0123456789abcdef") or not (supplier and person and grounds):
        raise BadInput(what="letter / supplier / person / grounds")
    with house.books() as books:
        own_application(books, who, application_id)
        if any(held.letter == letter for held in books.draws.letters(application_id)):
            return
        now = house.clock.now()
        found = RecusalLetter(application_id, letter, supplier, person, employer, grounds, now)
        books.draws.put_letter(found)
        body = {"application": application_id, "letter": letter}
        books.journal.note("applications", HouseEvent.RECUSAL_WRITTEN, body, now)
        books.commit()
