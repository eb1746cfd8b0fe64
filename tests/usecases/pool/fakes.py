"""A register, a log and a house in memory, enough for the acts on the pool.

A book that is left without ``commit`` keeps nothing, as in the store.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from hashlib import sha256
from types import TracebackType
from typing import Any, Self

from audit.events import HouseEvent, encode_house
from draw_service.rules.lottery import RegisterRow
from draw_service.rules.people import Expert, ExpertRecord, Period
from draw_service.rules.refusals import ChangedUnderYou
from draw_service.usecases.ports import House

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@dataclass
class FakePool:
    """The part of ``ports.Pool`` that the acts on the pool use."""

    people: dict[str, ExpertRecord] = field(default_factory=dict)
    table: dict[str, str] = field(default_factory=dict)
    editions: list[str] = field(default_factory=list)
    leave: list[tuple[str, Period]] = field(default_factory=list)
    suspended: list[tuple[str, Period]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def add(self, record: ExpertRecord, *, at: datetime) -> str:
        if self.id_by_card(record.id_card):
            raise ChangedUnderYou
        expert_id = f"E{len(self.people) + 1:06}"
        self.people[expert_id] = record
        return expert_id

    def add_many(self, records: Iterable[ExpertRecord], *, at: datetime) -> list[str]:
        return [self.add(record, at=at) for record in records]

    def ids_by_card(self, cards: Sequence[str]) -> dict[str, str]:
        return {card: found for card in cards if (found := self.id_by_card(card))}

    def id_by_card(self, id_card: str) -> str | None:
        return next((key for key, record in self.people.items() if record.id_card == id_card), None)

    def expert(self, expert_id: str) -> Expert | None:
        record = self.people.get(expert_id)
        if record is None:
            return None
        codes = tuple(major.code for major in record.majors)
        return Expert(expert_id, record.name, record.employer.code, record.employer, codes)

    def rows(self) -> Iterator[RegisterRow]:
        for key, record in self.people.items():
            yield RegisterRow(key, record.name, record.employer.code, tuple(m.code for m in record.majors))

    def records(self) -> Iterator[ExpertRecord]:
        yield from self.people.values()

    def specialties(self) -> dict[str, str]:
        return dict(self.table)

    def put_specialties(self, edition: str, rows: Mapping[str, str]) -> int:
        self.table = dict(rows)
        self.editions.append(edition)
        return len(rows)

    def set_leave(self, expert_id: str, period: Period) -> None:
        self.leave.append((expert_id, period))

    def set_suspension(self, expert_id: str, period: Period) -> None:
        self.suspended.append((expert_id, period))

    def set_left(self, expert_id: str) -> None:
        self.left.append(expert_id)

    def add_alias(self, name: str, code: str) -> None:
        self.names[name] = code


@dataclass
class FakeJournal:
    notes: list[tuple[str, HouseEvent, dict[str, Any]]] = field(default_factory=list)

    def note(self, stream: str, type: HouseEvent, body: Mapping[str, Any], at: datetime) -> None:
        # The real log refuses a stream or body that could hold words; so does this one.
        encode_house(stream=stream, n=0, prev="", type=type, body=body, at=f"{at:%Y-%m-%dT%H:%M:%SZ}")
        self.notes.append((stream, type, dict(body)))


@dataclass
class FakeBooks:
    """One transaction: works on copies, which ``commit`` makes the truth."""

    town: Town
    pool: FakePool = field(init=False)
    journal: FakeJournal = field(init=False)

    def __enter__(self) -> Self:
        self.pool, self.journal = copy.deepcopy((self.town.pool, self.town.journal))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def commit(self) -> None:
        self.town.pool, self.town.journal = self.pool, self.journal


class FakeClock:
    def now(self) -> datetime:
        return NOW


class FakeKeyring:
    def pseudonym(self, text: str) -> str:
        return sha256(b"key" + text.encode()).hexdigest()[:32]


class FakePapers:
    def missing(self, text: str) -> list[str]:
        return []


@dataclass
class Town:
    """What outlives a transaction, and the house over it."""

    pool: FakePool = field(default_factory=FakePool)
    journal: FakeJournal = field(default_factory=FakeJournal)

    def house(self) -> House:
        """A house whose other doors are locked: to use one is an error."""
        has = {
            "books": lambda: FakeBooks(self),
            "clock": FakeClock(),
            "keyring": FakeKeyring(),
            "papers": FakePapers(),
        }
        return House(**{door.name: has.get(door.name) for door in fields(House)})  # type: ignore[arg-type]
