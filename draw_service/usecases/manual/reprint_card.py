"""Print the card of an open call by hand once more, by three parties: the one before is void (Art. 5(2))."""

from __future__ import annotations

from draw_service.rules.refusals import CardNotNext
from draw_service.usecases.chain import load_running
from draw_service.usecases.manual.next_card import dial_again, issue_card
from draw_service.usecases.ports import House, Lang
from draw_service.usecases.presence import Codes, confirm_parties, parties_asked


def reprint_card(house: House, draw_id: str, codes: Codes, lang: Lang = "zh") -> str:
    """Returns the new serial. Raises ``CardNotNext`` when no card is out, ``PartiesMissing``,
    ``PrinterMissing``, ``PrinterFailed``."""
    house.printer.ready()
    confirm_parties(house, draw_id, codes, parties_asked(house, draw_id, "change_parties"))
    with house.books() as books:
        draw = load_running(books, draw_id)
        if not draw.by_hand:
            raise CardNotNext
        card = issue_card(house, books, draw, dial_again(house, books, draw, draw.by_hand[0]), lang)
        books.commit()
    if card is None:
        raise CardNotNext
    house.printer.send(card.serial, house.papers.call_card(card))
    return card.serial
