"""The opened names are compared with the people, one by one (Art. 8(5) 逐一核对专家身份)."""

from __future__ import annotations

from collections.abc import Mapping

from audit.canonical import canonical, parse_canonical
from audit.events import HouseEvent
from draw_service.rules.life import Draw
from draw_service.rules.refusals import NotUnsealed, SeatNotCalled
from draw_service.usecases.chain import load_running
from draw_service.usecases.ports import Books, House


def check_identity(house: House, draw_id: str, slot: int, *, same: bool) -> None:
    """``same``: the person at the seat is the one named. The last word counts. Raises ``NotUnsealed``,
    ``SeatNotCalled``."""
    with house.books() as books:
        draw = load_running(books, draw_id)
        if draw.unsealed is None or draw.sealed is None:
            raise NotUnsealed
        if slot not in draw.sealed.body["slots"]:
            raise SeatNotCalled(slot=slot)
        before = checked_seats(books, draw)
        if before.get(slot) is same:
            return
        seats = [[one, said] for one, said in sorted({**before, slot: same}.items())]
        books.draws.put_list(draw_id, "checked", canonical({"n": draw.unsealed.n, "seats": seats}))
        body = {"draw": draw_id, "slot": slot, "same": same}
        books.journal.note("unsealing", HouseEvent.IDENTITY_CHECKED, body, house.clock.now())
        books.commit()


def checked_seats(books: Books, draw: Draw) -> Mapping[int, bool]:
    """What was found since the roster was opened last."""
    data = books.draws.list(draw.draw_id, "checked")
    if data is None or draw.unsealed is None:
        return {}
    found = parse_canonical(data)
    return dict(found["seats"]) if found["n"] == draw.unsealed.n else {}
