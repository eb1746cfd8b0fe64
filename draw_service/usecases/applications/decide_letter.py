"""The regulator decides on a supplier's written request for recusal (采购法实施条例 9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from audit.events import HouseEvent
from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.refusals import BadInput, NotFound
from draw_service.usecases.ports import House, RecusalLetter


def open_letters(house: House, who: Who) -> list[RecusalLetter]:
    """Every request that waits for a decision. Raises ``NotYourRoom`` for anybody but the regulator."""
    must_hold(who, Role.REGULATOR)
    with house.books() as books:
        held = [one for key in books.draws.open_letters() for one in books.draws.letters(key)]
    return [one for one in held if one.justified is None]


def decide_letter(
    house: House, who: Who, application_id: str, letter: str, experts: Sequence[str], *, justified: bool
) -> None:
    """Decide on the request with this hash. ``experts``: ids of whom it means, as the regulator found them
    in the register; at least one where it is justified. They step back from then on, at the lock or when
    their turn comes. Raises ``NotYourRoom``, ``NotFound``, ``BadInput``."""
    must_hold(who, Role.REGULATOR)
    with house.books() as books:
        held = next((one for one in books.draws.letters(application_id) if one.letter == letter), None)
        if held is None or any(books.pool.expert(expert) is None for expert in experts):
            raise NotFound
        if held.justified is not None or (justified and not experts):
            raise BadInput(what="letter / experts")
        for expert in experts:
            books.draws.add_recusal_request(application_id, expert, justified)
        books.draws.put_letter(replace(held, justified=justified))
        body = {"application": application_id, "letter": letter, "justified": justified}
        books.journal.note("applications", HouseEvent.RECUSAL_WRITTEN, body, house.clock.now())
        books.commit()
