"""Register, draws and rooms of ``usecases.ports`` over dicts."""

from __future__ import annotations

import builtins
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from audit.events import Event, HouseFact
from draw_service.rules.applications import Application, Bidder, Party
from draw_service.rules.companies import Aliases
from draw_service.rules.lottery import RegisterRow
from draw_service.rules.people import Engagement, Expert, ExpertRecord, Period
from draw_service.rules.refusals import ChangedUnderYou
from draw_service.usecases.ports import (
    CallRecord,
    Contact,
    Draft,
    DrawRow,
    ListKind,
    NoticeKind,
    RecusalLetter,
    SecretKind,
    SlipRow,
)

WORKED = ("counted", "counted_to", "pending", "leaves", "notes")


@dataclass
class State:
    """What one transaction sees: dicts of values that never change, and tuples."""

    people: dict[str, ExpertRecord] = field(default_factory=dict)
    cards: dict[str, str] = field(default_factory=dict)
    left: dict[str, bool] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    table: dict[str, str] = field(default_factory=dict)
    engaged: dict[tuple[str, str], Engagement] = field(default_factory=dict)
    applications: dict[tuple[str, int], Application] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    letters: dict[tuple[str, str], RecusalLetter] = field(default_factory=dict)
    bidders: dict[str, tuple[Bidder, ...]] = field(default_factory=dict)
    requests: dict[tuple[str, str], bool] = field(default_factory=dict)
    draws: dict[str, DrawRow] = field(default_factory=dict)
    slips: dict[tuple[str, str], SlipRow] = field(default_factory=dict)
    used: dict[str, bool] = field(default_factory=dict)
    blobs: dict[tuple[str, str, int], bytes] = field(default_factory=dict)
    records: dict[str, tuple[CallRecord, ...]] = field(default_factory=dict)
    receipts: dict[tuple[str, int], datetime] = field(default_factory=dict)
    tickets: dict[tuple[str, str], bytes] = field(default_factory=dict)
    marks: dict[tuple[str, str], datetime] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    rooms: dict[str, str] = field(default_factory=dict)
    queues: dict[str, tuple[str, ...]] = field(default_factory=dict)
    chains: dict[str, tuple[Event, ...]] = field(default_factory=dict)
    streams: dict[str, tuple[HouseFact, ...]] = field(default_factory=dict)
    score_lines: tuple[Any, ...] = ()
    score_records: dict[tuple[str, str], Any] = field(default_factory=dict)
    score_files: dict[str, tuple[Any, bytes]] = field(default_factory=dict)
    score_results: dict[tuple[str, str], Any] = field(default_factory=dict)
    score_years: dict[int, Any] = field(default_factory=dict)
    papers: tuple[tuple[str, Any], ...] = ()
    printings: tuple[tuple[str, Any], ...] = ()
    counted: tuple[Any, ...] = ()
    counted_to: int = 0
    pending: tuple[bytes, ...] = ()
    incidents: dict[tuple[str, str], Any] = field(default_factory=dict)
    oversight: dict[tuple[str, str], Any] = field(default_factory=dict)
    leaves: tuple[bytes, ...] = ()
    notes: tuple[tuple[int, str], ...] = ()

    def copy(self) -> State:
        made = State()
        for each in fields(self):
            value: Any = getattr(self, each.name)
            setattr(made, each.name, dict(value) if isinstance(value, dict) else value)
        return made

    def settled(self) -> dict[str, Any]:
        """All of it but the work of sequencer and counter, which any act may trigger."""
        held = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in held.items() if name not in WORKED}

    def number(self, of: str) -> int:
        self.numbers[of] = self.numbers.get(of, 0) + 1
        return self.numbers[of]


class FakePool:
    def __init__(self, state: State) -> None:
        self._state = state

    def rows(self) -> Iterator[RegisterRow]:
        for expert in self.experts():
            yield RegisterRow(expert.id, expert.name, expert.unit, tuple(sorted(set(expert.codes))))

    def experts(self) -> Iterator[Expert]:
        for expert_id in sorted(self._state.people):
            yield self._expert(expert_id)

    def expert(self, expert_id: str) -> Expert | None:
        return self._expert(expert_id) if expert_id in self._state.people else None

    def _expert(self, expert_id: str) -> Expert:
        who = self._state.people[expert_id]
        return Expert(
            id=expert_id,
            name=who.name,
            unit=who.employer.code,
            employer=who.employer,
            codes=tuple(major.code for major in who.majors),
            area=who.area,
            pool=who.base_type,
            available=who.available,
            left_pool=expert_id in self._state.left,
            suspended=who.suspended,
            leave=who.leave,
            ties=who.ties,
            relatives=frozenset(self._state.cards[c] for c in who.relatives if c in self._state.cards),
            authority=who.authority,
            legal_bar=who.legal_bar,
        )

    def contact(self, expert_id: str) -> Contact | None:
        who = self._state.people.get(expert_id)
        return Contact(expert_id, who.name, who.phones) if who else None

    def records(self) -> Iterator[ExpertRecord]:
        yield from (self._state.people[expert_id] for expert_id in sorted(self._state.people))

    def record(self, expert_id: str) -> ExpertRecord | None:
        return self._state.people.get(expert_id)

    def amend(self, expert_id: str, record: ExpertRecord, *, at: datetime) -> None:
        self._state.people[expert_id] = record

    def add(self, record: ExpertRecord, *, at: datetime) -> str:
        if record.id_card in self._state.cards:
            raise KeyError
        expert_id = f"E{len(self._state.people) + 1:06}"
        self._state.people[expert_id] = record
        self._state.cards[record.id_card] = expert_id
        return expert_id

    def id_by_card(self, id_card: str) -> str | None:
        return self._state.cards.get(id_card.strip().upper())

    def set_leave(self, expert_id: str, period: Period) -> None:
        who = self._state.people[expert_id]
        self._state.people[expert_id] = replace(who, leave=(*who.leave, period))

    def set_suspension(self, expert_id: str, period: Period) -> None:
        who = self._state.people[expert_id]
        self._state.people[expert_id] = replace(who, suspended=(*who.suspended, period))

    def set_left(self, expert_id: str) -> None:
        self._state.left[expert_id] = True

    def aliases(self) -> Aliases:
        return Aliases(self._state.names)

    def add_alias(self, name: str, code: str) -> None:
        self._state.names[name] = code

    def specialties(self) -> dict[str, str]:
        return dict(self._state.table)

    def put_specialties(self, edition: str, rows: Mapping[str, str]) -> int:
        self._state.table = dict(rows)
        return len(rows)

    def engagements(self, period: Period) -> Sequence[Engagement]:
        return [held for held in self._state.engaged.values() if held.period.overlaps(period)]

    def engagements_of(self, draw_id: str) -> Sequence[Engagement]:
        return [held for held in self._state.engaged.values() if held.draw_id == draw_id]

    def engaged_in(self, expert_id: str, since: datetime) -> Sequence[str]:
        held = self._state.engaged.values()
        return [
            one.draw_id
            for one in held
            if one.expert_id == expert_id and (one.period.end is None or one.period.end > since)
        ]

    def engage(self, engagement: Engagement) -> None:
        self._state.engaged[engagement.draw_id, engagement.expert_id] = engagement

    def release(self, draw_id: str, expert_id: str) -> None:
        self._state.engaged.pop((draw_id, expert_id), None)


class FakeDraws:
    def __init__(self, state: State) -> None:
        self._state = state

    def next_application_id(self, now: datetime) -> str:
        return f"AP-{now.year}-{self._state.number('application'):04d}"

    def put_application(self, application_id: str, version: int, application: Application) -> None:
        self._state.applications[application_id, version] = application

    def application(self, application_id: str, version: int | None = None) -> tuple[int, Application] | None:
        known = [v for (key, v) in self._state.applications if key == application_id and version in (None, v)]
        return (max(known), self._state.applications[application_id, max(known)]) if known else None

    def applications(self, application_ids: Collection[str]) -> Mapping[str, Application]:
        newest = {key: self._state.applications[key, v] for key, v in sorted(self._state.applications)}
        return {key: value for key, value in newest.items() if key in application_ids}

    def applications_of(self, organisation: str) -> Sequence[str]:
        newest: dict[str, Application | Draft] = dict(self._state.drafts)
        newest |= {key: self._state.applications[key, v] for key, v in sorted(self._state.applications)}
        parties = {key: (one.tenderer, one.agency) for key, one in newest.items()}
        return sorted(
            (key for key, both in parties.items() if organisation in {p.code for p in both if p} - {""}),
            reverse=True,
        )

    def put_draft(self, draft: Draft) -> None:
        held = self._state.drafts.get(draft.application_id)
        if draft.n != (held.n + 1 if held else 1):
            raise ChangedUnderYou
        self._state.drafts[draft.application_id] = draft

    def draft(self, application_id: str) -> Draft | None:
        return self._state.drafts.get(application_id)

    def remove_draft(self, application_id: str, n: int | None = None) -> None:
        draft = self._state.drafts.pop(application_id, None)
        if n is not None and (draft is None or draft.n != n):
            raise ChangedUnderYou

    def put_unseal_half(self, draw_id: str, unseal_pk: str) -> None:
        self._state.blobs[draw_id, "unseal half", 0] = unseal_pk.encode()

    def unseal_half(self, draw_id: str) -> str:
        return self._state.blobs.get((draw_id, "unseal half", 0), b"").decode()

    def put_bidders(self, application_id: str, bidders: Sequence[Bidder]) -> None:
        self._state.bidders[application_id] = tuple(bidders)

    def bidders(self, application_id: str) -> tuple[Bidder, ...] | None:
        return self._state.bidders.get(application_id)

    def put_letter(self, letter: RecusalLetter) -> None:
        self._state.letters[letter.application_id, letter.letter] = letter

    def letters(self, application_id: str) -> Sequence[RecusalLetter]:
        held = [one for (key, _letter), one in self._state.letters.items() if key == application_id]
        return sorted(held, key=lambda one: (one.handed_in_at, one.letter))

    def open_letters(self) -> Sequence[str]:
        held = self._state.letters.values()
        return sorted({one.application_id for one in held if one.justified is None})

    def add_recusal_request(self, application_id: str, expert_id: str, justified: bool) -> None:
        self._state.requests[application_id, expert_id] = justified

    def recusal_requests(self, application_id: str) -> Sequence[str]:
        held = self._state.requests.items()
        return sorted(who for (key, who), good in held if key == application_id and good)

    def add_draw(self, row: DrawRow) -> None:
        if row.draw_id in self._state.draws:
            raise ChangedUnderYou
        self._state.draws[row.draw_id] = row

    def draw(self, draw_id: str) -> DrawRow | None:
        return self._state.draws.get(draw_id)

    def attempts(self, application_id: str) -> Sequence[DrawRow]:
        rows = [row for row in self._state.draws.values() if row.application_id == application_id]
        return sorted(rows, key=lambda row: row.attempt)

    def draws(self, draw_ids: Collection[str]) -> Mapping[str, DrawRow]:
        return {one: row for one, row in self._state.draws.items() if one in draw_ids}

    def newest(self, most: int) -> Sequence[DrawRow]:
        return [self._state.draws[draw_id] for draw_id in sorted(self._state.draws, reverse=True)][:most]

    def put_slip(self, slip: SlipRow) -> None:
        for value in (slip.commitment, slip.unseal_pk):
            if value in self._state.used:
                raise ChangedUnderYou
            self._state.used[value] = True
        self._state.slips[slip.draw_id, slip.party] = slip

    def slip(self, draw_id: str, party: Party) -> SlipRow | None:
        return self._state.slips.get((draw_id, party))

    def with_slip(self, draw_ids: Collection[str], party: Party) -> Collection[str]:
        return {one for one in draw_ids if (one, party) in self._state.slips}

    def slip_seen(self, commitment: str, unseal_pk: str) -> bool:
        return commitment in self._state.used or unseal_pk in self._state.used

    def count_wrong_try(self, draw_id: str, party: Party) -> int:
        slip = self._state.slips[draw_id, party]
        self._state.slips[draw_id, party] = replace(slip, wrong_tries=slip.wrong_tries + 1)
        return slip.wrong_tries + 1

    def put_secret(self, draw_id: str, kind: SecretKind, value: bytes) -> None:
        self._state.blobs[draw_id, f"secret {kind}", 0] = value

    def secret(self, draw_id: str, kind: SecretKind) -> bytes | None:
        return self._state.blobs.get((draw_id, f"secret {kind}", 0))

    def put_list(self, draw_id: str, kind: ListKind, data: bytes) -> None:
        self._state.blobs[draw_id, f"list {kind}", 0] = data

    def list(self, draw_id: str, kind: ListKind) -> bytes | None:
        return self._state.blobs.get((draw_id, f"list {kind}", 0))

    def put_added(self, draw_id: str, n: int, data: bytes) -> None:
        self._state.blobs[draw_id, "added", n] = data

    def added(self, draw_id: str) -> Sequence[tuple[int, bytes]]:
        return self._all(draw_id, "added")

    def put_roster(self, draw_id: str, n: int, sealed: bytes) -> None:
        self._state.blobs[draw_id, "roster", n] = sealed

    def roster(self, draw_id: str) -> tuple[int, bytes] | None:
        found = self._all(draw_id, "roster")
        return found[-1] if found else None

    def put_openings(self, draw_id: str, data: bytes) -> None:
        self._state.blobs[draw_id, "openings", 0] = data

    def openings(self, draw_id: str) -> bytes | None:
        return self._state.blobs.get((draw_id, "openings", 0))

    def unsealed(self, draw_ids: Collection[str]) -> Collection[str]:
        return {one for one in draw_ids if self.openings(one) is not None}

    def put_selection(self, draw_id: str, data: bytes) -> None:
        self._state.blobs[draw_id, "selection", 0] = data

    def selection(self, draw_id: str) -> bytes | None:
        return self._state.blobs.get((draw_id, "selection", 0))

    def erase_secrets(self, draw_id: str) -> None:
        for kind in ("secret k", "secret center-share", "list register"):
            self._state.blobs.pop((draw_id, kind, 0), None)

    def _all(self, draw_id: str, kind: str) -> builtins.list[tuple[int, bytes]]:
        held = self._state.blobs.items()
        return sorted((n, data) for (draw, what, n), data in held if (draw, what) == (draw_id, kind))

    def put_call_record(self, record: CallRecord) -> None:
        self._state.records[record.draw_id] = (*self._state.records.get(record.draw_id, ()), record)

    def call_records(self, draw_id: str) -> Sequence[CallRecord]:
        return self._state.records.get(draw_id, ())

    def set_room(self, draw_id: str, room: str) -> None:
        self._state.draws[draw_id] = replace(self._state.draws[draw_id], room=room)

    def put_receipt_time(self, draw_id: str, slot: int, at: datetime) -> None:
        self._state.receipts[draw_id, slot] = at

    def receipt_time(self, draw_id: str, slot: int) -> datetime | None:
        return self._state.receipts.get((draw_id, slot))

    def clear_receipt_time(self, draw_id: str, slot: int) -> None:
        self._state.receipts.pop((draw_id, slot), None)

    def mark(self, draw_id: str, kind: NoticeKind, at: datetime) -> None:
        self._state.marks[draw_id, kind] = at

    def marked(self, draw_id: str, kind: NoticeKind) -> datetime | None:
        return self._state.marks.get((draw_id, kind))

    def all_marked(self, draw_ids: Sequence[str], kind: NoticeKind) -> Sequence[str]:
        return [one for one in draw_ids if (one, kind) in self._state.marks]

    def last_marked(self, kind: NoticeKind, most: int, skip: int = 0) -> Sequence[tuple[DrawRow, datetime]]:
        marks = self._state.marks.items()
        found = [(self._state.draws[draw], at) for (draw, marked), at in marks if marked == kind]
        return sorted(found, key=lambda one: (one[1], one[0].draw_id), reverse=True)[skip : skip + most]

    def next_serial(self, paper: str) -> str:
        return f"{paper}-{self._state.number(f'paper {paper}'):06d}"


class FakeExpertDesk:
    """The receipts of tickets alone; what experts put down is tried on the real store."""

    def __init__(self, state: State) -> None:
        self._state = state

    def keep_tickets(self, draw_id: str, receipts: Iterable[tuple[str, bytes]]) -> None:
        self._state.tickets |= {(draw_id, expert_id): receipt for expert_id, receipt in receipts}

    def ticket(self, draw_id: str, expert_id: str) -> bytes | None:
        return self._state.tickets.get((draw_id, expert_id))
