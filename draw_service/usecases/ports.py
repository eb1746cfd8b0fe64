"""What the use cases need from outside, as Protocols.

A use case takes a ``House`` first. It opens ``house.books()`` as a context manager: one transaction, which
is rolled back unless ``commit()`` was called. Real implementations live in ``draw_service.store`` and are
put together in ``draw_service.wiring``; tests use hand-written ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Literal, Protocol, Self

from audit.events import DrawEvent, Event, HouseEvent, HouseFact
from draw_service.rules.applications import Application, Bidder, Party
from draw_service.rules.companies import Aliases
from draw_service.rules.lottery import RegisterRow
from draw_service.rules.packs import RulePack
from draw_service.rules.people import Engagement, Expert, ExpertRecord, Period
from notifications.policy import Policy
from scoring.rules.working_days import Calendar


class Clock(Protocol):
    def now(self) -> datetime:
        """Now, aware UTC, whole seconds."""


class Entropy(Protocol):
    def bytes(self, size: int) -> bytes:
        """``size`` unpredictable bytes (seeded in a drill)."""


class Keyring(Protocol):
    """The keys of the house that use cases may ask something of, never see."""

    def wrap(self, plaintext: bytes, context: bytes) -> bytes:
        """Encrypt under the center's roster key; ``context`` is authenticated."""

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Undo ``wrap``; raises ``ValueError`` when it does not open."""

    def hash_code(self, code: str) -> str:
        """Argon2id hash of an entry code."""

    def verify_code(self, code: str, hashed: str) -> bool:
        """Whether ``code`` is the one behind ``hashed``."""

    def pseudonym(self, text: str) -> str:
        """Keyed 32-character hex pseudonym for streams and records that concern a person or a number."""


@dataclass(frozen=True, slots=True, repr=False)
class Contact:
    """Where an expert is reached; only for the worker, the sealed call card and the simulator."""

    expert_id: str
    name: str
    phones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SlipRow:
    """What the service knows of a witness slip. ``pk`` and ``commitment`` hex; ``entry_hash`` Argon2id."""

    draw_id: str
    party: Party
    commitment: str
    unseal_pk: str
    entry_hash: str
    wrong_tries: int = 0


@dataclass(frozen=True, slots=True)
class DrawRow:
    """One attempt of an application, in a room. ``room`` "" until it is its turn."""

    draw_id: str
    application_id: str
    attempt: int
    room: str = ""


@dataclass(frozen=True, slots=True)
class CallRecord:
    """The canonical record behind an outcome (protocol section 3): bytes of its JCS and its hex hash."""

    draw_id: str
    slot: int
    data: bytes
    hash: str


class Pool(Protocol):
    """The register of experts (Art. 2)."""

    def rows(self) -> Iterator[RegisterRow]:
        """Every expert as ``(id, name, unit, codes)``, ascending by id."""

    def experts(self) -> Iterator[Expert]:
        """Every expert with all that eligibility and recusal need, ascending by id."""

    def expert(self, expert_id: str) -> Expert | None: ...

    def contact(self, expert_id: str) -> Contact | None: ...

    def records(self) -> Iterator[ExpertRecord]:
        """Every expert with all fields of the data standard (for export), ascending by id."""

    def add(self, record: ExpertRecord, *, at: datetime) -> str:
        """Insert a new expert and return its id ("E000001" …). Raises ``KeyError`` on a known ID card."""

    def id_by_card(self, id_card: str) -> str | None:
        """The expert with this identity number, found by keyed hash."""

    def set_leave(self, expert_id: str, period: Period) -> None: ...

    def ask_leave(self, expert_id: str, at: datetime) -> None:
        """The expert asked for leave by phone; nothing changes until somebody records a leave."""

    def leave_asked(self, expert_id: str) -> Sequence[datetime]:
        """When this expert asked for leave, ascending."""

    def set_suspension(self, expert_id: str, period: Period) -> None: ...

    def set_left(self, expert_id: str) -> None: ...

    def aliases(self) -> Aliases: ...

    def add_alias(self, name: str, code: str) -> None: ...

    def specialties(self) -> dict[str, str]:
        """Code -> name of the specialty table."""

    def put_specialties(self, edition: str, rows: Mapping[str, str]) -> int:
        """Replace the edition's rows; returns how many were written."""

    def engagements(self, period: Period) -> Sequence[Engagement]:
        """Who holds a seat or is being called for one anywhere in an overlapping period; what is decided on
        it holds until the transaction ends."""

    def engagements_of(self, draw_id: str) -> Sequence[Engagement]:
        """Who is engaged by one draw."""

    def engage(self, engagement: Engagement) -> None: ...

    def release(self, draw_id: str, expert_id: str) -> None: ...


SecretKind = Literal["k", "center-share"]
ListKind = Literal["register", "pool", "excluded", "recusals", "card", "kit"]
NoticeKind = Literal["receipt", "notice", "bundle"]


class Draws(Protocol):
    """Applications and draws beside their events. What is a person's or a secret is encrypted at rest."""

    def next_application_id(self, now: datetime) -> str:
        """A fresh id like ``AP-2026-0001``."""

    def put_application(self, application_id: str, version: int, application: Application) -> None: ...

    def application(self, application_id: str, version: int | None = None) -> tuple[int, Application] | None:
        """``(version, application)``; the latest when ``version`` is None."""

    def put_bidders(self, application_id: str, bidders: Sequence[Bidder]) -> None: ...

    def bidders(self, application_id: str) -> tuple[Bidder, ...] | None:
        """None while no list is filed. Held encrypted; only matching reads it."""

    def add_recusal_request(self, application_id: str, expert_id: str, justified: bool) -> None: ...

    def recusal_requests(self, application_id: str) -> Sequence[str]:
        """Expert ids against whom a supplier's request was found justified (采购法实施条例 9)."""

    def add_draw(self, row: DrawRow) -> None: ...

    def draw(self, draw_id: str) -> DrawRow | None: ...

    def attempts(self, application_id: str) -> Sequence[DrawRow]:
        """Attempts of an application, ascending."""

    def put_slip(self, slip: SlipRow) -> None:
        """Insert or replace the slip of a party of a draw."""

    def slip(self, draw_id: str, party: Party) -> SlipRow | None: ...

    def slip_seen(self, commitment: str, unseal_pk: str) -> bool:
        """Whether either value was ever used on any slip (a slip is used once)."""

    def count_wrong_try(self, draw_id: str, party: Party) -> int:
        """Add a wrong entry code; returns how many there are now."""

    def put_secret(self, draw_id: str, kind: SecretKind, value: bytes) -> None: ...

    def secret(self, draw_id: str, kind: SecretKind) -> bytes | None: ...

    def put_list(self, draw_id: str, kind: ListKind, data: bytes) -> None:
        """Store one canonical JSON list of the lock, compressed and encrypted."""

    def list(self, draw_id: str, kind: ListKind) -> bytes | None: ...

    def put_added(self, draw_id: str, n: int, data: bytes) -> None:
        """The leaves behind the ``recusal.added`` event number ``n``, canonical JSON list."""

    def added(self, draw_id: str) -> Sequence[tuple[int, bytes]]:
        """``(n, leaves)`` ascending by n."""

    def put_roster(self, draw_id: str, n: int, sealed: bytes) -> None:
        """The sealed object of the ``draw.sealed`` event number ``n``."""

    def roster(self, draw_id: str) -> tuple[int, bytes] | None:
        """The last sealed object and its event number."""

    def put_openings(self, draw_id: str, data: bytes) -> None:
        """The opened roster (canonical JSON), encrypted: for the desk and the bundles after unsealing."""

    def openings(self, draw_id: str) -> bytes | None: ...

    def put_selection(self, draw_id: str, data: bytes) -> None:
        """Canonical JSON ``[[slot, expert_id]…]`` of a selective draw, encrypted."""

    def selection(self, draw_id: str) -> bytes | None: ...

    def put_call_record(self, record: CallRecord) -> None: ...

    def call_records(self, draw_id: str) -> Sequence[CallRecord]: ...

    def set_room(self, draw_id: str, room: str) -> None: ...

    def put_receipt_time(self, draw_id: str, slot: int, at: datetime) -> None:
        """When the carrier reported the confirmation SMS of the seat's holder as delivered (Art. 14)."""

    def receipt_time(self, draw_id: str, slot: int) -> datetime | None: ...

    def clear_receipt_time(self, draw_id: str, slot: int) -> None: ...

    def mark(self, draw_id: str, kind: NoticeKind, at: datetime) -> None:
        """Remember that the receipt was printed, the result notice recorded, the bundle handed over."""

    def marked(self, draw_id: str, kind: NoticeKind) -> datetime | None: ...

    def put_sign_in_code(self, draw_id: str, slot: int, hashed: str) -> None:
        """The keyed hash of the code the seat's holder was sent; "" when the seat fell vacant."""

    def sign_in_code(self, draw_id: str, slot: int) -> str:
        """That hash, "" for none."""

    def next_serial(self, paper: str) -> str:
        """The next serial number of a kind of paper ("P-000001"); the register line is written with it."""

    def erase_secrets(self, draw_id: str) -> None:
        """Delete K, the center's share, the register list and the recorded contacts of the draw."""


class Rooms(Protocol):
    """Draw rooms: one project at a time (Art. 11)."""

    def occupant(self, room: str) -> str | None:
        """The draw in the room."""

    def enter(self, room: str, draw_id: str) -> None: ...

    def leave(self, room: str) -> None: ...

    def queue(self, room: str) -> Sequence[str]:
        """Waiting draws, first come first."""

    def join(self, room: str, draw_id: str, at: datetime) -> None: ...

    def quit(self, room: str, draw_id: str) -> None: ...


class Journal(Protocol):
    """The log, written in the same transaction as the fact (protocol section 3)."""

    def record(self, draw_id: str, type: DrawEvent, body: Mapping[str, Any], at: datetime) -> Event:
        """Append to a draw's chain. Raises ``ChangedUnderYou`` when ``n`` was taken meanwhile and
        ``ClockWentBack`` when ``at`` is before the last entry."""

    def note(self, stream: str, type: HouseEvent, body: Mapping[str, Any], at: datetime) -> HouseFact:
        """Append a fact outside draws."""

    def events(self, draw_id: str) -> Sequence[Event]:
        """The chain of a draw, ascending by n."""

    def covered(self, draw_id: str, n: int) -> bool:
        """Whether event ``n`` stands under a signed checkpoint (the phase gate)."""

    def evidence(self, draw_id: str, gates: Mapping[str, int | None]) -> dict[str, Any]:
        """Log half of a bundle: {"origin","vkeys","checkpoint","gates","events"} with proofs to the newest
        checkpoint. ``gates``: gate name -> n of the event it waited for; its checkpoint is the first
        signed one that covers that event."""

    def shares(self) -> Iterable[bytes]:
        """Every share ever revealed, in any draw."""

    def leaves(self) -> Iterable[bytes]:
        """Every sequenced leaf, in log order."""


Concern = Literal["call-refused", "no-receipt", "no-panel"]
"""What the operator is asked to look at; ``subject`` is a draw or a seat's call, never a person."""


class Postbox(Protocol):
    """What is told by phone, written with the fact it tells (Art. 5). A notice is one thing for one person;
    ``subject`` names the seat's call it belongs to (``usecases.notices``)."""

    def tell(
        self,
        subject: str,
        contact: Contact,
        kind: Literal["voice", "sms"],
        template: str,
        params: Mapping[str, str],
        lines: Lines,
        policy: Policy,
        at: datetime,
    ) -> None:
        """Put a call or a message in the queue."""

    def repeat(
        self,
        notice: str,
        kind: Literal["voice", "sms"],
        template: str,
        lines: Lines,
        policy: Policy,
        at: datetime,
    ) -> None:
        """The same words to the same person once more, as ``template`` of ``kind``."""

    def about(self, notice: str) -> tuple[str, str, int]:
        """Kind and template of a notice, and how many of this template its subject was told."""

    def numbers(self, notice: str) -> Sequence[str]:
        """The numbers of a notice (E.164), in the order tried."""

    def take_back(self, subject: str, at: datetime) -> Sequence[str]:
        """Cancel what is open for the subject; returns what callees had decided on the calls under way, such
        as ``silent``."""

    def alarm(self, concern: Concern, subject: str, at: datetime) -> None:
        """Ask a person to look, once until cleared."""

    def all_clear(self, concern: Concern, subject: str, at: datetime) -> None: ...

    def alarmed(self, concern: Concern) -> Sequence[str]:
        """Subjects of alarms nobody cleared."""


class Books(Protocol):
    """One transaction over everything."""

    pool: Pool
    draws: Draws
    rooms: Rooms
    journal: Journal
    post: Postbox

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None: ...

    def commit(self) -> None: ...


class Printer(Protocol):
    """The printer of the confidential envelope (Art. 8(3)): no preview, no download."""

    def ready(self) -> None:
        """Raises ``PrinterMissing`` when nothing could be printed; asked before the print is logged."""

    def send(self, serial: str, sheet: bytes) -> None:
        """Print one sheet. Raises ``PrinterFailed``; the serial stays spent."""


@dataclass(frozen=True, slots=True)
class Lines:
    """How a house reaches people by itself: names of the channels for ``voice`` and ``sms``, and the
    ``center`` that calls say they come from."""

    voice: str
    sms: str
    center: str


@dataclass(frozen=True, slots=True)
class House:
    """Everything a use case may reach.

    ``sequence`` gives pending events their log index and signs a checkpoint; it is idempotent and safe to
    call from several processes. ``log_vkey`` is the key others check the log with. ``drill`` marks a house
    whose clock and chance are seeded: everything it makes says 演练. ``lines`` None: nothing is called by
    itself, a person reports how each call went.
    """

    books: Callable[[], Books]
    clock: Clock
    entropy: Entropy
    keyring: Keyring
    pack: Callable[[datetime], RulePack]
    pack_by_id: Callable[[str, datetime], RulePack]
    calendar: Callable[[], Calendar]
    sequence: Callable[[], None]
    printer: Printer
    software: str
    log_vkey: str
    drill: bool = False
    lines: Lines | None = None
