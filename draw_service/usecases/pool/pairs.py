"""Entries that look like one person twice: listed without names, decided by a keeper (Art. 2)."""

from __future__ import annotations

from audit.events import HouseEvent
from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.pool_pairs import Pair, likely_pairs
from draw_service.rules.refusals import BadInput, NotFound, PairDecided
from draw_service.usecases.pool.history import by_pseudonym
from draw_service.usecases.ports import House
from draw_service.usecases.ports.keeping import Verdict


def open_pairs(house: House, who: Who) -> list[Pair]:
    """Pairs nobody decided. Names are compared in memory and shown to nobody; a look at an entry is an act of
    its own. Raises ``NotYourRoom``."""
    must_hold(who, Role.POOL_KEEPER)
    pack = house.pack(house.clock.now())
    with house.views() as books:
        known = books.keeping.pairs()
        present = (expert for expert, _kept, _left in books.keeping.standings())
        found = likely_pairs(zip(present, books.pool.records(), strict=True), pack.int("pair_similarity"))
    return [one for one in found if (one.one, one.other) not in known]


def decide_pair(house: House, who: Who, one: str, other: str, verdict: Verdict) -> None:
    """``same``: the keeper then asks for the removal of one of them, which takes its own second person.
    A pair is decided once. Raises ``NotYourRoom``, ``NotFound``, ``BadInput``, ``PairDecided``."""
    must_hold(who, Role.POOL_KEEPER)
    one, other = sorted((one, other))
    if one == other or verdict not in ("different", "same"):
        raise BadInput(what="verdict")
    now = house.clock.now()
    with house.books() as books:
        if books.pool.expert(one) is None or books.pool.expert(other) is None:
            raise NotFound
        if (one, other) in books.keeping.pairs():
            raise PairDecided
        books.keeping.decide_pair(one, other, verdict, who.account, now)
        pair = house.keyring.pseudonym(f"pair {one} {other}")
        body = {"pair": pair, "verdict": verdict, "by": by_pseudonym(house, who.account)}
        books.journal.note("pool", HouseEvent.PAIR_DECIDED, body, now)
        books.commit()
    house.sequence()
