"""Look at a draw without naming anyone: what the operator's and the board's pages show (ui.md rule 3)."""

from __future__ import annotations

from dataclasses import dataclass

from draw_service.usecases.chain import load
from draw_service.usecases.ports import House


@dataclass(frozen=True, slots=True)
class SeatView:
    """A seat for every eye. ``state``: waiting, calling, accepted, arrived, exhausted; ``tries``: calls."""

    slot: int
    stratum: str
    state: str
    tries: int


@dataclass(frozen=True, slots=True)
class DrawView:
    """A draw as anyone may see it. ``phase`` as in ``rules.life.Draw``; ``next_reveal`` "" when none;
    ``head`` the slot whose turn it is, ``by_hand`` those of ``open_calls`` that a person makes,
    ``to_confirm`` slots whose replacement waits for three parties."""

    draw_id: str
    application_id: str
    attempt: int
    phase: str
    entered: tuple[str, ...]
    receipt_printed: bool
    next_reveal: str
    ordered: bool
    head: int | None
    open_calls: tuple[int, ...]
    by_hand: tuple[int, ...]
    to_confirm: tuple[int, ...]
    printed: int
    seats: tuple[SeatView, ...]


def look(house: House, draw_id: str) -> DrawView:
    """Raises ``NotFound``."""
    with house.views() as books:
        draw = load(books, draw_id)
        receipt = books.draws.marked(draw_id, "receipt") is not None
    seating = draw.seating
    seats: list[SeatView] = []
    if seating is not None:
        for slot, stratum in seating.stratum_of.items():
            holder = seating.holders.get(slot)
            if slot in seating.exhausted:
                state = "exhausted"
            elif holder is None:
                state = "waiting"
            elif slot in seating.arrived:
                state = "arrived"
            else:
                state = "accepted" if holder.accepted else "calling"
            seats.append(SeatView(slot, stratum, state, seating.last_ordinal.get(slot, -1) + 1))
    return DrawView(
        draw_id,
        draw.application_id,
        draw.attempt,
        draw.phase,
        tuple(sorted(draw.entered)),
        receipt,
        (draw.next_of_reveal or "") if draw.lock is not None else "",
        seating is not None,
        seating.queue[0] if seating is not None and seating.queue else None,
        tuple(seating.open_calls) if seating is not None else (),
        tuple(draw.by_hand),
        tuple(sorted(seating.to_confirm)) if seating is not None else (),
        draw.printed,
        tuple(seats),
    )
