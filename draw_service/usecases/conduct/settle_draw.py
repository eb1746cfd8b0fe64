"""A draw has ended with its names open: count the answered invitations, draft what its events show
(Art. 20, 22).

Only now: while names are sealed no ledger may know who accepted. An attempt that ends unopened stays closed
for good and counts for nobody (decision 0014).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from audit.canonical import parse_canonical
from audit.events import DrawEvent
from draw_service.rules.life import Draw, parse_time
from draw_service.rules.recusal import parties_of, recusal
from draw_service.usecases.chain import application_of, keys_and_roll
from draw_service.usecases.conduct.office import office_of
from draw_service.usecases.ports import Books, House
from scoring.ports import Office
from scoring.rules.entries import Facts, Sighting
from scoring.rules.people import SYSTEM, Person
from scoring.rules.refusals import DuplicateEntry
from scoring.usecases.count_response import count_response
from scoring.usecases.draft_entry import draft_in

THE_SYSTEM = Person(SYSTEM, "system")
LATE, PHONE, STALE = 1, 2, 4
"""Items of Art. 20 that the events of a draw can show."""
_OWN_WORD = ("own-word", "declared")


@dataclass(frozen=True, slots=True, repr=False)
class Held:
    """One accepted invitation: who, for which seat and call, when, and how it ended ("" kept the seat).
    ``record``: hex hash of the record of that end, as it stands in the log."""

    expert: str
    slot: int
    ordinal: int
    accepted_at: datetime
    end: str = ""
    ended_at: datetime | None = None
    record: str = ""

    @property
    def place(self) -> str:
        return f"{self.slot}/{self.ordinal}"


def settle_draw(house: House, books: Books, draw: Draw) -> None:
    """In the transaction that ends the draw; nothing for an attempt nobody opened."""
    if draw.unsealed is None or draw.seating is None:
        return
    office, now = office_of(house), house.clock.now()
    application = application_of(books, draw)
    project = project_of(application.project_code, application.section_code)
    held = list(accepted(books, draw))
    attended = office.parameters(now).response == "attended"
    for each in held:
        there = not each.end and each.slot in draw.seating.arrived
        if there or not attended:
            count_response(office, books, each.expert, each.accepted_at, project, now)
    for item, who, at in (*_late(held), *_stale(house, books, draw, held)):
        draft_for_seat(office, books, draw.draw_id, who, item, at, project, THE_SYSTEM)
    _sightings(office, books, draw, held, project)


def project_of(project_code: str, section_code: str) -> str:
    """How the ledger names a project."""
    return f"{project_code}/{section_code}" if section_code else project_code


def accepted(books: Books, draw: Draw) -> Iterator[Held]:
    """Every invitation of the draw that was accepted, in the order accepted."""
    seating = draw.seating
    if seating is None:
        return
    _keys, roll = keys_and_roll(books, draw.draw_id)
    ordinals: dict[int, int] = {}
    found: dict[tuple[int, int], Held] = {}
    for event in books.journal.events(draw.draw_id):
        body, at = event.body, parse_time(event.at)
        if event.type is DrawEvent.SEAT_CALLED:
            ordinals[body["slot"]] = body["ordinal"]
        elif event.type is DrawEvent.SEAT_ANSWERED:
            key = body["slot"], ordinals[body["slot"]]
            if body["outcome"] == "accepted":
                found[key] = Held(roll[seating.called[key]].id, *key, at)
            elif key in found:
                found[key] = replace(found[key], end=body["outcome"], ended_at=at, record=body["record"])
    yield from found.values()


def _late(held: list[Held]) -> Iterator[tuple[int, Held, datetime]]:
    """Past the limit with a receipt and without cause; without either there is no item 1 (Art. 14, 20(1))."""
    for each in held:
        if each.end == "late" and each.ended_at is not None:
            yield LATE, each, each.ended_at


def _stale(house: House, books: Books, draw: Draw, held: list[Held]) -> Iterator[tuple[int, Held, datetime]]:
    """Stepped back by their own word over something the register does not hold to this day (Art. 20(4))."""
    causes = _causes(books, draw.draw_id)
    suspect = [each for each in held if each.end == "recused" and causes.get(each.place) in _OWN_WORD]
    if not suspect:
        return
    application, pack = application_of(books, draw), house.pack_by_id(draw.rule_pack, draw.filed_at)
    bidders = books.draws.bidders(draw.application_id) or ()
    parties = parties_of(application, bidders, (), draw.filed_at)
    aliases = books.pool.aliases()
    for each in suspect:
        expert = books.pool.expert(each.expert)
        if expert is not None and each.ended_at is not None and not recusal(expert, parties, aliases, pack):
            yield STALE, each, each.ended_at


def _causes(books: Books, draw_id: str) -> dict[str, str]:
    """``slot/ordinal`` -> the cause in the last record of that call."""
    found: dict[str, str] = {}
    for record in books.draws.call_records(draw_id):
        said = parse_canonical(record.data)
        if "ordinal" in said and "cause" in said:
            found[f"{record.slot}/{said['ordinal']}"] = said["cause"]
    return found


def _sightings(office: Office, books: Books, draw: Draw, held: list[Held], project: str) -> None:
    by_place = {each.place: each for each in held}
    for seen in books.scores.find(Sighting, subject=draw.draw_id, states=("seen",)):
        who = by_place.get(seen.place)
        if who is not None:
            by = Person(seen.seen_by, "center")
            draft_for_seat(office, books, draw.draw_id, who, seen.item, seen.at, project, by)
        books.scores.put(replace(seen, state="drafted"))


def draft_for_seat(
    office: Office, books: Books, draw_id: str, who: Held, item: int, at: datetime, project: str, by: Person
) -> None:
    """A draft that names its seat and, in its note, the record behind it; a second one of the same item says
    where it comes from."""
    origin = f"{draw_id}/{who.place}"
    facts = Facts(who.expert, item, at, project, who.record, origin=origin)
    now = office.now()
    try:
        draft_in(office, books, facts, by, now)
    except DuplicateEntry:
        draft_in(office, books, replace(facts, again=origin), by, now)
