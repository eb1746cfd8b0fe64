"""Close the draw: everybody is there or replaced (Art. 9), the roster is unsealed (Art. 8(5)), no paper with
numbers is left lying about (Art. 8(3))."""

from __future__ import annotations

from audit.events import DrawEvent
from draw_service.rules.refusals import KitNotAccountedFor, NotAccountedFor, NotSealed, NotUnsealed
from draw_service.usecases.chain import append, load_running
from draw_service.usecases.conduct.settle_draw import settle_draw
from draw_service.usecases.manual.print_kit import kit_of
from draw_service.usecases.ports import House
from draw_service.usecases.presence import free_room
from draw_service.usecases.room.session_record import keep_record


def close(house: House, draw_id: str) -> str:
    """Append ``draw.closed``; returns "complete" or "short". Raises ``NotSealed``, ``NotUnsealed``,
    ``NotAccountedFor``, ``KitNotAccountedFor``."""
    with house.books() as books:
        draw = load_running(books, draw_id)
        if draw.seating is None or draw.sealed is None or not draw.stands_sealed:
            raise NotSealed
        away = [slot for slot in draw.seating.accepted if slot not in draw.seating.arrived]
        if away:
            raise NotAccountedFor(slots=", ".join(map(str, away)))
        if draw.unsealed is None:
            raise NotUnsealed
        kit = kit_of(books, draw_id)
        if kit is not None and kit.unused:
            raise KitNotAccountedFor(serial=kit.serial, left=kit.unused)
        reason = "complete" if len(draw.seating.accepted) == len(draw.seating.stratum_of) else "short"
        body = {"events": draw.last.n + 1 if draw.last else 0, "reason": reason}
        append(books, draw, DrawEvent.DRAW_CLOSED, body, house.clock.now())
        keep_record(house, books, draw_id)
        free_room(books, draw_id)
        settle_draw(house, books, draw)
        books.commit()
    house.sequence()
    return reason
