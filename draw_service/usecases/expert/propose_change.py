"""An expert asks for a change of the own entry (Art. 20(4)); nothing changes until it is approved."""

from __future__ import annotations

from collections.abc import Mapping

from audit.events import HouseEvent
from draw_service.rules.proposals import proposed
from draw_service.usecases.pool.register_line import must_know
from draw_service.usecases.ports import Books, House, Proposal


def propose_change(house: House, expert_id: str, kind: str, typed: Mapping[str, str]) -> str:
    """``kind`` and fields of ``rules.proposals``. Returns the number of the proposal. Raises
    ``ProposalWrong``, ``NotFound``."""
    now = house.clock.now()
    with house.books() as books:
        must_know(books, expert_id)
        said = proposed(kind, typed, books.pool.specialties())
        made = Proposal(house.entropy.bytes(5).hex().upper(), expert_id, kind, said, "open", now)
        books.experts.put_proposal(made)
        note_proposal(house, books, HouseEvent.PROPOSAL_FILED, made, kind=kind)
        books.commit()
    house.sequence()
    return made.id


def note_proposal(house: House, books: Books, event: HouseEvent, proposal: Proposal, **more: str) -> None:
    """On the stream of the expert's entry, by its pseudonym; the words of the proposal stay in the house."""
    stream = f"register-{house.keyring.pseudonym(proposal.expert)}"
    books.journal.note(stream, event, {"proposal": proposal.id, **more}, house.clock.now())
