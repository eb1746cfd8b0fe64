"""Fingerprints at the desk (Art. 8(4)): only who consented, and never needed (个人信息保护法 28, 29).

The device keeps the template; the house keeps the consent. What stands between them is a reference, a keyed
pseudonym of the expert.
"""

from __future__ import annotations

from audit.events import HouseEvent
from draw_service.rules.identifiers import compact
from draw_service.rules.life import Draw
from draw_service.rules.refusals import ConsentMissing, NotSealed, ReaderSilent
from draw_service.usecases.arrival.sign_in import let_in, log_miss, seat_by_card, seat_of_expert
from draw_service.usecases.chain import keys_and_roll, load_running
from draw_service.usecases.ports import Books, Fingerprints, House


def sign_in_by_finger(house: House, draw_id: str, desk: str, *, phone_deposited: bool) -> int | None:
    """The seat of the person whose finger lies on the device of ``desk`` (its address), or None. Raises
    ``ReaderSilent`` and what ``sign_in`` raises."""
    found = _device(house).identify(desk)

    def find(books: Books, draw: Draw) -> int | None:
        if not found or draw.seating is None:
            return None
        _keys, roll = keys_and_roll(books, draw_id)
        held = [roll[holder.handle].id for holder in draw.seating.holders.values()]
        known = [expert_id for expert_id in held if reference(house, expert_id) == found]
        return seat_of_expert(books, draw, known[0]) if known else None

    return let_in(house, draw_id, find, "fingerprint", phone_deposited=phone_deposited)


def enrol_finger(house: House, draw_id: str, id_card: str, desk: str, *, consent: bool) -> int | None:
    """Who has just signed in lets the device remember a finger for the next time: the seat, or None for
    anybody else, logged like every miss.

    The consent is on record before the device is asked. Raises ``ConsentMissing``, ``NotSealed``,
    ``ReaderSilent``.
    """
    if not consent:
        raise ConsentMissing
    device = _device(house)
    with house.books() as books:
        draw = load_running(books, draw_id)
        if draw.seating is None or draw.sealed is None:
            raise NotSealed
        slot = seat_by_card(books, draw, id_card)
        expert_id = books.pool.id_by_card(_card(id_card))
        if slot not in draw.seating.arrived or expert_id is None:
            log_miss(house, books, draw_id, "fingerprint")
            return None
        person = reference(house, expert_id)
        _note(house, books, HouseEvent.CONSENT_GIVEN, person)
        books.commit()
    device.enrol(desk, person)
    return slot


def withdraw_finger(house: House, id_card: str) -> None:
    """The consent ends and the device forgets. Nobody learns whether there was one, or an expert at all.
    Raises ``ReaderSilent``."""
    device = _device(house)
    with house.books() as books:
        expert_id = books.pool.id_by_card(_card(id_card))
        if expert_id is None:
            return
        person = reference(house, expert_id)
        device.forget(person)
        _note(house, books, HouseEvent.CONSENT_WITHDRAWN, person)
        books.commit()


def reference(house: House, expert_id: str) -> str:
    """What a device knows an expert by."""
    return house.keyring.pseudonym(f"finger {expert_id}")


def _device(house: House) -> Fingerprints:
    if house.fingerprints is None:
        raise ReaderSilent
    return house.fingerprints


def _card(id_card: str) -> str:
    return compact(id_card).upper()


def _note(house: House, books: Books, event: HouseEvent, person: str) -> None:
    books.journal.note("consents", event, {"person": person, "what": "fingerprint"}, house.clock.now())
