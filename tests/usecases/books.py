"""The register of ``usecases.ports`` over dicts, and what a transaction sees of everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from audit.events import Event, HouseFact
from draw_service.rules.applications import Application, Bidder
from draw_service.rules.companies import Aliases
from draw_service.rules.lottery import RegisterRow
from draw_service.rules.people import Engagement, Expert, ExpertRecord, Period
from draw_service.usecases.ports import (
    CallRecord,
    Contact,
    Draft,
    DrawRow,
    RecusalLetter,
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


class FakeExpertDesk:
    """The receipts of tickets alone; what experts put down is tried on the real store."""

    def __init__(self, state: State) -> None:
        self._state = state

    def keep_tickets(self, draw_id: str, receipts: Iterable[tuple[str, bytes]]) -> None:
        self._state.tickets |= {(draw_id, expert_id): receipt for expert_id, receipt in receipts}

    def ticket(self, draw_id: str, expert_id: str) -> bytes | None:
        return self._state.tickets.get((draw_id, expert_id))
