"""How the register is kept: cases of two people, history, looks, declarations, editions (Art. 2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from draw_service.rules.pool_keeping import Case, CaseState, Standing
from draw_service.rules.pool_looks import Look
from scoring.rules.evidence import FileKind

Verdict = Literal["different", "same"]


@dataclass(frozen=True, slots=True, repr=False)
class Document:
    """A file of a case. ``digest``: hex SHA-256 of its bytes; ``name``: as the sender called it."""

    id: str
    case: str
    digest: str
    kind: FileKind
    size: int
    name: str
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True, repr=False)
class Changed:
    """One field of an entry, before and after. ``source``: number of the case or proposal; ``second``
    approved what ``by`` asked for."""

    field: str
    was: str
    became: str
    at: datetime
    source: str
    by: str
    second: str


@dataclass(frozen=True, slots=True)
class Declared:
    """When somebody last declared employment and relations."""

    expert: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition of the specialty table; ``codes``: how many."""

    name: str
    valid_from: date
    sha256: str
    put_at: datetime
    codes: int


class Keeping(Protocol):
    """Beside ``Pool``. What is said of people is encrypted at rest."""

    def put_case(self, case: Case) -> None:
        """Insert or replace."""

    def case(self, case_id: str) -> Case | None:
        """Held: what is decided on it holds until the transaction ends."""

    def cases(
        self, states: Sequence[CaseState] = (), *, expert: str = "", authority: str = "", most: int = 200
    ) -> Sequence[Case]:
        """Newest first; empty filters set no limit."""

    def put_document(self, document: Document, data: bytes) -> None: ...

    def documents(self, case_id: str) -> Sequence[Document]:
        """In the order added."""

    def document_data(self, case_id: str, document_id: str) -> bytes | None: ...

    def note_changes(self, expert_id: str, changes: Iterable[Changed]) -> None: ...

    def changes(self, expert_id: str) -> Sequence[Changed]:
        """Newest first."""

    def add_look(self, look: Look) -> None: ...

    def looks(self, expert_id: str = "", *, since: datetime | None = None, most: int = 200) -> Sequence[Look]:
        """Newest first; of one expert or of all."""

    def standing(self, expert_id: str) -> str | None:
        """What was kept of it, None for nothing."""

    def set_standing(self, expert_id: str, standing: Standing, *, left: bool) -> None: ...

    def end_suspensions(self, expert_id: str, at: datetime) -> None:
        """Those that hold at ``at`` or begin later end there."""

    def suspended_at(self, at: datetime) -> frozenset[str]:
        """Experts whose suspension holds then; nothing is decrypted."""

    def standings(self) -> Iterator[tuple[str, str | None, bool]]:
        """``(expert id, what was kept, left)``, ascending by id; nothing is decrypted."""

    def declare(self, expert_id: str, at: datetime) -> None:
        """The expert declared employment and relations now."""

    def declared(self, before: datetime) -> Sequence[Declared]:
        """Who declared last before that time, the oldest first; without those who left."""

    def remind(self, expert_id: str, until: date, days: int, at: datetime) -> None: ...

    def reminded(self, expert_id: str, until: date) -> Mapping[int, datetime]:
        """Days before the end -> when the reminder went out."""

    def decide_pair(self, one: str, other: str, verdict: Verdict, by: str, at: datetime) -> None:
        """``one`` < ``other``; a pair is decided once."""

    def pairs(self) -> Mapping[tuple[str, str], Verdict]: ...

    def put_edition(self, name: str, valid_from: date, sha256: str, at: datetime) -> None: ...

    def editions(self) -> Sequence[Edition]:
        """Ascending by the day they hold from."""

    def put_mapping(self, edition: str, pairs: Iterable[tuple[str, str]]) -> None:
        """Replace the edition's."""

    def mapping(self, edition: str) -> Sequence[tuple[str, str]]:
        """``(old, new)``, ascending."""
