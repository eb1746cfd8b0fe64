"""Facts of the papers of a draw that hold no name: notice, evaluation notice, record (Art. 8, 10, 14)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from audit.canonical import parse_canonical
from audit.events import DrawEvent, Event
from draw_service.rules.engagement_secrecy import reasons_told
from draw_service.rules.life import Draw, parse_time
from draw_service.rules.refusals import PaperNotYet
from draw_service.rules.specialties import UPPER_LEVELS
from draw_service.usecases.chain import application_of, load
from draw_service.usecases.ports import Books, House
from draw_service.usecases.ports.paper_bodies import (
    Asked,
    CallMade,
    DrawNotice,
    DrawRecord,
    EvaluationNotice,
    Project,
    Step,
)
from draw_service.usecases.room.entries import entries_of

_STEPS = (
    DrawEvent.APPLICATION_FILED,
    DrawEvent.APPLICATION_CHANGED,
    DrawEvent.WITNESS_APPOINTED,
    DrawEvent.ROOM_ENTERED,
    DrawEvent.DRAW_CONFIRMED,
    DrawEvent.DRAW_LOCKED,
    DrawEvent.DRAW_REVEALED,
    DrawEvent.DRAW_ORDERED,
    DrawEvent.SELECTION_CONFIRMED,
    DrawEvent.RECUSAL_ADDED,
    DrawEvent.REPLACEMENT_CONFIRMED,
    DrawEvent.SEAT_EXHAUSTED,
    DrawEvent.DRAW_SEALED,
    DrawEvent.DRAW_CLOSED,
    DrawEvent.DRAW_ABORTED,
)


def project_head(books: Books, draw: Draw) -> Project:
    """The head of every paper of this draw, from the newest version of its application."""
    application = application_of(books, draw)
    return Project(
        application_id=draw.application_id,
        draw_id=draw.draw_id,
        attempt=draw.attempt,
        name=application.project_name,
        code=application.project_code,
        section=application.section_code,
        procurement=application.procurement,
        mode=application.mode,
        tenderer=application.tenderer.name,
        agency=application.agency.name if application.agency is not None else "",
        signin_at=draw.signin_at,
        place=application.signin_place,
        minutes=application.expected_minutes,
        host=application.dispatch.host if application.dispatch is not None else "",
    )


def asked_of(books: Books, draw: Draw) -> tuple[Asked, ...]:
    names = books.pool.specialties() or dict(UPPER_LEVELS)
    return tuple(Asked(one.code, names.get(one.code, ""), one.quota) for one in draw.strata)


def draw_notice(_house: House, books: Books, draw_id: str) -> tuple[DrawNotice, str]:
    """From the seal on. Raises ``NotFound``, ``PaperNotYet``."""
    draw = load(books, draw_id)
    if draw.sealed is None:
        raise PaperNotYet
    events = books.journal.events(draw_id)
    ordered = next(event for event in events if event.n == draw.ordered_n)
    body = DrawNotice(
        project_head(books, draw),
        asked_of(books, draw),
        application_of(books, draw).owner_representatives,
        seated=len(draw.sealed.body["slots"]),
        calls=sum(event.type is DrawEvent.SEAT_CALLED for event in events if event.n < draw.sealed.n),
        ordered_at=parse_time(ordered.at),
        sealed_at=parse_time(draw.sealed.at),
        lock_hash=draw.lock_hash.hex() if draw.lock is not None else "",
    )
    return body, draw.application_id


def evaluation_notice(house: House, books: Books, draw_id: str) -> tuple[EvaluationNotice, str]:
    """From the seal on: before it nobody is sure who comes. Raises ``NotFound``, ``PaperNotYet``."""
    draw = load(books, draw_id)
    if draw.sealed is None:
        raise PaperNotYet
    pack = house.pack_by_id(draw.rule_pack, draw.filed_at)
    body = EvaluationNotice(
        project_head(books, draw),
        experts=sum(stratum.quota for stratum in draw.strata),
        representatives=application_of(books, draw).owner_representatives,
        arrive_minutes=pack.int("arrival_minutes"),
        sealed_at=parse_time(draw.sealed.at),
    )
    return body, draw.application_id


def draw_record(house: House, books: Books, draw_id: str) -> tuple[DrawRecord, str]:
    """From the seal or the end on; it holds codes, counts and times, and why how many were not eligible once
    its hours are over (Art. 9). Raises ``NotFound``, ``PaperNotYet``."""
    draw = load(books, draw_id)
    if draw.sealed is None and draw.end is None:
        raise PaperNotYet
    events, entries = books.journal.events(draw_id), entries_of(books, draw_id)
    lock = draw.lock
    committed = lock.body["commitments"] if lock is not None else draw.commitments
    hours, pack = application_of(books, draw).period, house.pack_by_id(draw.rule_pack, draw.filed_at)
    body = DrawRecord(
        project_head(books, draw),
        asked_of(books, draw),
        rule_pack=draw.rule_pack,
        software=str(lock.body["software"]) if lock is not None else house.software,
        pool=int(lock.body["pool_size"]) if lock is not None else 0,
        excluded=reasons_told(_whys(books, draw_id, "excluded"), hours, house.clock.now(), pack),
        recused=tuple(sorted(_whys(books, draw_id, "recusals").items())),
        visitors=tuple(sorted(Counter(one.company for one in entries.entries).items())),
        cameras=tuple(dict.fromkeys(one.id for one in entries.cameras)),
        lock_hash=draw.lock_hash.hex() if lock is not None else "",
        commitments=tuple(sorted(committed.items())),
        seed=draw.seed.hex(),
        roster_hash=str(draw.sealed.body["roster_hash"]) if draw.sealed is not None else "",
        steps=tuple(_step(event) for event in events if event.type in _STEPS),
        calls=_calls(draw, events),
        n=len(events),
    )
    return body, draw.application_id


def _whys(books: Books, draw_id: str, kind: Literal["excluded", "recusals"]) -> Mapping[str, int]:
    """How many for each reason; who they are stays in the list."""
    data = books.draws.list(draw_id, kind)
    return Counter(str(leaf["why"]) for leaf in parse_canonical(data or b"[]"))


def _step(event: Event) -> Step:
    body = event.body
    by = tuple(body["by"]) if "by" in body else ((body["party"],) if "party" in body else ())
    if body.get("reason") == "dispatch":
        return Step(parse_time(event.at), str(event.type), by, "dispatch")
    detail = next((str(body[key]) for key in ("what", "ground", "slot") if key in body), "")
    return Step(parse_time(event.at), str(event.type), by, detail)


def _calls(draw: Draw, events: Sequence[Event]) -> tuple[CallMade, ...]:
    """A line for each answer, in the order of the log, and one for each call that is still open."""
    codes = {stratum.id: stratum.code for stratum in draw.strata}
    specialty = {
        slot: codes.get(stratum, "")
        for slot, stratum in (draw.seating.stratum_of.items() if draw.seating is not None else ())
    }
    open_calls: dict[int, CallMade] = {}
    found: list[CallMade] = []
    for event in events:
        body = event.body
        if event.type is DrawEvent.SEAT_CALLED:
            open_calls[body["slot"]] = CallMade(
                body["slot"],
                body["ordinal"] + 1,
                specialty.get(body["slot"], ""),
                body["channel"],
                "",
                parse_time(event.at),
            )
        elif event.type is DrawEvent.SEAT_ANSWERED and body["slot"] in open_calls:
            call = open_calls[body["slot"]]
            found.append(replace(call, outcome=body["outcome"], at=parse_time(event.at)))
    answered = {(one.slot, one.nth) for one in found}
    return (*found, *(call for call in open_calls.values() if (call.slot, call.nth) not in answered))
