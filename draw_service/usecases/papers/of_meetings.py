"""Facts of the papers that name a panel: sign-in sheet, unsealing record, minutes (Art. 8(4), 8(5), 16(4)).

They exist only after the unsealing: each begins with ``opened``, which refuses before it (Art. 8(3), 9).
"""

from __future__ import annotations

from audit.canonical import parse_canonical
from audit.events import DrawEvent
from draw_service.rules.life import Draw, parse_time
from draw_service.rules.refusals import NamesSealed, RecordsDestroyed
from draw_service.usecases.arrival.check_identity import checked_seats
from draw_service.usecases.arrival.employers import employer_of
from draw_service.usecases.chain import application_of, load
from draw_service.usecases.papers.of_draws import project_head
from draw_service.usecases.ports import Books, House
from draw_service.usecases.ports.paper_bodies import (
    Envelope,
    Member,
    Minutes,
    SignInSheet,
    UnsealingRecord,
)


def opened(books: Books, draw_id: str) -> Draw:
    """The draw with its list open. Raises ``NotFound``, ``NamesSealed`` while the newest seal is closed,
    ``RecordsDestroyed``: a paper must not say that nobody came."""
    draw = load(books, draw_id)
    if draw.unsealed is None or draw.sealed is None:
        raise NamesSealed
    if books.archive.shredded_at(draw_id) is not None:
        raise RecordsDestroyed
    return draw


def sign_in_sheet(_house: House, books: Books, draw_id: str) -> tuple[SignInSheet, str]:
    """Raises ``NotFound``, ``NamesSealed``."""
    draw = opened(books, draw_id)
    representatives = application_of(books, draw).owner_representatives
    return SignInSheet(project_head(books, draw), _members(books, draw), representatives), draw.application_id


def minutes(_house: House, books: Books, draw_id: str) -> tuple[Minutes, str]:
    """Raises ``NotFound``, ``NamesSealed``."""
    draw = opened(books, draw_id)
    representatives = application_of(books, draw).owner_representatives
    return Minutes(project_head(books, draw), _members(books, draw), representatives), draw.application_id


def unsealing_record(_house: House, books: Books, draw_id: str) -> tuple[UnsealingRecord, str]:
    """Raises ``NotFound``, ``NamesSealed``."""
    draw = opened(books, draw_id)
    if draw.unsealed is None or draw.sealed is None:
        raise NamesSealed
    opening, seal = draw.unsealed, draw.sealed
    envelopes = tuple(
        Envelope(event.body["serial"], event.body["envelope"], parse_time(event.at))
        for event in books.journal.events(draw_id)
        if event.type is DrawEvent.ROSTER_PRINTED and event.n > seal.n
    )
    body = UnsealingRecord(
        project_head(books, draw),
        _members(books, draw),
        envelopes,
        opened_at=parse_time(opening.at),
        by=tuple(opening.body["by"]),
        camera=str(opening.body.get("camera", "")),
        rebuilt=opening.type is DrawEvent.ROSTER_REBUILT,
        roster_hash=str(seal.body["roster_hash"]),
    )
    return body, draw.application_id


def _members(books: Books, draw: Draw) -> tuple[Member, ...]:
    """The opened seats, ascending, with what the desk and the check of identities found."""
    arrived = {
        event.body["slot"]: parse_time(event.at)
        for event in books.journal.events(draw.draw_id)
        if event.type is DrawEvent.SEAT_ARRIVED
    }
    there = draw.seating.arrived if draw.seating is not None else set()
    stratum_of = draw.seating.stratum_of if draw.seating is not None else {}
    codes = {stratum.id: stratum.code for stratum in draw.strata}
    checked = checked_seats(books, draw)
    found = []
    for seat in parse_canonical(books.draws.openings(draw.draw_id) or b"[]"):
        slot, identity = seat["slot"], seat["identity"]
        found.append(
            Member(
                slot,
                identity["name"],
                employer_of(books, identity["id"], identity["unit"]),
                codes.get(stratum_of.get(slot, ""), ""),
                arrived.get(slot) if slot in there else None,
                checked.get(slot),
            )
        )
    return tuple(sorted(found, key=lambda member: member.slot))
