"""Every port of ``usecases.ports`` in memory, written by hand.

A ``FakeBooks`` works on copies; ``commit`` makes them the truth, and refuses when another transaction got
there first. The log is a real one: chained events, RFC 6962 tree, signed checkpoints.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from types import TracebackType
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from audit import merkle
from draw_service.rules.packs import RulePack
from draw_service.rules.refusals import (
    ChangedUnderYou,
    NotFound,
    PrinterFailed,
    PrinterMissing,
)
from draw_service.usecases import ports
from draw_service.usecases.ports import (
    House,
)
from scoring.calendar_source import published_calendar
from scoring.ports import Scores
from tests.rules.examples import shipped
from tests.scoring.fakes import FakeScores
from tests.store.fakes import SeededEntropy
from tests.usecases.books import FakeExpertDesk, FakePool, State
from tests.usecases.draw_books import FakeDraws
from tests.usecases.incidents.fakes import FakeIncidents
from tests.usecases.journal import LOG_KEY, FakeJournal
from tests.usecases.papers import FakePaperRegister, PlainPapers
from tests.usecases.rooms import FakeOversight, FakeRooms
from tests.usecases.statistics.fakes import FakeStatistics


class NoFees:
    """Nobody has drafted a fee sheet; they are tested on the real store."""

    def sheet(self, _draw_id: str, *, hold: bool = True) -> None:
        return None


class NoArchive:
    """Nothing was destroyed; that is tested on the real store."""

    def shredded_at(self, _draw_id: str) -> None:
        return None


class FakeBooks:
    """One transaction over the town's state."""

    pool: ports.Pool
    draws: ports.Draws
    rooms: ports.Rooms
    journal: ports.Journal
    scores: Scores

    def __init__(self, town: Town) -> None:
        self._town = town
        self._base = town.state
        self._state = town.state.copy()
        self.pool, self.draws = FakePool(self._state), FakeDraws(self._state)
        self.rooms, self.journal = FakeRooms(self._state), FakeJournal(self._state)
        self.scores = FakeScores(self._state)
        self.experts = FakeExpertDesk(self._state)
        self.statistics = FakeStatistics(self._state)
        self.papers = FakePaperRegister(self._state)
        self.incidents = FakeIncidents(self._state)
        self.fees, self.archive = NoFees(), NoArchive()
        self.oversight = FakeOversight(self._state)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        return None

    def commit(self) -> None:
        if self._town.state is not self._base:
            raise ChangedUnderYou
        self._town.state = self._base = self._state.copy()


class FakeClock:
    """A clock that tests move, forward unless they insist."""

    def __init__(self, start: datetime) -> None:
        self.time = start.astimezone(UTC)

    def now(self) -> datetime:
        return self.time

    def wait(self, minutes: int) -> None:
        self.time += timedelta(minutes=minutes)

    def jump(self, to: datetime) -> None:
        self.time = max(self.time, to.astimezone(UTC))


class FakeKeyring:
    """Real encryption under a key everyone knows, a cheap hash for entry codes."""

    _cipher = AESGCM(bytes(32))

    def wrap(self, plaintext: bytes, context: bytes) -> bytes:
        nonce = sha256(plaintext + context).digest()[:12]
        return nonce + self._cipher.encrypt(nonce, plaintext, context)

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        try:
            return self._cipher.decrypt(wrapped[:12], wrapped[12:], context)
        except InvalidTag:
            raise ValueError("does not open") from None

    def hash_code(self, code: str) -> str:
        return "cheap$" + sha256(code.encode()).hexdigest()

    def verify_code(self, code: str, hashed: str) -> bool:
        return self.hash_code(code) == hashed

    def pseudonym(self, text: str) -> str:
        return sha256(b"pseudonym key" + text.encode()).hexdigest()[:32]


class FakePrinter:
    """Keeps what was sent. ``there``: whether it is plugged in; ``works``: whether it then prints."""

    def __init__(self) -> None:
        self.there = self.works = True
        self.sheets: list[tuple[str, str]] = []

    def ready(self) -> None:
        if not self.there:
            raise PrinterMissing

    def send(self, serial: str, sheet: bytes) -> None:
        if not self.works:
            raise PrinterFailed(serial=serial)
        self.sheets.append((serial, sheet.decode()))


class Town:
    """What outlives a transaction. ``signs`` False: the sequencer stands still and gates wait."""

    def __init__(self, start: datetime, state: State | None = None, pack: RulePack | None = None) -> None:
        self.state = state.copy() if state is not None else State()
        self.clock = FakeClock(start)
        self.printer = FakePrinter()
        self.papers = PlainPapers()
        self.pack = pack or shipped()
        self.signs = True
        # The same for the same past, so that a failing example fails again; another past, other bytes.
        self.entropy = SeededEntropy(b"town %d" % (len(self.state.leaves) + len(self.state.pending)))

    def sequence(self) -> None:
        if not self.signs or not self.state.pending:
            return
        state = self.state.copy()
        state.leaves, state.pending = (*state.leaves, *state.pending), ()
        root = merkle.root([merkle.leaf_hash(leaf) for leaf in state.leaves])
        state.notes = (*state.notes, (len(state.leaves), LOG_KEY.sign(len(state.leaves), root)))
        self.state = state

    def pack_by_id(self, pack_id: str, _at: datetime) -> RulePack:
        if pack_id != self.pack.id:
            raise NotFound
        return self.pack

    def house(self) -> House:
        calendar = published_calendar()
        return House(
            books=lambda: FakeBooks(self),
            views=lambda: FakeBooks(self),
            clock=self.clock,
            entropy=self.entropy,
            keyring=FakeKeyring(),
            pack=lambda _at: self.pack,
            pack_by_id=self.pack_by_id,
            calendar=lambda: calendar,
            sequence=self.sequence,
            printer=self.printer,
            papers=self.papers,
            software="panel/test",
            log_vkey=LOG_KEY.vkey,
        )
