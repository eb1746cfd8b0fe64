"""What scoring needs from outside, as Protocols: clock, chance, calendar, parameters, log, ledger books.

A use case takes an ``Office`` first. It opens ``office.books()`` as a context manager: one transaction,
rolled back unless ``commit()`` was called. Records are the frozen values of ``scoring.rules``; each class has
a ``KIND``, and is found again by id, expert, subject and state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from audit.events import HouseEvent, HouseFact
from scoring.rules.annual import Result
from scoring.rules.evidence import Evidence
from scoring.rules.lines import Line, Totals
from scoring.rules.parameters import Parameters
from scoring.rules.working_days import Calendar, Year

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Proof:
    """One fact of a stream with its path to the newest checkpoint. ``path``: hex hashes, leaf to root."""

    n: int
    index: int
    data: bytes
    path: tuple[str, ...]


class Journal(Protocol):
    """The log, written in the same transaction as the fact."""

    def note(self, stream: str, type: HouseEvent, body: Mapping[str, Any], at: datetime) -> HouseFact:
        """Append a fact outside draws."""

    def proofs(self, stream: str) -> tuple[str, Iterator[Proof]]:
        """The newest signed checkpoint, and every sequenced fact of the stream under it, ascending by n."""


class Scores(Protocol):
    """The ledger and the records beside it. What is said of a person is encrypted at rest."""

    def add_line(self, line: Line) -> None:
        """Lines are only ever added; a second reversal of one deduction clashes."""

    def line(self, id: str) -> Line | None: ...

    def lines(self, year: int | None = None, expert: str = "") -> Iterator[Line]:
        """In the order written; of one year, of one expert, or all."""

    def totals(self, year: int, expert: str = "") -> Iterator[Totals]:
        """Ascending by expert; one for everybody with a line of the year, or of one expert."""

    def put(self, record: Any) -> None:
        """Insert or replace a record."""

    def get(self, kind: type[R], id: str) -> R | None:
        """Held against others until the transaction ends."""

    def find(
        self, kind: type[R], *, expert: str = "", subject: str = "", states: Iterable[str] = ()
    ) -> Sequence[R]:
        """In the order first written; an empty condition asks nothing."""

    def due(self, kind: type[R], now: datetime) -> Sequence[R]:
        """Records whose ``due_at`` has come."""

    def put_file(self, file: Evidence, data: bytes) -> None: ...

    def files(self, entry: str) -> Sequence[Evidence]: ...

    def file_data(self, id: str) -> bytes | None: ...

    def put_results(self, run: str, results: Iterable[Result]) -> None: ...

    def results(self, run: str) -> Iterator[Result]:
        """Ascending by expert."""

    def result(self, run: str, expert: str) -> Result | None: ...

    def put_year(self, year: Year, at: datetime) -> None:
        """Keep one year of the calendar."""

    def years(self) -> Sequence[Year]:
        """The years kept, ascending."""


class Books(Protocol):
    """One transaction."""

    @property
    def scores(self) -> Scores: ...

    @property
    def journal(self) -> Journal: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None: ...

    def commit(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Office:
    """Everything a use case of scoring may reach. ``chance(n)``: n unpredictable bytes; ``pseudonym``: keyed
    32-character hex; ``parameters``: those in force at a time; ``sequence`` signs the log."""

    books: Callable[[], Books]
    now: Callable[[], datetime]
    chance: Callable[[int], bytes]
    pseudonym: Callable[[str], str]
    calendar: Callable[[], Calendar]
    parameters: Callable[[datetime], Parameters]
    sequence: Callable[[], None]

    def new_id(self) -> str:
        """Sixteen hex characters."""
        return self.chance(8).hex()

    def name(self, expert: str) -> str:
        """The pseudonym of an expert in exported ledgers and in the roots of annual runs."""
        return self.pseudonym(f"ledger {expert}")
