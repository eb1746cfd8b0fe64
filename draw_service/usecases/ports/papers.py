"""What is on a call card and in the paper kit, and who sets it in type (Art. 5(2), 8(3)).

A card shows numbers and the words to read out. It shows no name: the machine asks for nobody by name either,
the person who answers says whether the phone is theirs, and a card left on a table tells less. Never the
project, the tenderer, a bidder or a colleague.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from draw_service.usecases.ports.paper_bodies import Lang
from draw_service.usecases.ports.paper_register import Paper


@dataclass(frozen=True, slots=True)
class CallCard:
    """One card for one call. ``numbers`` in the order to try; ``script``: sentences to read out; ``tries``,
    ``gap_minutes``, ``opens``, ``closes``: how often, how far apart and when; ``ordinal`` of the seat's
    call; ``dispatch``: of the dispatch service (Art. 15), as on the kit and the roster."""

    serial: str
    slot: int
    ordinal: int
    numbers: tuple[str, ...] = field(repr=False)
    script: tuple[str, ...]
    tries: int
    gap_minutes: int
    opens: str
    closes: str
    printed_at: datetime
    lang: Lang = "zh"
    dispatch: bool = False


@dataclass(frozen=True, slots=True)
class KitCard:
    """One sealed card of the kit. ``label`` such as "1-03": third of the first specialty's order. ``mark``:
    one letter for cards of one employer where the kit holds several, else ""; ``same_as``: labels of the
    same person in other specialties."""

    label: str
    numbers: tuple[str, ...] = field(repr=False)
    mark: str = ""
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperKit:
    """The committed order on paper. ``seats``: waiting slots in the queue's order with the number of their
    specialty; ``cap``: seats one employer may hold, 0 for any; ``checkpoint``: SHA-256 of the signed note
    that covers the order, hex."""

    serial: str
    draw_id: str
    checkpoint: str
    printed_at: datetime
    seats: tuple[tuple[int, int], ...]
    cards: tuple[KitCard, ...]
    cap: int
    script: tuple[str, ...]
    tries: int
    gap_minutes: int
    opens: str
    closes: str
    lang: Lang = "zh"
    dispatch: bool = False


@dataclass(frozen=True, slots=True)
class RosterSheet:
    """The blind print of the roster. ``lines``: (slot, name, employer), ascending; ``envelope``: its
    number."""

    serial: str
    draw_id: str
    envelope: str
    printed_at: datetime
    lines: tuple[tuple[int, str, str], ...] = field(repr=False)
    lang: Lang = "zh"
    dispatch: bool = False


class CallDesk(Protocol):
    """Calls by hand that read a message out, by the serial of their card."""

    def draw_of(self, serial: str) -> str:
        """The draw the call belongs to. Raises ``CardNotNext`` when there is no such card."""

    def report(self, serial: str, result: str, at: datetime, told: dict[str, str]) -> None:
        """Hand in how it went; ``told``: who phoned, who countersigned. Raises ``CardNotNext`` when another
        result is on record, ``ChangedUnderYou`` when it is to be tried again."""


class Papers(Protocol):
    """Sets papers in type, the same bytes for the same facts. ``center``: the name calls come from."""

    center: str

    def call_card(self, card: CallCard) -> bytes: ...

    def kit(self, kit: PaperKit) -> bytes: ...

    def roster(self, sheet: RosterSheet) -> bytes:
        """In the layout of the house's envelopes; not always PDF."""

    def missing(self, text: str) -> Sequence[str]:
        """Characters of ``text`` that no paper can show, each once, in order."""

    def paper(self, paper: Paper, nth: int = 1) -> bytes:
        """A numbered paper as PDF; ``nth`` printing. One without a serial is marked as a preview."""

    def pages_of(self, pdf: bytes) -> int:
        """Raises ``ValueError`` for what is no PDF, is damaged, or has a password."""

    def bind(
        self, cover: bytes, parts: Sequence[tuple[str, bytes]], at: datetime, lang: Lang, *, scans: bool
    ) -> bytes:
        """One PDF: the cover, then each part, (label, PDF), its pages numbered through. ``scans``: some part
        is no paper of the house. Raises ``ValueError`` for a part that cannot be bound."""
