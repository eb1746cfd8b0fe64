"""The ledger books of ``scoring.ports`` in memory, and an office of its own with a clock that tests move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from audit import events
from audit.events import HouseEvent, HouseFact
from scoring.calendar_source import published_calendar
from scoring.ports import Office, Proof
from scoring.rules.annual import Result
from scoring.rules.evidence import Evidence
from scoring.rules.lines import Line, Totals, add_up
from scoring.rules.parameters import Parameters
from scoring.rules.people import Person
from scoring.rules.working_days import Year, loaded_over

R = TypeVar("R")

PARAMETERS = Parameters(
    pack="baicheng/1",
    base_points=100,
    item_points=(5, 5, 5, 5, 10, 5, 5, 10, 5, 10, 10, 10, 5, 5, 5, 10, 10, 10, 10, 10),
    published_items=frozenset({10, 11, 12, 19, 20}),
    objection_days=10,
    accept_days=3,
    answer_days=10,
    publication_days=5,
    publish_after="appeal_window",
    history_query="by-approval",
    response="accepted",
    listed_from=20,
    excellent_above=90,
    pass_from=60,
    restore_needs=("education", "hours", "exam"),
    late_limit=3,
    rectification_days=15,
    calendar_warn_days=60,
)

ANN, BEN = Person("center-1", "center"), Person("center-2", "center")
TOM, ROSE = Person("tenderer-1", "tenderer"), Person("regulator-1", "regulator")
LEA, OTTO = Person("lead-1", "lead"), Person("office-1", "office")
EVE = Person("expert-1", "expert")


class Held(Protocol):
    """Where the books of one transaction lie."""

    score_lines: tuple[Any, ...]
    score_records: dict[tuple[str, str], Any]
    score_files: dict[str, tuple[Any, bytes]]
    score_results: dict[tuple[str, str], Any]
    score_years: dict[int, Any]


class FakeScores:
    def __init__(self, state: Held) -> None:
        self._state = state

    def add_line(self, line: Line) -> None:
        taken = {(each.id, each.of or each.id) for each in self._state.score_lines}
        assert (line.id, line.of or line.id) not in taken
        assert not line.of or line.of not in {each.of for each in self._state.score_lines}
        self._state.score_lines = (*self._state.score_lines, line)

    def line(self, id: str) -> Line | None:
        return next((line for line in self._state.score_lines if line.id == id), None)

    def lines(self, year: int | None = None, expert: str = "") -> Iterator[Line]:
        for line in self._state.score_lines:
            if year in (None, line.year) and expert in ("", line.expert):
                yield line

    def totals(self, year: int, expert: str = "") -> Iterator[Totals]:
        for who in sorted({line.expert for line in self.lines(year, expert)}):
            yield add_up(who, self.lines(year, who))

    def put(self, record: Any) -> None:
        self._state.score_records[record.KIND, record.id] = record

    def get(self, kind: type[R], id: str) -> R | None:
        return self._state.score_records.get((kind.KIND, id))  # type: ignore[attr-defined]

    def find(
        self, kind: type[R], *, expert: str = "", subject: str = "", states: Iterable[str] = ()
    ) -> Sequence[R]:
        wanted = list(states)
        return [
            record
            for (of, _id), record in self._state.score_records.items()
            if of == kind.KIND  # type: ignore[attr-defined]
            and expert in ("", getattr(record, "expert", ""))
            and subject in ("", record.subject)
            and (not wanted or record.state in wanted)
        ]

    def due(self, kind: type[R], now: datetime) -> Sequence[R]:
        held: Sequence[Any] = self.find(kind)
        return [each for each in held if each.due_at is not None and each.due_at <= now]

    def put_file(self, file: Evidence, data: bytes) -> None:
        self._state.score_files[file.id] = (file, data)

    def files(self, entry: str) -> Sequence[Evidence]:
        return [file for file, _data in self._state.score_files.values() if file.entry == entry]

    def file_data(self, id: str) -> bytes | None:
        found = self._state.score_files.get(id)
        return found[1] if found else None

    def put_results(self, run: str, results: Iterable[Result]) -> None:
        for each in results:
            self._state.score_results[run, each.expert] = each

    def results(self, run: str) -> Iterator[Result]:
        for (of, _expert), each in sorted(self._state.score_results.items()):
            if of == run:
                yield each

    def result(self, run: str, expert: str) -> Result | None:
        return self._state.score_results.get((run, expert))

    def put_year(self, year: Year, at: datetime) -> None:
        self._state.score_years[year.year] = year

    def years(self) -> Sequence[Year]:
        return [self._state.score_years[year] for year in sorted(self._state.score_years)]


@dataclass
class Shelf:
    """Everything an office has written."""

    score_lines: tuple[Any, ...] = ()
    score_records: dict[tuple[str, str], Any] = field(default_factory=dict)
    score_files: dict[str, tuple[Any, bytes]] = field(default_factory=dict)
    score_results: dict[tuple[str, str], Any] = field(default_factory=dict)
    score_years: dict[int, Any] = field(default_factory=dict)
    facts: tuple[HouseFact, ...] = ()

    def copy(self) -> Shelf:
        return Shelf(
            self.score_lines,
            dict(self.score_records),
            dict(self.score_files),
            dict(self.score_results),
            dict(self.score_years),
            self.facts,
        )


class FakeJournal:
    """Streams of chained facts; no tree."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def note(self, stream: str, type: HouseEvent, body: Mapping[str, Any], at: datetime) -> HouseFact:
        chain = [fact for fact in self._shelf.facts if fact.stream == stream]
        prev = chain[-1].hash.hex() if chain else ""
        when = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        data = events.encode_house(stream=stream, n=len(chain), prev=prev, type=type, body=body, at=when)
        self._shelf.facts = (*self._shelf.facts, events.decode_house(data))
        return self._shelf.facts[-1]

    def proofs(self, stream: str) -> tuple[str, Iterator[Proof]]:
        raise NotImplementedError


class FakeBooks:
    """One transaction on copies; ``commit`` makes them the truth."""

    def __init__(self, bureau: Bureau) -> None:
        self._bureau, self._shelf = bureau, bureau.shelf.copy()
        self.scores, self.journal = FakeScores(self._shelf), FakeJournal(self._shelf)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        return None

    def commit(self) -> None:
        self._bureau.shelf = self._shelf.copy()


class Bureau:
    """An office in memory. ``now`` is moved by tests; ``parameters`` may be replaced."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.shelf = Shelf()
        self.parameters = PARAMETERS
        self._count = 0
        self.office = Office(
            books=lambda: FakeBooks(self),
            now=lambda: self.now,
            chance=self._chance,
            pseudonym=lambda text: sha256(f"key {text}".encode()).hexdigest()[:32],
            calendar=lambda: loaded_over(published_calendar(), self.shelf.score_years.values()),
            parameters=lambda _at: self.parameters,
            sequence=lambda: None,
        )

    def _chance(self, size: int) -> bytes:
        self._count += 1
        return sha256(str(self._count).encode()).digest()[:size]

    def wait(self, **length: float) -> None:
        self.now += timedelta(**length)

    def facts(self, kind: HouseEvent) -> list[Mapping[str, Any]]:
        return [fact.body for fact in self.shelf.facts if fact.type is kind]

    def record(self, kind: type[R], id: str) -> R:
        return self.shelf.score_records[kind.KIND, id]  # type: ignore[attr-defined,no-any-return]
