"""After a draw: who sat on the panel and should have stepped back, on what is known now (Art. 12, 20(5))."""

from __future__ import annotations

from draw_service.rules.recusal import parties_of, recusal
from draw_service.rules.refusals import AttemptOpen
from draw_service.usecases.chain import application_of, load
from draw_service.usecases.conduct.draft_from_seat import opened_seats
from draw_service.usecases.conduct.office import office_of
from draw_service.usecases.conduct.settle_draw import THE_SYSTEM, project_of
from draw_service.usecases.ports import House
from scoring.rules.entries import Entry, Facts
from scoring.usecases.draft_entry import draft_in

MISSED = 5


def find_missed(house: House, draw_id: str) -> int:
    """Drafts item 5 for each; returns how many are new. Run again after the register or the bidder list has
    become better known. Raises ``AttemptOpen`` while the draw runs, ``NotUnsealed``."""
    office, drafted = office_of(house), 0
    with house.books() as books:
        now = house.clock.now()
        draw = load(books, draw_id)
        if draw.end is None:
            raise AttemptOpen
        application, pack = application_of(books, draw), house.pack_by_id(draw.rule_pack, draw.filed_at)
        bidders = books.draws.bidders(draw.application_id) or ()
        requests = books.draws.recusal_requests(draw.application_id)
        parties = parties_of(application, bidders, requests, draw.signin_at)
        aliases = books.pool.aliases()
        project = project_of(application.project_code, application.section_code)
        for slot, expert_id in sorted(opened_seats(books, draw_id).items()):
            expert = books.pool.expert(expert_id)
            origin = f"{draw_id}/{slot}"
            known = any(entry.item == MISSED for entry in books.scores.find(Entry, subject=origin))
            if expert is None or known or not recusal(expert, parties, aliases, pack):
                continue
            facts = Facts(expert_id, MISSED, draw.signin_at, project, again=origin, origin=origin)
            draft_in(office, books, facts, THE_SYSTEM, now)
            drafted += 1
        books.commit()
    return drafted
