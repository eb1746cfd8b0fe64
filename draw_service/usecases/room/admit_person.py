"""Somebody else comes into the draw room, phone deposited (Art. 10)."""

from __future__ import annotations

from draw_service.rules.refusals import MovedOn, PhoneNotDeposited
from draw_service.usecases.chain import load_running
from draw_service.usecases.ports import House
from draw_service.usecases.room.entries import Entry, add_entry, entries_of


def admit_person(
    house: House, draw_id: str, name: str, company: str, *, phone_deposited: bool, place: int = 0
) -> Entry:
    """``company``: for whom, one of ``entries.COMPANIES``; ``place``: the next number on the list as it was
    seen, 0 when nobody looked, so that a form sent twice counts once.

    Raises ``PhoneNotDeposited``, ``MovedOn``, ``BadInput``, ``NotFound``, ``DrawEnded``.
    """
    if not phone_deposited:
        raise PhoneNotDeposited
    with house.books() as books:
        load_running(books, draw_id)
        if place and place != len(entries_of(books, draw_id).entries) + 1:
            raise MovedOn
        entry = add_entry(house, books, draw_id, name, company, phone_deposited=True)
        books.commit()
    return entry
