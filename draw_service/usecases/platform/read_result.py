"""What came of a draw and what proves it, after the result notice (招标投标法 37; protocol section 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from draw_service.rules.access import ApiCaller
from draw_service.rules.board import ACCEPTED, ARRIVED, Board, board_of
from draw_service.rules.refusals import NotFound, OutOfOrder
from draw_service.usecases.chain import load
from draw_service.usecases.platform.acting_as import acting_as
from draw_service.usecases.platform.find_draw import find_draw
from draw_service.usecases.ports import House
from draw_service.usecases.supervision.export_bundle import Stage, export_bundle


@dataclass(frozen=True, slots=True)
class Result:
    """``board``: what the wall shows of it; ``lock`` hash and ``head``, the hash of its last event: hex;
    ``filled`` seats; ``log``: the key its bundle is verified with."""

    application_id: str
    attempt: int
    board: Board
    rule_pack: str
    notice_at: datetime
    lock: str
    head: str
    events: int
    filled: int
    log: str


def read_result(house: House, caller: ApiCaller, draw_id: str) -> Result:
    """Raises ``NotFound``, also before the result notice."""
    who = acting_as(house, caller)
    with house.views() as books:
        row = find_draw(books, who, draw_id)
        notice = books.draws.marked(draw_id, "notice")
        if notice is None:
            raise NotFound
        events = books.journal.events(draw_id)
        draw = load(books, draw_id)
    board = board_of(draw_id, events)
    return Result(
        row.application_id,
        row.attempt,
        board,
        draw.rule_pack,
        notice,
        draw.lock.hash.hex() if draw.lock is not None else "",
        events[-1].hash.hex(),
        len(events),
        board.count(ACCEPTED, ARRIVED),
        house.log_vkey,
    )


def fetch_bundle(house: House, caller: ApiCaller, draw_id: str, stage: Stage) -> bytes:
    """The ``public`` or, where panels are published, the ``published`` bundle. Raises ``NotFound``, also
    before the result notice, and for the auditor's bundle, which is the regulator's alone."""
    who = acting_as(house, caller)
    with house.views() as books:
        find_draw(books, who, draw_id)
    if stage == "auditor":
        raise NotFound
    try:
        return export_bundle(house, draw_id, stage)
    except OutOfOrder:
        raise NotFound from None
