"""Call for the seat at the head of the queue (Art. 4, 5, 13).

The order says who; nobody chooses. Whatever stops a candidate since the lock (engaged elsewhere, leave,
suspension, left the pool, a relative on the panel) enters the log as ``recusal.added`` before the call that
passes the candidate over. Whoever is being called counts as engaged, so that two draws at the same hour never
seat one person.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from audit.events import DrawEvent
from draw_service.rules.applications import PARTIES, Application
from draw_service.rules.codes import Parties
from draw_service.rules.eligibility import ineligible
from draw_service.rules.life import BY_HAND, Draw
from draw_service.rules.lottery import RegisterRow
from draw_service.rules.packs import RulePack
from draw_service.rules.people import Engagement
from draw_service.rules.recusal import parties_of, recusal, relative_on_panel
from draw_service.rules.refusals import (
    ByCardOnly,
    CallOpen,
    DispatchByPerson,
    NeedsReplacementConfirmed,
    NotOrdered,
    PartiesMissing,
)
from draw_service.rules.seats import Seating
from draw_service.rules.timing import check_call
from draw_service.usecases.chain import append, application_of, load_running, roll_of, wait_for_gate
from draw_service.usecases.draws.record_answer import answer
from draw_service.usecases.draws.stop_candidates import add_leaves
from draw_service.usecases.notices import invite, subject_of
from draw_service.usecases.ports import Books, Contact, House
from draw_service.usecases.standing import engagements_around
from draw_service.usecases.witnessed import await_gate

_REASONS = {
    "engaged": "engaged",
    "leave": "leave",
    "left-pool": "left-pool",
    "relative-on-panel": "relative-on-panel",
}


AUTOMATIC = ("voice", "sms", "voice-sms")
"""Channels that need nobody's word (Art. 5(1))."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call to place, for the dialling worker alone. ``contact`` None: the slot's order is exhausted."""

    slot: int
    ordinal: int | None
    contact: Contact | None = field(repr=False)


def call_next(house: House, draw_id: str, channel: str = "voice") -> Call:
    """Give the head seat its next candidate, or exhaust it.

    Raises ``NotOrdered``, ``NoOpenSeat``, ``NeedsReplacementConfirmed``, ``GateWaits``, ``PartiesMissing``
    for another channel than the automatic ones, ``ByCardOnly`` for a call by hand, which is
    ``manual.next_card``, or a refusal of ``check_call``.
    """
    if channel == BY_HAND:
        raise ByCardOnly
    await_gate(house, draw_id)
    with house.books() as books:
        call = call_head(house, books, load_running(books, draw_id), channel)
        books.commit()
    return call


def call_head(house: House, books: Books, draw: Draw, channel: str, dialled: datetime | None = None) -> Call:
    """The same in the open transaction. ``dialled``: when a person phoned from paper, now otherwise; by hand
    one call at a time is open (``CallOpen``). A house with lines rings by itself: the notice is written with
    ``seat.called``, and raises as ``usecases.notices.invite`` does."""
    now, seating = house.clock.now(), draw.seating
    if seating is None:
        raise NotOrdered
    require_channel(draw, channel)
    if channel == BY_HAND and seating.open_calls:
        raise CallOpen(slots=", ".join(map(str, seating.open_calls)))
    wait_for_gate(books, draw, draw.ordered_n)
    application, pack = application_of(books, draw), house.pack_by_id(draw.rule_pack, draw.filed_at)
    if application.dispatch is not None and channel in AUTOMATIC:
        raise DispatchByPerson
    check_call(dialled or now, application, pack)
    head, _ = seating.candidate()
    if head in seating.to_confirm:
        raise NeedsReplacementConfirmed(slot=head)
    roll = roll_of(books, draw)
    while (candidate := seating.candidate()[1]) is not None:
        why = _stopped(house, books, draw, seating, roll, candidate, application, pack)
        if not why:
            break
        if draw.selected is not None:
            _pass_over(house, books, draw, seating, channel, why)
            continue
        add_leaves(house, books, draw, {candidate: why}, _REASONS.get(why, "suspended"), ["center"])
    slot, ordinal, handle = seating.call()
    if handle is None or ordinal is None:
        append(books, draw, DrawEvent.SEAT_EXHAUSTED, {"slot": slot}, now)
        return Call(slot, None, None)
    body = {"slot": slot, "channel": channel, "ordinal": ordinal}
    append(books, draw, DrawEvent.SEAT_CALLED, body, now)
    books.pool.engage(Engagement(roll[handle].id, draw.draw_id, application.period))
    contact = books.pool.contact(roll[handle].id)
    if house.lines is not None and contact is not None and channel in AUTOMATIC:
        invite(books, house.lines, subject_of(draw.draw_id, slot, ordinal), contact, application, pack, now)
    return Call(slot, ordinal, contact)


def require_channel(draw: Draw, channel: str) -> None:
    """A random draw is notified automatically; a person phones only once three parties confirmed the
    ``channel`` (Art. 5, 8(2)). Raises ``PartiesMissing``."""
    if draw.selected is None and channel not in AUTOMATIC and "channel" not in draw.confirmed:
        raise PartiesMissing(missing=Parties(PARTIES))


def _pass_over(house: House, books: Books, draw: Draw, seating: Seating, channel: str, why: str) -> None:
    """In a selective draw there is no pool leaf to stop: the choice uses up its call and steps back."""
    slot, ordinal, _handle = seating.call()
    body = {"slot": slot, "channel": channel, "ordinal": ordinal}
    append(books, draw, DrawEvent.SEAT_CALLED, body, house.clock.now())
    answer(house, books, draw, slot, "recused", {"cause": why})


def _stopped(
    house: House,
    books: Books,
    draw: Draw,
    seating: Seating,
    roll: dict[bytes, RegisterRow],
    candidate: bytes,
    application: Application,
    pack: RulePack,
) -> str | None:
    """The code of what stops the candidate now, or None."""
    expert = books.pool.expert(roll[candidate].id)
    if expert is None:
        return "left-pool"
    engaged = [e for e in engagements_around(books, application, pack) if e.draw_id != draw.draw_id]
    if why := ineligible(expert, application.period, engaged, house.clock.now(), pack):
        return why
    if draw.selected is not None:
        bidders = books.draws.bidders(draw.application_id) or ()
        requests = books.draws.recusal_requests(draw.application_id)
        parties = parties_of(application, bidders, requests, house.clock.now())
        if why := recusal(expert, parties, books.pool.aliases(), pack):
            return why
        if _of_one_employer(seating, roll, candidate) >= pack.int("max_per_unit") > 0:
            return "same-employer"
    if pack.bool("relatives_same_panel"):
        ids = {roll[holder.handle].id for holder in seating.holders.values()}
        seated = [other for other in map(books.pool.expert, sorted(ids)) if other is not None]
        if relative_on_panel(expert, ids, {r for other in seated for r in other.relatives}):
            return "relative-on-panel"
    return None


def _of_one_employer(seating: Seating, roll: dict[bytes, RegisterRow], candidate: bytes) -> int:
    """How many seats the candidate's employer holds already."""
    unit = roll[candidate].unit
    return sum(1 for held in seating.holders.values() if unit and roll[held.handle].unit == unit)
