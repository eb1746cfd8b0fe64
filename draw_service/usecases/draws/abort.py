"""End an attempt without a panel. After the first reveal only for the listed grounds, by three parties
(Art. 4, 13; rules.md section 1 "Order")."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from audit.events import DrawEvent, HouseEvent
from draw_service.rules.applications import PARTIES, Party
from draw_service.rules.codes import Parties
from draw_service.rules.life import Draw
from draw_service.rules.refusals import BadGround, PartiesMissing
from draw_service.usecases.chain import append, load_running
from draw_service.usecases.conduct.settle_draw import settle_draw
from draw_service.usecases.notices import take_back_all
from draw_service.usecases.ports import Books, House
from draw_service.usecases.presence import Codes, confirm_parties, free_room
from draw_service.usecases.room.session_record import keep_record

LATE_GROUNDS = ("leaked", "wrong-specialty", "project-stopped", "share-lost")


def abort(house: House, draw_id: str, ground: str, reason: str, codes: Codes) -> None:
    """``ground`` and ``reason`` are slugs. A crash, a power cut or a timeout is resumed, never a ground.

    Before the first reveal the center and one witness suffice. Raises ``BadGround``, ``PartiesMissing``.
    """
    with house.books() as books:
        draw = load_running(books, draw_id)
    started = bool(draw.shares) or draw.selected is not None
    if started and ground not in LATE_GROUNDS:
        raise BadGround(ground=ground)
    needed: Sequence[Party] = (
        PARTIES if started else cast("list[Party]", [p for p in PARTIES if codes.get(p)])
    )
    if "center" not in needed or len(needed) < 2:
        raise PartiesMissing(missing=Parties(p for p in PARTIES if not codes.get(p)))
    by = confirm_parties(house, draw_id, codes, needed)
    with house.books() as books:
        draw = load_running(books, draw_id)
        if (bool(draw.shares) or draw.selected is not None) and not started:
            raise PartiesMissing(missing=Parties(p for p in PARTIES if p not in by))
        end_attempt(house, books, draw, ground, reason, by)
        books.commit()
    house.sequence()


def end_attempt(house: House, books: Books, draw: Draw, ground: str, reason: str, by: Sequence[str]) -> None:
    """Append ``draw.aborted``, free the room and everybody's calendar, erase the secrets of what was
    never opened, in the open transaction."""
    events = draw.last.n + 1 if draw.last else 0
    body = {"events": events, "ground": ground, "reason": reason, "by": list(by)}
    take_back_all(house, books, draw)
    append(books, draw, DrawEvent.DRAW_ABORTED, body, house.clock.now())
    keep_record(house, books, draw.draw_id)
    free_room(books, draw.draw_id)
    settle_draw(house, books, draw)
    if draw.unsealed is None:
        # Nobody will open this attempt: without K its names stay closed for good.
        books.draws.erase_secrets(draw.draw_id)
        books.journal.note(
            "supervision", HouseEvent.SECRETS_ERASED, {"draw": draw.draw_id}, house.clock.now()
        )
    for engagement in books.pool.engagements_of(draw.draw_id):
        books.pool.release(draw.draw_id, engagement.expert_id)
