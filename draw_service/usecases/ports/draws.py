"""Applications, draws, slips and sealed things beside the events (protocol sections 1 to 5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from draw_service.rules.applications import Application, Bidder, Party
from draw_service.rules.people import Company


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


@dataclass(frozen=True, slots=True, repr=False)
class Draft:
    """What was typed of an application, or of a change of one, and is not sent yet.

    ``tenderer`` and ``agency`` see it; ``filed_by`` began it. ``typed``: field -> words as typed. ``n``
    counts the saves. ``handed_over``: the agency has nothing to add, the tenderer may send.
    """

    application_id: str
    filed_by: Literal["tenderer", "agency"]
    tenderer: Company
    agency: Company | None
    typed: Mapping[str, str]
    changed_at: datetime
    n: int = 1
    handed_over: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class RecusalLetter:
    """A supplier's written request that somebody step back (采购法实施条例 9), as it was handed in.

    ``letter``: SHA-256 (hex) of the signed paper. ``person``, ``employer``: whom it means, in its own words.
    ``justified`` None until the regulator has decided.
    """

    application_id: str
    letter: str
    supplier: str
    person: str
    employer: str
    grounds: str
    handed_in_at: datetime
    justified: bool | None = None


SecretKind = Literal["k", "center-share"]
ListKind = Literal[
    "register",
    "pool",
    "excluded",
    "recusals",
    "card",
    "kit",
    "receipt",
    "entries",
    "session",
    "checked",
    "consent",
]
NoticeKind = Literal["receipt", "notice", "bundle"]


class Draws(Protocol):
    """Applications and draws beside their events. What is a person's or a secret is encrypted at rest."""

    def next_application_id(self, now: datetime) -> str:
        """A fresh id like ``AP-2026-0001``."""

    def put_application(self, application_id: str, version: int, application: Application) -> None: ...

    def application(self, application_id: str, version: int | None = None) -> tuple[int, Application] | None:
        """``(version, application)``; the latest when ``version`` is None."""

    def applications(self, application_ids: Collection[str]) -> Mapping[str, Application]:
        """The latest version of each of these."""

    def applications_of(self, organisation: str) -> Sequence[str]:
        """Ids of the applications and drafts whose tenderer or agency has this credit code, newest first."""

    def put_draft(self, draft: Draft) -> None:
        """Insert (``n`` 1) or replace. Raises ``ChangedUnderYou`` unless ``n`` follows the stored one."""

    def draft(self, application_id: str) -> Draft | None: ...

    def remove_draft(self, application_id: str, n: int | None = None) -> None:
        """``n``: only as it was saved then. Raises ``ChangedUnderYou`` when that is not what stands there."""

    def put_unseal_half(self, draw_id: str, unseal_pk: str) -> None:
        """The public key (hex) of the unseal half the agency made for this attempt (Art. 8(5))."""

    def unseal_half(self, draw_id: str) -> str:
        """That key, "" for none."""

    def put_bidders(self, application_id: str, bidders: Sequence[Bidder]) -> None: ...

    def bidders(self, application_id: str) -> tuple[Bidder, ...] | None:
        """None while no list is filed. Held encrypted; only matching reads it."""

    def put_letter(self, letter: RecusalLetter) -> None:
        """Insert, or replace the letter of this application with this hash."""

    def letters(self, application_id: str) -> Sequence[RecusalLetter]:
        """Ascending by the time handed in."""

    def open_letters(self) -> Sequence[str]:
        """Ids of the applications with a letter that is not decided, ascending."""

    def add_recusal_request(self, application_id: str, expert_id: str, justified: bool) -> None: ...

    def recusal_requests(self, application_id: str) -> Sequence[str]:
        """Expert ids against whom a supplier's request was found justified (采购法实施条例 9)."""

    def add_draw(self, row: DrawRow) -> None: ...

    def draw(self, draw_id: str) -> DrawRow | None: ...

    def attempts(self, application_id: str) -> Sequence[DrawRow]:
        """Attempts of an application, ascending."""

    def draws(self, draw_ids: Collection[str]) -> Mapping[str, DrawRow]:
        """Those of these draws that there are."""

    def newest(self, most: int) -> Sequence[DrawRow]:
        """Attempts of any application, the last filed first."""

    def years(self) -> Sequence[int]:
        """Of the numbers of applications with an attempt, the last first."""

    def numbered_in(self, year: int) -> Sequence[DrawRow]:
        """The last attempt of every application whose number is of this year, the last number first."""

    def put_slip(self, slip: SlipRow) -> None:
        """Insert or replace the slip of a party of a draw."""

    def slip(self, draw_id: str, party: Party) -> SlipRow | None: ...

    def with_slip(self, draw_ids: Collection[str], party: Party) -> Collection[str]:
        """Those of these draws in which the party has a slip."""

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

    def unsealed(self, draw_ids: Collection[str]) -> Collection[str]:
        """Those of these draws whose roster was opened."""

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

    def all_marked(self, draw_ids: Sequence[str], kind: NoticeKind) -> Sequence[str]:
        """Those of these draws that have the mark."""

    def last_marked(self, kind: NoticeKind, most: int, skip: int = 0) -> Sequence[tuple[DrawRow, datetime]]:
        """Draws with this mark and when they got it, the last marked first."""

    def put_sign_in_code(self, draw_id: str, slot: int, hashed: str) -> None:
        """The keyed hash of the code the seat's holder was sent; "" when the seat fell vacant."""

    def sign_in_code(self, draw_id: str, slot: int) -> str:
        """That hash, "" for none."""

    def next_serial(self, paper: str) -> str:
        """The next serial number of a kind of paper ("P-000001"); the register line is written with it."""

    def erase_secrets(self, draw_id: str) -> None:
        """Delete K, the center's share, the register list and the recorded contacts of the draw."""
