"""Print the paper kit before it is needed: the committed order as sealed cards (Art. 4, 5(2), 8(3)).

It is a list of the order's first people, so it is treated as the roster is: three parties, blind to the
printer, one at a time, and what was not used is destroyed by two people on record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from audit.canonical import canonical, parse_canonical
from audit.events import HouseEvent
from draw_service.rules.life import Draw, orders_of
from draw_service.rules.lottery import PoolLeaf
from draw_service.rules.refusals import CallOpen, KitMissing, KitOut, NotAllowed, NotOrdered
from draw_service.usecases.chain import (
    application_of,
    keys_and_roll,
    lists_of,
    load_running,
    stamp,
    wait_for_gate,
)
from draw_service.usecases.manual.read_out import gap_minutes, script_for_paper
from draw_service.usecases.notices import policy_of
from draw_service.usecases.papers.issue import note_blind
from draw_service.usecases.ports import Books, House, KitCard, Lang, PaperKit
from draw_service.usecases.presence import Codes, confirm_parties
from draw_service.usecases.witnessed import await_gate

PER_SEAT = 4
"""Cards printed for each seat of a specialty; an order may hold hundreds, and each card is a secret."""
MOST_PER_SEAT = 20


@dataclass(frozen=True, slots=True)
class Kit:
    """What the service remembers of a kit: label -> (specialty, handle in hex) and the labels typed back.
    ``at``: when it was printed, protocol time; ``destroyed``: two people destroyed the rest."""

    serial: str
    at: str
    cards: Mapping[str, tuple[str, str]]
    typed: tuple[str, ...] = ()
    destroyed: bool = False

    @property
    def unused(self) -> int:
        """Cards out there that are neither typed back nor destroyed."""
        return 0 if self.destroyed else len(self.cards) - len(self.typed)


def print_kit(house: House, draw_id: str, codes: Codes, per_seat: int = PER_SEAT, lang: Lang = "zh") -> str:
    """Returns the serial. For random draws; a selective draw is called by hand anyway.

    Raises ``NotOrdered``, ``CallOpen``, ``KitOut``, ``GateWaits``, ``PartiesMissing``, ``PrinterMissing``,
    ``PrinterFailed``.
    """
    house.printer.ready()
    confirm_parties(house, draw_id, codes)
    await_gate(house, draw_id, whole=True)
    with house.books() as books:
        now = house.clock.now()
        draw = load_running(books, draw_id)
        if draw.seating is None or draw.lock is None:
            raise NotAllowed if draw.selected is not None else NotOrdered
        if draw.seating.open_calls:
            raise CallOpen(slots=", ".join(map(str, draw.seating.open_calls)))
        before = kit_of(books, draw_id)
        if before is not None and not before.destroyed:
            raise KitOut
        wait_for_gate(books, draw, draw.ordered_n)
        note = books.journal.evidence(draw_id, {"order": draw.ordered_n})["gates"]["order"]["checkpoint"]
        chosen = _choose(draw, lists_of(books, draw_id).pool, min(per_seat, MOST_PER_SEAT), books)
        policy = policy_of(house.pack_by_id(draw.rule_pack, draw.filed_at))
        application = application_of(books, draw)
        serial = books.draws.next_serial("K")
        place = {stratum.id: n for n, stratum in enumerate(draw.strata, start=1)}
        kit = PaperKit(
            serial=serial,
            draw_id=draw_id,
            checkpoint=sha256(note.encode()).hexdigest(),
            printed_at=now,
            seats=tuple((slot, place[draw.seating.stratum_of[slot]]) for slot in draw.seating.queue),
            cards=_cards(books, draw, chosen),
            cap=draw.lock.body["max_per_unit"],
            script=script_for_paper(application, house.papers.center, lang, now),
            tries=policy.tries,
            gap_minutes=gap_minutes(policy),
            opens=policy.opens,
            closes=policy.closes,
            lang=lang,
            dispatch=application.dispatch is not None,
        )
        cards = {label: (stratum, handle.hex()) for label, stratum, handle, _unit in chosen}
        keep_kit(books, draw_id, Kit(serial, stamp(now), cards))
        body = {"draw": draw_id, "serial": serial, "cards": len(chosen), "by": "center,regulator,tenderer"}
        books.journal.note("papers", HouseEvent.KIT_PRINTED, body, now)
        note_blind(house, books, draw_id, draw.application_id, serial, "kit")
        books.commit()
    house.printer.send(serial, house.papers.kit(kit))
    return serial


def kit_of(books: Books, draw_id: str) -> Kit | None:
    """The last kit printed for a draw."""
    data = books.draws.list(draw_id, "kit")
    if data is None:
        return None
    found = parse_canonical(data)
    cards = {label: (stratum, handle) for label, stratum, handle in found["cards"]}
    return Kit(found["serial"], found["at"], cards, tuple(found["typed"]), found["destroyed"])


def kit_out(books: Books, draw_id: str, serial: str) -> Kit:
    """The kit that is out. Raises ``KitMissing`` when it is not the one named."""
    kit = kit_of(books, draw_id)
    if kit is None or kit.destroyed or kit.serial != serial:
        raise KitMissing
    return kit


def keep_kit(books: Books, draw_id: str, kit: Kit) -> None:
    """Remember the kit: labels and handles, neither names nor numbers."""
    written = {
        "at": kit.at,
        "cards": [[label, stratum, handle] for label, (stratum, handle) in kit.cards.items()],
        "destroyed": kit.destroyed,
        "serial": kit.serial,
        "typed": list(kit.typed),
    }
    books.draws.put_list(draw_id, "kit", canonical(written))


Chosen = tuple[str, str, bytes, str]
"""Label, specialty, handle, employer tag."""


def _choose(draw: Draw, pool: Mapping[bytes, PoolLeaf], per_seat: int, books: Books) -> list[Chosen]:
    """The first people of each order who may still be called, up to ``per_seat`` for each seat."""
    if draw.seating is None:
        raise NotOrdered
    orders = orders_of(draw, lists_of(books, draw.draw_id))
    gone = draw.seating.given | draw.seating.recused
    found: list[Chosen] = []
    for place, stratum in enumerate(draw.strata, start=1):
        left = [handle for handle in orders[stratum.id] if handle not in gone][: per_seat * stratum.quota]
        for number, handle in enumerate(left, start=1):
            found.append((f"{place}-{number:02}", stratum.id, handle, pool[handle].u))
    return found


def _cards(books: Books, draw: Draw, chosen: Sequence[Chosen]) -> tuple[KitCard, ...]:
    _keys, roll = keys_and_roll(books, draw.draw_id)
    people = Counter(unit for unit, _handle in {(unit, handle) for _l, _s, handle, unit in chosen} if unit)
    shared = [unit for unit in dict.fromkeys(unit for *_rest, unit in chosen) if people[unit] > 1]
    letters = {unit: _letter(n) for n, unit in enumerate(shared)}
    labels: dict[bytes, list[str]] = {}
    for label, _stratum, handle, _unit in chosen:
        labels.setdefault(handle, []).append(label)
    found = []
    for label, _stratum, handle, unit in chosen:
        contact = books.pool.contact(roll[handle].id)
        others = tuple(other for other in labels[handle] if other != label)
        phones = contact.phones if contact is not None else ()
        found.append(KitCard(label, phones, letters.get(unit, ""), others))
    return tuple(found)


def _letter(n: int) -> str:
    """A … Z, AA, AB …"""
    return (_letter(n // 26 - 1) if n >= 26 else "") + chr(ord("A") + n % 26)
