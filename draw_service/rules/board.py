"""PURE. What a draw shows on the wall, from its events alone (Art. 4, 8; ui.md rules 2 to 4).

No list, no key and no register is needed, so no name can be on it. The house's own record in memory
(``rules.life``) decides; this only shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from audit.events import DrawEvent, Event
from audit.shapes import PARTIES
from draw_service.rules.lottery import lock_hash

WAITING, CALLING, ACCEPTED, ARRIVED, EXHAUSTED = "waiting", "calling", "accepted", "arrived", "exhausted"


@dataclass(slots=True)
class BoardSeat:
    """``candidate``: how many people were called for it so far; ``dials``: calls to the one being called;
    ``last``: how the one before answered, "" for nobody."""

    slot: int
    stratum: str
    state: str = WAITING
    candidate: int = 0
    dials: int = 0
    last: str = ""


@dataclass(slots=True)
class Board:
    """``step``: what is in hand: 1 check the project, until the lists are locked; 2 the lock, until a share
    is revealed; 3 reveal and draw, 4 call. ``stage``: what has come of it, as ``rules.life.Draw.phase``.
    Hashes hex, "" until there. ``shares``: parties whose share is revealed, in order. ``pool``: sizes of the
    locked lists (listed, not eligible, of the listed recused). ``dispatch``: of the dispatch
    service (Art. 15). ``lock_hash``: what the paper receipt shows, too."""

    draw_id: str
    application_id: str = ""
    attempt: int = 0
    selective: bool = False
    dispatch: bool = False
    step: int = 1
    stage: str = "filed"
    entered: list[str] = field(default_factory=list)
    pool: tuple[int, int, int] = (0, 0, 0)
    commitments: dict[str, str] = field(default_factory=dict)
    lock_hash: str = ""
    shares: list[str] = field(default_factory=list)
    seed: str = ""
    result_commit: str = ""
    roster_hash: str = ""
    signin_at: str = ""
    ground: str = ""
    seats: list[BoardSeat] = field(default_factory=list)

    def count(self, *states: str) -> int:
        """Seats in one of these states."""
        return sum(seat.state in states for seat in self.seats)

    @property
    def called(self) -> bool:
        """Whether anybody was called yet: the order stands for a while before calling begins."""
        return any(seat.candidate for seat in self.seats)


def board_of(draw_id: str, events: Sequence[Event]) -> Board:
    """The board after ``events``, ascending by n from 0."""
    board = Board(draw_id)
    for event in events:
        _show(board, event.type, dict(event.body))
        if event.type == DrawEvent.DRAW_LOCKED:
            board.lock_hash = lock_hash(event.bytes).hex()
    return board


def _show(board: Board, type: DrawEvent, body: dict[str, Any]) -> None:
    match type:
        case DrawEvent.APPLICATION_FILED:
            board.application_id, board.attempt = body["application"], body["attempt"]
            board.signin_at = body["signin_at"]
            _lay_out(board, body["strata"])
        case DrawEvent.APPLICATION_CHANGED:
            _lay_out(board, body["strata"])
        case DrawEvent.DRAW_CONFIRMED:
            board.dispatch = board.dispatch or body["reason"] == "dispatch"
        case DrawEvent.ROOM_ENTERED:
            if body["party"] not in board.entered:
                board.entered.append(body["party"])
        case DrawEvent.DRAW_LOCKED:
            board.step, board.stage = 2, "locked"
            board.pool = body["pool_size"], body["excluded_size"], body["recusal_size"]
            board.commitments = {party: body["commitments"][party] for party in PARTIES}
            _lay_out(board, body["strata"])
        case DrawEvent.DRAW_REVEALED:
            board.step = 3
            board.shares.append(body["party"])
            board.stage = "revealed" if len(board.shares) == len(PARTIES) else "locked"
        case DrawEvent.DRAW_ORDERED:
            board.step, board.stage = 4, "calling"
            board.seed, board.result_commit = body["seed"], body["result_commit"]
        case DrawEvent.SELECTION_CONFIRMED:
            board.step, board.stage, board.selective = 4, "calling", True
        case DrawEvent.DRAW_SEALED:
            board.stage, board.roster_hash = "sealed", body["roster_hash"]
            board.signin_at = body["signin_at"]
        case DrawEvent.ROSTER_UNSEALED | DrawEvent.ROSTER_REBUILT:
            board.stage = "unsealed"
        case DrawEvent.DRAW_CLOSED:
            board.stage = "closed"
        case DrawEvent.DRAW_ABORTED:
            board.stage, board.ground = "aborted", body["ground"]
        case _ if "slot" in body:
            _seat(board, type, body)


def _seat(board: Board, type: DrawEvent, body: dict[str, Any]) -> None:
    seat = board.seats[body["slot"] - 1]
    match type:
        case DrawEvent.SEAT_CALLED:
            again = seat.candidate == body["ordinal"] + 1
            seat.state, seat.dials = CALLING, seat.dials + 1 if again else 1
            seat.candidate = body["ordinal"] + 1
        case DrawEvent.SEAT_ANSWERED if body["outcome"] == "accepted":
            seat.state = ACCEPTED
        case DrawEvent.SEAT_ANSWERED:
            seat.state, seat.last, board.stage = WAITING, body["outcome"], "calling"
        case DrawEvent.SEAT_EXHAUSTED:
            seat.state = EXHAUSTED
        case DrawEvent.SEAT_ARRIVED:
            seat.state = ARRIVED
        case _:
            pass


def _lay_out(board: Board, strata: Sequence[dict[str, Any]]) -> None:
    board.seats = []
    for stratum in strata:
        for _ in range(stratum["quota"]):
            board.seats.append(BoardSeat(len(board.seats) + 1, stratum["code"]))
