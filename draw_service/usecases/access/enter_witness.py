"""A witness signs in with the entry code of the slip (Art. 8(2); protocol section 1)."""

from __future__ import annotations

from draw_service.rules.access import must_be_at_terminal
from draw_service.rules.applications import Party
from draw_service.rules.refusals import DrawEnded, EntryCodeSpent, EntryCodeWrong, NotFound
from draw_service.usecases.access.sessions import open_session
from draw_service.usecases.access.tries import knock, turn_away, welcome
from draw_service.usecases.chain import load_running
from draw_service.usecases.ports import House
from draw_service.usecases.presence import check_entry_code


def enter_witness(house: House, draw_id: str, party: Party, entry_code: str, address: str) -> str:
    """The token of a session for this draw and party alone; it ends with the draw.

    Raises ``NotATerminal``, ``LockedOut``, ``NotFound``, ``DrawEnded``, ``EntryCodeWrong``,
    ``EntryCodeSpent``.
    """
    must_be_at_terminal(address, house.access)
    knock(house, address)
    try:
        with house.books() as books:
            load_running(books, draw_id)
        check_entry_code(house, draw_id, party, entry_code)
    except (EntryCodeSpent, EntryCodeWrong, NotFound, DrawEnded):
        turn_away(house, "entry-code", address)
        raise
    with house.books() as books:
        welcome(house, books, address)
        token = open_session(house, books, "witness", "", address, draw=draw_id, party=party)
        books.commit()
    return token
