"""Three parties confirm a change on the spot: the notification channel, a supplementary draw, a reprint
(Art. 5, 8(2), 13)."""

from __future__ import annotations

from audit.events import DrawEvent
from draw_service.usecases.chain import append, load_running
from draw_service.usecases.ports import House
from draw_service.usecases.presence import Codes, confirm_parties, parties_asked


def confirm(house: House, draw_id: str, what: str, reason: str, codes: Codes) -> None:
    """``what`` and ``reason`` are slugs ("channel", "reprint", "supplementary"; "no-signal")."""
    by = confirm_parties(house, draw_id, codes, parties_asked(house, draw_id, "change_parties"))
    with house.books() as books:
        draw = load_running(books, draw_id)
        body = {"what": what, "by": by, "reason": reason}
        append(books, draw, DrawEvent.DRAW_CONFIRMED, body, house.clock.now())
        books.commit()
