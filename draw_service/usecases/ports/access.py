"""Accounts, sessions, second factors and keys, beside the log of who came in (Art. 10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from draw_service.rules.access import Role, Scope
from draw_service.rules.access_lockout import Tries

SessionKind = Literal["staff", "expert", "witness"]
Puzzle = Literal["totp", "enrol-key", "key"]
"""What a session was asked and has not answered: a new TOTP secret, or a WebAuthn challenge."""


@dataclass(frozen=True, slots=True)
class Account:
    """One account. ``password``: Argon2id, "" until set up. ``setup``: SHA-256 (hex) of the open setup code,
    valid to ``setup_until``. ``totp``: base32 secret, "" for none; ``totp_step``: the last step accepted."""

    id: str
    login: str
    roles: frozenset[Role]
    held: frozenset[Role]
    organisation: str
    organisation_name: str
    created_at: datetime
    password: str = field(default="", repr=False)
    setup: str = field(default="", repr=False)
    setup_until: datetime | None = None
    totp: str = field(default="", repr=False)
    totp_step: int = 0
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is in. ``id``: SHA-256 (hex) of the token. ``subject``: an account, an expert, or "" for a
    witness, who has ``draw`` and ``party``."""

    id: str
    kind: SessionKind
    subject: str
    opened_at: datetime
    seen_at: datetime
    fresh_at: datetime
    full: bool
    address: str = field(default="", repr=False)
    draw: str = ""
    party: str = ""


@dataclass(frozen=True, slots=True)
class SecurityKey:
    """A WebAuthn credential of an account; ``count`` is its signature counter."""

    id: bytes
    account: str
    name: str
    public_key: bytes
    count: int
    added_at: datetime


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of the JSON API; of its secret only the SHA-256 (hex) is kept."""

    id: str
    name: str
    scopes: frozenset[Scope]
    organisation: str
    hash: str = field(repr=False)
    issued_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ExpertCode:
    """A code sent to an expert's phone; ``hash`` is keyed."""

    expert: str
    hash: str = field(repr=False)
    until: datetime


class Access(Protocol):
    """Who may come in and who is in. Names, addresses and secrets are encrypted at rest."""

    def accounts(self) -> Sequence[Account]:
        """Every account, ascending by id."""

    def account(self, account_id: str, *, hold: bool = False) -> Account | None:
        """``hold``: what is decided on it holds until the transaction ends."""

    def account_by_login(self, login: str) -> Account | None: ...

    def account_by_setup(self, hash: str) -> Account | None:
        """The account with this open setup code, held as ``account`` holds it."""

    def add_account(self, account: Account) -> None:
        """Raises ``LoginTaken``."""

    def put_account(self, account: Account) -> None:
        """Replace everything but id, login and time of creation."""

    def session(self, session_id: str) -> Session | None: ...

    def add_session(self, session: Session) -> None: ...

    def put_session(self, session: Session) -> None:
        """Replace times, ``full`` and ``address``; a session that was ended stays ended."""

    def end_session(self, session_id: str) -> None: ...

    def sessions_of(self, kind: SessionKind, subject: str) -> Sequence[Session]:
        """Ascending by the time opened."""

    def forget_sessions(self, opened_before: datetime) -> None: ...

    def put_puzzle(self, session_id: str, kind: Puzzle, secret: bytes, at: datetime) -> None: ...

    def take_puzzle(self, session_id: str, kind: Puzzle) -> tuple[bytes, datetime] | None:
        """Remove and return it, with the time it was put."""

    def puzzle(self, session_id: str, kind: Puzzle) -> tuple[bytes, datetime] | None: ...

    def keys_of(self, account_id: str) -> Sequence[SecurityKey]: ...

    def put_key(self, key: SecurityKey) -> None: ...

    def remove_key(self, account_id: str, key_id: bytes) -> None: ...

    def put_recovery_codes(self, account_id: str, hashes: Sequence[str]) -> None:
        """Replace every code of the account."""

    def recovery_codes_left(self, account_id: str) -> int: ...

    def spend_recovery_code(self, account_id: str, hash: str) -> bool:
        """Whether this code was there; it is not any more."""

    def tries(self, key: str) -> Tries:
        """Wrong tries under ``key``; what is decided on them holds until the transaction ends."""

    def put_tries(self, key: str, tries: Tries) -> None: ...

    def forget_tries(self, last_before: datetime) -> None: ...

    def api_keys(self) -> Sequence[ApiKey]: ...

    def api_key(self, hash: str) -> ApiKey | None: ...

    def put_api_key(self, key: ApiKey) -> None: ...

    def expert_by_phone(self, phone: str) -> str | None:
        """The one expert reached at ``phone`` (E.164); None also when several share it."""

    def put_expert_code(self, phone: str, code: ExpertCode) -> None: ...

    def expert_code(self, phone: str) -> ExpertCode | None: ...

    def remove_expert_code(self, phone: str) -> None: ...


class SecurityKeys(Protocol):
    """Security keys (WebAuthn). Options and answers are the JSON that a browser takes and gives."""

    def registration(self, account: str, login: str, known: Sequence[bytes], challenge: bytes) -> str:
        """Options of ``navigator.credentials.create``."""

    def registered(self, challenge: bytes, answer: str) -> tuple[bytes, bytes, int]:
        """``(credential id, public key, count)`` of a new key. Raises ``KeyNotAccepted``."""

    def assertion(self, known: Sequence[bytes], challenge: bytes) -> str:
        """Options of ``navigator.credentials.get``."""

    def asserted(self, challenge: bytes, answer: str, known: Sequence[SecurityKey]) -> tuple[bytes, int]:
        """``(credential id, new count)`` of the key that answered. Raises ``KeyNotAccepted``."""
