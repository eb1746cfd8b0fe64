"""The pool keeper decides what experts asked to have changed (Art. 2): the register follows the approval."""

from __future__ import annotations

from dataclasses import dataclass, replace

from audit.events import HouseEvent
from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.people import ExpertRecord
from draw_service.rules.proposals import applied
from draw_service.rules.refusals import NotFound, ProposalDecided
from draw_service.usecases.expert.propose_change import note_proposal
from draw_service.usecases.pool.history import write_entry
from draw_service.usecases.pool.look_at_expert import note_look
from draw_service.usecases.ports import House, Proposal


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """An open proposal beside the entry it would change."""

    proposal: Proposal
    record: ExpertRecord


def open_proposals(house: House, who: Who) -> list[Asked]:
    """What waits for a decision, the oldest first; each look at these names is logged (Art. 9)."""
    must_hold(who, Role.POOL_KEEPER)
    with house.books() as books:
        asked = ((one, books.pool.record(one.expert)) for one in books.experts.open_proposals())
        found = [Asked(one, record) for one, record in asked if record is not None]
        for one in found:
            note_look(house, books, who, one.proposal.expert, "change", one.proposal.id)
        books.commit()
    if found:
        house.sequence()
    return found


def decide_proposal(house: House, who: Who, proposal_id: str, *, approve: bool) -> None:
    """Approved, the entry changes in the same transaction. Raises ``NotFound``, ``ProposalDecided``,
    ``NotYourRoom``."""
    must_hold(who, Role.POOL_KEEPER)
    now = house.clock.now()
    with house.books() as books:
        found = books.experts.proposal(proposal_id)
        record = books.pool.record(found.expert) if found is not None else None
        if found is None or record is None:
            raise NotFound
        if found.state != "open":
            raise ProposalDecided
        decided = replace(found, state="approved" if approve else "refused", decided_at=now)
        books.experts.put_proposal(decided)
        by = house.keyring.pseudonym(f"account {who.account}")
        note_proposal(house, books, HouseEvent.PROPOSAL_DECIDED, decided, state=decided.state, by=by)
        changed = applied(record, found.kind, found.said) if approve else record
        if changed is not record:
            people = {"by": found.expert, "second": who.account}
            write_entry(house, books, found.expert, record, changed, source=found.id, **people)
        books.commit()
    house.sequence()
