"""The second person: the industry regulator reviews, another keeper or the regulator decides (Art. 2).

Approved, the register follows in the same transaction.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from audit.events import HouseEvent
from draw_service.rules.access import Role, Who, must_hold, not_own
from draw_service.rules.people import ExpertRecord, Period
from draw_service.rules.pool_changes import texts_of
from draw_service.rules.pool_keeping import (
    ACTS,
    Case,
    Standing,
    decider,
    must_allow,
    must_wait_for_decision,
    must_wait_for_review,
    standing_now,
)
from draw_service.rules.refusals import KnownIdentity, NotFound, NotYourRoom, PreviewStale
from draw_service.usecases.pool.file_case import close
from draw_service.usecases.pool.history import by_pseudonym, note, write_entry
from draw_service.usecases.pool.remove_alias import drop_alias
from draw_service.usecases.ports import Books, House
from scoring.rules.working_days import SHANGHAI


def review_case(house: House, who: Who, case_id: str, *, agree: bool) -> None:
    """The regulator's opinion; a case not agreed to is refused. Raises ``NotFound`` for another regulator's
    case, ``CaseDecided``."""
    must_hold(who, Role.REGULATOR)
    now = house.clock.now()
    with house.books() as books:
        case = own_case(books, who, case_id)
        must_wait_for_review(case, house.pack(now))
        state = "reviewed" if agree else "refused"
        body = {"case": case.id, "kind": case.kind, "state": state, "by": by_pseudonym(house, who.account)}
        books.journal.note("pool", HouseEvent.POOL_REVIEWED, body, now)
        reviewed = replace(case, state="reviewed", reviewed_by=who.account, reviewed_at=now)
        if agree:
            books.keeping.put_case(reviewed)
        else:
            close(house, books, reviewed, "refused", who)
        books.commit()
    house.sequence()


def decide_case(house: House, who: Who, case_id: str, *, approve: bool) -> None:
    """Raises ``NotYourRoom`` for the wrong role, ``OwnAct`` for who asked or reviewed, ``CaseDecided``,
    ``ReviewMissing``, and, approved, what the register has against it: ``NotInThisStanding``,
    ``KnownIdentity``, ``PreviewStale``."""
    must_hold(who, Role.POOL_KEEPER, Role.REGULATOR)
    with house.books() as books:
        case = own_case(books, who, case_id)
        must_decide(house, who, case)
        if approve:
            case = apply(house, books, case, who)
        close(house, books, case, "approved" if approve else "refused", who)
        books.commit()
    house.sequence()


def must_decide(house: House, who: Who, case: Case) -> None:
    """The roles and the order of ``decide_case``."""
    pack = house.pack(house.clock.now())
    must_wait_for_decision(case, pack)
    wanted = Role.REGULATOR if decider(case.kind, pack) == "regulator" else Role.POOL_KEEPER
    if wanted not in who.roles:
        raise NotYourRoom
    not_own(case.filed_by, who.account)
    not_own(case.reviewed_by, who.account)


def own_case(books: Books, who: Who, case_id: str) -> Case:
    """A keeper sees every case, a regulator those it is asked about. Raises ``NotFound``."""
    case = books.keeping.case(case_id)
    if case is None or (Role.POOL_KEEPER not in who.roles and case.authority != who.organisation):
        raise NotFound
    return case


def apply(house: House, books: Books, case: Case, who: Who) -> Case:
    """What an approved case does to the register, in the open transaction; the case, its expert named."""
    now, data = house.clock.now(), case.data
    if case.kind == "alias":
        drop_alias(house, books, case)
        return case
    if case.kind == "admit":
        if data.record is None or books.pool.id_by_card(data.record.id_card) is not None:
            raise KnownIdentity
        admitted = replace(case, expert=books.pool.add(data.record, at=now))
        _stand(house, books, admitted, who, "member")
        return admitted
    found, record = books.pool.expert(case.expert), books.pool.record(case.expert)
    if found is None or record is None:
        raise NotFound
    kept = books.keeping.standing(case.expert)
    must_allow(case.kind, standing_now(kept, found.left_pool, found.suspended, now))
    if case.kind == "amend":
        if data.record is None or (data.more or {}).get("was") != fingerprint(house, record):
            raise PreviewStale
        # Leaves and suspensions may have come since it was asked.
        new = replace(data.record, leave=record.leave, suspended=record.suspended)
        people = {"by": case.filed_by, "second": who.account}
        try:
            write_entry(house, books, case.expert, record, new, source=case.id, **people)
        except KeyError:
            raise KnownIdentity from None
        return case
    to = ACTS[case.kind].to
    assert to is not None
    if case.kind == "suspend":
        books.pool.set_suspension(case.expert, Period(now, _end(data.until)))
    else:
        books.keeping.end_suspensions(case.expert, now)
    _stand(house, books, case, who, to)
    return case


def fingerprint(house: House, record: ExpertRecord) -> str:
    """Keyed hash of an entry as it was when a change of it was asked for."""
    return house.keyring.pseudonym("entry " + "\0".join(f"{k} {v}" for k, v in texts_of(record).items()))


def _stand(house: House, books: Books, case: Case, who: Who, to: Standing) -> None:
    books.keeping.set_standing(case.expert, to, left=to in ("removed", "deceased"))
    body = {
        "what": case.kind,
        "standing": to,
        "by": by_pseudonym(house, case.filed_by),
        "second": by_pseudonym(house, who.account),
        "source": case.id,
    }
    note(house, books, case.expert, body, house.clock.now())


def _end(last: date | None) -> datetime | None:
    """Midnight after the last day, at the center."""
    if last is None:
        return None
    return datetime.combine(last + timedelta(days=1), time(0), tzinfo=SHANGHAI).astimezone(UTC)
