"""A keeper asks for something on the register (Art. 2); nothing changes before a second person approves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from audit.events import HouseEvent
from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.pool_keeping import (
    ACTS,
    OPEN,
    Case,
    CaseData,
    CaseState,
    Kind,
    asks_regulator,
    must_allow,
    standing_now,
)
from draw_service.rules.refusals import BadInput, CaseOpen, KnownIdentity, NotFound, PapersMissing
from draw_service.usecases.pool.history import by_pseudonym
from draw_service.usecases.ports import Books, Document, House
from scoring.rules.evidence import digest_of, kind_of

Papers = Sequence[tuple[str, bytes]]
"""``(name as the sender called it, bytes)``."""


def file_case(
    house: House,
    who: Who,
    kind: Kind,
    data: CaseData,
    *,
    expert: str = "",
    authority: str = "",
    papers: Papers = (),
) -> str:
    """The case's number. ``authority``: credit code of the regulator asked.

    Raises ``NotYourRoom`` for anybody but a keeper, ``BadInput`` without a reason or a regulator where one
    is asked, ``PapersMissing``, ``EvidenceRefused`` for a file that is not taken, ``KnownIdentity``,
    ``NotFound``, ``NotInThisStanding``, ``CaseOpen``.
    """
    must_hold(who, Role.POOL_KEEPER)
    with house.books() as books:
        made = file_in(house, books, who, kind, data, expert=expert, authority=authority, papers=papers)
        books.commit()
    house.sequence()
    return made.id


def file_in(
    house: House,
    books: Books,
    who: Who,
    kind: Kind,
    data: CaseData,
    *,
    expert: str = "",
    authority: str = "",
    papers: Papers = (),
) -> Case:
    """The same in an open transaction."""
    now = house.clock.now()
    pack = house.pack(now)
    if not data.reason:
        raise BadInput(what="reason")
    if asks_regulator(kind, pack) and not authority:
        raise BadInput(what="authority")
    if ACTS[kind].papers and not (papers and data.document):
        raise PapersMissing
    _must_fit(house, books, kind, data, expert)
    made = Case(
        house.entropy.bytes(5).hex().upper(), kind, expert, authority, "filed", data, who.account, now
    )
    books.keeping.put_case(made)
    by = by_pseudonym(house, who.account)
    for name, file in papers:
        digest, what = digest_of(file), kind_of(file)
        document = Document(
            house.entropy.bytes(8).hex(), made.id, digest, what, len(file), name[:200], who.account, now
        )
        books.keeping.put_document(document, file)
        body: dict[str, str | int] = {"case": made.id, "sha256": digest, "kind": what, "size": len(file)}
        books.journal.note("pool", HouseEvent.EVIDENCE_KEPT, {**body, "by": by}, now)
    asked = house.keyring.pseudonym(f"pool case {made.id} {data.reason} {data.ticket}")
    told = {"case": made.id, "kind": kind, "asked": asked, "by": by}
    books.journal.note("pool", HouseEvent.POOL_FILED, told, now)
    return made


def withdraw_case(house: House, who: Who, case_id: str) -> None:
    """Who asked takes it back. Raises ``NotFound`` for another's case, ``CaseDecided``."""
    must_hold(who, Role.POOL_KEEPER)
    with house.books() as books:
        case = books.keeping.case(case_id)
        if case is None or case.filed_by != who.account or case.state not in OPEN:
            raise NotFound
        close(house, books, case, "withdrawn", who)
        books.commit()
    house.sequence()


def close(house: House, books: Books, case: Case, state: CaseState, who: Who) -> None:
    """Put the end of a case on record, in the open transaction."""
    now = house.clock.now()
    ended = replace(case, state=state, decided_by=who.account, decided_at=now)
    books.keeping.put_case(ended)
    body = {"case": case.id, "kind": case.kind, "state": state, "by": by_pseudonym(house, who.account)}
    books.journal.note("pool", HouseEvent.POOL_DECIDED, body, now)


def _must_fit(house: House, books: Books, kind: Kind, data: CaseData, expert: str) -> None:
    """Whether the entry is there and stands where the act begins."""
    if kind == "admit":
        if data.record is None:
            raise BadInput(what="record")
        if books.pool.id_by_card(data.record.id_card) is not None:
            raise KnownIdentity
        if any(
            one.data.record is not None and one.data.record.id_card == data.record.id_card
            for one in books.keeping.cases(OPEN)
            if one.kind == "admit"
        ):
            raise CaseOpen
        return
    if not ACTS[kind].origin:
        return
    found = books.pool.expert(expert)
    if found is None:
        raise NotFound
    kept = books.keeping.standing(expert)
    must_allow(kind, standing_now(kept, found.left_pool, found.suspended, house.clock.now()))
    if any(one.kind == kind for one in books.keeping.cases(OPEN, expert=expert)):
        raise CaseOpen
