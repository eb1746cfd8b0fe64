"""What the sign-in desk sees: seats, times, never a person (Art. 8(4), 14; ui.md rule 3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from audit.events import DrawEvent
from draw_service.rules.life import Draw, parse_time
from draw_service.rules.refusals import NotFound
from draw_service.usecases.arrival.mark_late import verdict_on
from draw_service.usecases.arrival.void_findings import members_gone
from draw_service.usecases.chain import application_of, load
from draw_service.usecases.ports import Books, House


@dataclass(frozen=True, slots=True)
class SeatAtDesk:
    """One seat. ``state``: arrived, expected, late, overdue, unsealed (accepted, not locked yet), vacant (a
    replacement waits for three parties), waiting, calling, exhausted. ``due`` and ``limit``: when the expert
    should be there, and past what the invitation lapses; ``at``: when the expert came;
    ``gone``: ordinals of earlier members who had signed in."""

    slot: int
    state: str
    due: datetime | None = None
    limit: datetime | None = None
    at: datetime | None = None
    gone: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DeskView:
    """One draw at the desk. ``asks_code``: codes were sent; ``opens``: when the desk does; ``open``: it has;
    ``n``: length of the chain; ``ended``: "", closed or aborted; ``leak_refills``: what the rule pack does
    about a leak; ``leak_due``: when a reported one must be told upward at the latest (保密工作制度 十);
    ``dispatch``: of the dispatch service (Art. 15)."""

    draw_id: str
    project: str
    place: str
    signin_at: datetime
    opens: datetime
    open: bool
    asks_code: bool
    automatic: bool
    leak_refills: bool
    leak_due: datetime | None
    n: int
    ended: str
    dispatch: bool
    seats: tuple[SeatAtDesk, ...]

    @property
    def arrived(self) -> int:
        return sum(1 for seat in self.seats if seat.state == "arrived")

    def seat(self, slot: int) -> SeatAtDesk:
        """Raises ``NotFound``."""
        found = next((seat for seat in self.seats if seat.slot == slot), None)
        if found is None:
            raise NotFound
        return found


def look_at_desk(house: House, draw_id: str) -> DeskView:
    """Raises ``NotFound``, also before the result is locked."""
    with house.views() as books:
        draw = load(books, draw_id)
        if draw.seating is None or draw.sealed is None:
            raise NotFound
        pack = house.pack_by_id(draw.rule_pack, draw.filed_at)
        application = application_of(books, draw)
        signin_at = parse_time(draw.sealed.body["signin_at"])
        opens = signin_at - timedelta(minutes=pack.int("desk_opens_minutes"))
        return DeskView(
            draw_id=draw_id,
            project=application.project_name,
            place=application.signin_place,
            signin_at=signin_at,
            opens=opens,
            open=house.clock.now() >= opens,
            asks_code=house.lines is not None,
            automatic=house.lines is not None and bool(house.lines.voice),
            leak_refills=pack.text("leak_response") == "refill",
            leak_due=_leak_due(books, draw, timedelta(hours=pack.int("leak_report_hours"))),
            n=draw.last.n + 1 if draw.last else 0,
            ended=draw.phase if draw.end is not None else "",
            dispatch=application.dispatch is not None,
            seats=tuple(_seats(house, books, draw)),
        )


def _seats(house: House, books: Books, draw: Draw) -> Iterator[SeatAtDesk]:
    seating = draw.seating
    if seating is None:
        return
    events = books.journal.events(draw.draw_id)
    came: dict[int, datetime] = {
        event.body["slot"]: parse_time(event.at) for event in events if event.type is DrawEvent.SEAT_ARRIVED
    }
    words = {"cancelled": "overdue", "excused": "overdue", "unproven": "overdue"}
    for slot in sorted(seating.stratum_of):
        gone = tuple(members_gone(events, slot))
        holder = seating.holders.get(slot)
        if slot in seating.arrived:
            yield SeatAtDesk(slot, "arrived", at=came.get(slot), gone=gone)
        elif slot in seating.exhausted:
            yield SeatAtDesk(slot, "exhausted", gone=gone)
        elif slot in seating.to_confirm:
            yield SeatAtDesk(slot, "vacant", gone=gone)
        elif holder is None:
            yield SeatAtDesk(slot, "waiting", gone=gone)
        elif not holder.accepted:
            yield SeatAtDesk(slot, "calling", gone=gone)
        elif slot not in seating.in_last_seal:
            yield SeatAtDesk(slot, "unsealed", gone=gone)
        else:
            verdict = verdict_on(house, books, draw, slot)
            state = words.get(verdict.state, verdict.state)
            yield SeatAtDesk(slot, state, verdict.due, verdict.item1_after, gone=gone)


def _leak_due(books: Books, draw: Draw, hours: timedelta) -> datetime | None:
    for event in reversed(books.journal.events(draw.draw_id)):
        if event.body.get("what") == "leak-refill" or (
            event.type is DrawEvent.DRAW_ABORTED and event.body["ground"] == "leaked"
        ):
            return parse_time(event.at) + hours
    return None
