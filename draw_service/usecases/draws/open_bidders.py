"""The sealed bidder list opens: recusal runs again on what is now known (Art. 12, 13)."""

from __future__ import annotations

from audit.events import HouseEvent
from draw_service.rules.life import Draw
from draw_service.rules.lottery import RegisterRow
from draw_service.rules.recusal import parties_of, recusal
from draw_service.rules.refusals import NotFound, NotOrdered
from draw_service.usecases.chain import application_of, keys_and_roll, load_running
from draw_service.usecases.draws.record_answer import answer
from draw_service.usecases.draws.stop_candidates import add_leaves, require_evidence
from draw_service.usecases.ports import Books, House
from draw_service.usecases.presence import Codes, confirm_parties


def open_bidders(house: House, draw_id: str, evidence: str, codes: Codes) -> list[int]:
    """Match the register against the bidder list; returns the seats vacated by it.

    ``evidence``: hex SHA-256 of the list as opened. Needs center and regulator. Seats of people who must
    step back get the outcome ``recused``; those who had been sealed follow Art. 13. Raises ``NotFound``
    without a list, ``NotOrdered``, ``PartiesMissing``.
    """
    require_evidence(evidence)
    by = confirm_parties(house, draw_id, codes, ("center", "regulator"))
    with house.books() as books:
        draw = load_running(books, draw_id)
        if draw.seating is None:
            raise NotOrdered
        if books.draws.bidders(draw.application_id) is None:
            raise NotFound
        _keys, roll = keys_and_roll(books, draw_id)
        hits = _hits(house, books, draw, roll)
        body = {"draw": draw_id, "hits": len(hits)}
        books.journal.note("applications", HouseEvent.BIDDERS_OPENED, body, house.clock.now())
        if hits:
            add_leaves(house, books, draw, hits, "bidders-opened", sorted(by), evidence)
        vacated = draw.seating.recused_holders()
        for slot in vacated:
            answer(house, books, draw, slot, "recused", {"cause": "bidders-opened"})
        books.commit()
    return vacated


def _hits(house: House, books: Books, draw: Draw, roll: dict[bytes, RegisterRow]) -> dict[bytes, str]:
    """Raw handle -> code of pool leaves that must step back and did not yet."""
    if draw.seating is None:
        raise NotOrdered
    application, pack = application_of(books, draw), house.pack_by_id(draw.rule_pack, draw.filed_at)
    bidders = books.draws.bidders(draw.application_id) or ()
    requests = books.draws.recusal_requests(draw.application_id)
    parties = parties_of(application, bidders, requests, house.clock.now())
    aliases = books.pool.aliases()
    hits: dict[bytes, str] = {}
    for handle in draw.seating.pool_handles():
        if handle in draw.seating.recused:
            continue
        expert = books.pool.expert(roll[handle].id)
        if expert is not None and (why := recusal(expert, parties, aliases, pack)):
            hits[handle] = why
    return hits
