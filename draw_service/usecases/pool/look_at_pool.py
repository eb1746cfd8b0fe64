"""What a keeper sees of the register without a name: numbers, where entries stand, what waits (Art. 2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.identifiers import compact
from draw_service.rules.packs import RulePack
from draw_service.rules.people import ExpertRecord
from draw_service.rules.pool_changes import Change, changes
from draw_service.rules.pool_declarations import declared_until
from draw_service.rules.pool_keeping import (
    OPEN,
    Case,
    Kind,
    Standing,
    acts_from,
    decider,
    reviewed_first,
    standing_now,
)
from draw_service.rules.pool_looks import Look
from draw_service.rules.refusals import NotFound
from draw_service.rules.scope import PoolKind, pool_kind
from draw_service.usecases.pool.decide_case import own_case
from draw_service.usecases.pool.look_at_expert import look_at_expert, note_look
from draw_service.usecases.ports import Books, Changed, Document, House


@dataclass(frozen=True, slots=True)
class PoolCounts:
    """``standings``: how many stand where; ``waiting``: open cases; ``proposals``: experts' own requests."""

    standings: Counter[Standing]
    waiting: int
    proposals: int


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """One entry without its name. ``acts``: what can be asked for; ``declared``: the last day of the
    declaration of employment and relations."""

    expert: str
    standing: Standing
    pool: PoolKind
    codes: tuple[str, ...]
    declared: date | None
    acts: tuple[Kind, ...]
    cases: Sequence[Case]
    looks: Sequence[Look]


@dataclass(frozen=True, slots=True, repr=False)
class EntryFile:
    """The same opened: a logged look."""

    entry: Entry
    record: ExpertRecord
    history: Sequence[Changed]


@dataclass(frozen=True, slots=True, repr=False)
class CaseSeen:
    """A case and who may do what. ``review``, ``decide``, ``withdraw``: whether this account may now."""

    case: Case
    documents: Sequence[Document]
    review: bool
    decide: bool
    withdraw: bool


@dataclass(frozen=True, slots=True, repr=False)
class CaseOpened:
    """``record``: the entry asked for, else as it stands; ``changes``: what would change, while open."""

    case: Case
    record: ExpertRecord | None
    changes: Sequence[Change]


def count_pool(house: House, who: Who) -> PoolCounts:
    """Nothing is decrypted but the suspensions' owners; raises ``NotYourRoom``."""
    must_hold(who, Role.POOL_KEEPER)
    now = house.clock.now()
    with house.views() as books:
        held = books.keeping.suspended_at(now)
        standings = Counter(
            "suspended" if expert in held and not left else standing_now(kept, left, (), now)
            for expert, kept, left in books.keeping.standings()
        )
        waiting = len(books.keeping.cases(OPEN, most=1000))
        return PoolCounts(standings, waiting, len(books.experts.open_proposals()))


def find_entry(house: House, who: Who, words: str) -> str:
    """The register number for a number, an identity number or a phone; names are not looked for, since a
    list of namesakes would be a list of names. Raises ``NotFound``."""
    must_hold(who, Role.POOL_KEEPER)
    wanted = compact(words)
    with house.books() as books:
        if books.pool.expert(wanted) is not None:
            return wanted
        phone = wanted if wanted.startswith("+") else f"+86{wanted}"
        found = books.pool.id_by_card(wanted) or books.access.expert_by_phone(phone)
        if found is None:
            raise NotFound
        return found


def look_at_entry(house: House, who: Who, expert_id: str) -> Entry:
    """Raises ``NotYourRoom``, ``NotFound``."""
    must_hold(who, Role.POOL_KEEPER)
    with house.views() as books:
        return _entry(house, books, expert_id)


def open_entry(house: House, who: Who, expert_id: str, reason: str, about: str = "") -> EntryFile:
    """The entry with its name and history, for a keeper; the look is logged. Raises as ``look_at_expert``."""
    must_hold(who, Role.POOL_KEEPER)
    record = look_at_expert(house, who, expert_id, reason, about)
    with house.views() as books:
        return EntryFile(_entry(house, books, expert_id), record, books.keeping.changes(expert_id))


def list_cases(house: House, who: Who) -> tuple[list[Case], list[Case]]:
    """Open cases and the last closed ones; a regulator's are those it was asked about."""
    must_hold(who, Role.POOL_KEEPER, Role.REGULATOR)
    mine = "" if Role.POOL_KEEPER in who.roles else who.organisation or "-"
    with house.views() as books:
        waiting = list(reversed(books.keeping.cases(OPEN, authority=mine)))
        done = books.keeping.cases(("approved", "refused", "withdrawn"), authority=mine, most=50)
        return waiting, list(done)


def look_at_case(house: House, who: Who, case_id: str) -> CaseSeen:
    """Raises ``NotYourRoom``, ``NotFound``."""
    must_hold(who, Role.POOL_KEEPER, Role.REGULATOR)
    pack = house.pack(house.clock.now())
    with house.books() as books:
        case = own_case(books, who, case_id)
        return CaseSeen(
            case,
            books.keeping.documents(case.id),
            Role.REGULATOR in who.roles and case.state == "filed" and reviewed_first(case.kind, pack),
            _may_decide(who, case, pack),
            case.state in OPEN and case.filed_by == who.account,
        )


def open_case(house: House, who: Who, case_id: str) -> CaseOpened:
    """What is asked for, with the names in it; the look is logged. Raises ``NotYourRoom``, ``NotFound``."""
    must_hold(who, Role.POOL_KEEPER, Role.REGULATOR)
    with house.books() as books:
        case = own_case(books, who, case_id)
        now = books.pool.record(case.expert) if case.expert else None
        asked = case.data.record
        found = changes(now, asked) if now is not None and asked is not None and case.state in OPEN else ()
        note_look(
            house, books, who, case.expert or f"case-{case.id}", _WHY.get(case.kind, "standing"), case.id
        )
        books.commit()
    house.sequence()
    return CaseOpened(case, asked or now, found)


_WHY = {"admit": "admission", "readmit": "admission", "amend": "change", "bulk": "bulk"}


def read_document(house: House, who: Who, case_id: str, document_id: str) -> tuple[Document, bytes]:
    """Raises ``NotFound``."""
    must_hold(who, Role.POOL_KEEPER, Role.REGULATOR)
    with house.books() as books:
        case = own_case(books, who, case_id)
        data = books.keeping.document_data(case.id, document_id)
        about = next((one for one in books.keeping.documents(case.id) if one.id == document_id), None)
    if data is None or about is None:
        raise NotFound
    return about, data


def regulators(house: House) -> list[tuple[str, str]]:
    """``(credit code, name)`` of the organisations whose accounts are regulators, by name."""
    with house.views() as books:
        found = {
            one.organisation: one.organisation_name
            for one in books.access.accounts()
            if Role.REGULATOR in one.roles and one.organisation and not one.disabled
        }
    return sorted(found.items(), key=lambda one: one[1])


def _may_decide(who: Who, case: Case, pack: RulePack) -> bool:
    wanted = Role.REGULATOR if decider(case.kind, pack) == "regulator" else Role.POOL_KEEPER
    ready = case.state == "reviewed" or (case.state == "filed" and not reviewed_first(case.kind, pack))
    return ready and wanted in who.roles and who.account not in (case.filed_by, case.reviewed_by)


def _entry(house: House, books: Books, expert_id: str) -> Entry:
    now = house.clock.now()
    pack = house.pack(now)
    found = books.pool.expert(expert_id)
    if found is None:
        raise NotFound
    standing = standing_now(books.keeping.standing(expert_id), found.left_pool, found.suspended, now)
    return Entry(
        expert_id,
        standing,
        pool_kind(found.pool, pack),
        found.codes,
        declared_until(found.declared_at, pack) if found.declared_at else None,
        acts_from(standing),
        books.keeping.cases(expert=expert_id),
        books.keeping.looks(expert_id, most=20),
    )
