"""Seats open: a call for each, in parallel, each to the next of the committed order (Art. 4, 5)."""

from __future__ import annotations

from draw_service.rules.applications import PARTIES
from draw_service.rules.codes import Parties
from draw_service.rules.refusals import DispatchByPerson, NotOrdered, PartiesMissing
from draw_service.usecases.calling.go_on import call_open_seats
from draw_service.usecases.chain import application_of, load_running
from draw_service.usecases.notices import automatic
from draw_service.usecases.ports import House
from draw_service.usecases.witnessed import await_gate


def start_calling(house: House, draw_id: str) -> list[int]:
    """Call for every open seat; returns their slots. Doing it again calls for what is open by then.

    Raises ``NotOrdered``, ``GateWaits`` until the order stands in the signed log, ``PartiesMissing`` for a
    draw that people are to be phoned for, ``DispatchByPerson`` (Art. 5(2)), or a refusal of ``check_call``.
    """
    await_gate(house, draw_id)
    with house.books() as books:
        draw = load_running(books, draw_id)
        if draw.seating is None:
            raise NotOrdered
        if application_of(books, draw).dispatch is not None:
            raise DispatchByPerson
        if not automatic(house, draw):
            raise PartiesMissing(missing=Parties(PARTIES))
        slots = call_open_seats(house, books, draw)
        books.commit()
    return slots
