"""Somebody else comes into the draw room, phone deposited (Art. 10)."""

from __future__ import annotations

from draw_service.rules.refusals import PhoneNotDeposited
from draw_service.usecases.chain import load_running
from draw_service.usecases.ports import House
from draw_service.usecases.room.entries import Entry, add_entry


def admit_person(house: House, draw_id: str, name: str, company: str, *, phone_deposited: bool) -> Entry:
    """``company``: for whom, one of ``entries.COMPANIES``. Whoever is on the list already stays there once.

    Raises ``PhoneNotDeposited``, ``BadInput``, ``NotFound``, ``DrawEnded``.
    """
    if not phone_deposited:
        raise PhoneNotDeposited
    with house.books() as books:
        load_running(books, draw_id)
        entry = add_entry(house, books, draw_id, name, company, phone_deposited=True)
        books.commit()
    return entry
