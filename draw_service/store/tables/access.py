"""Accounts, sessions, second factors and keys (Art. 10).

Names, addresses, secrets and whose a session is are encrypted; tokens and codes are kept as hashes only.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field

from audit.columns import Stored, UTCDateTime, sealed


class AccountTableRow(Stored, table=True):
    """An account. ``lookup``: keyed hash of the login; ``roles`` and ``held`` joined by ``;``; ``password``
    Argon2id; ``setup``: SHA-256 of the open setup code; ``data``: login and organisation as JSON."""

    __tablename__ = "account"

    id: str = Field(primary_key=True)
    lookup: bytes = Field(sa_type=LargeBinary, unique=True)
    roles: str
    held: str
    data: bytes = sealed()
    password: str = ""
    setup: str = Field(default="", index=True)
    setup_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    totp: bytes | None = sealed(optional=True)
    totp_step: int = 0
    disabled: bool = False
    created_at: datetime = Field(sa_type=UTCDateTime)


class SessionTableRow(Stored, table=True):
    """Somebody who is in. ``id``: SHA-256 of the token; ``owner``: keyed hash of kind and subject; ``data``:
    subject and address as JSON."""

    __tablename__ = "session"

    id: str = Field(primary_key=True)
    kind: str
    owner: str = Field(index=True)
    draw_id: str
    party: str
    data: bytes = sealed()
    full: bool
    opened_at: datetime = Field(sa_type=UTCDateTime, index=True)
    seen_at: datetime = Field(sa_type=UTCDateTime)
    fresh_at: datetime = Field(sa_type=UTCDateTime)


class PuzzleRow(Stored, table=True):
    """What a session was asked and has not answered."""

    __tablename__ = "session_puzzle"

    session_id: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    data: bytes = sealed()
    at: datetime = Field(sa_type=UTCDateTime)


class SecurityKeyTableRow(Stored, table=True):
    """A WebAuthn credential. ``id``: SHA-256 of the credential id; ``data``: id, name, public key as JSON."""

    __tablename__ = "security_key"

    account_id: str = Field(primary_key=True, foreign_key="account.id")
    id: str = Field(primary_key=True)
    data: bytes = sealed()
    count: int
    added_at: datetime = Field(sa_type=UTCDateTime)


class RecoveryCodeRow(Stored, table=True):
    """The SHA-256 of an unused recovery code of 80 bits."""

    __tablename__ = "recovery_code"

    account_id: str = Field(primary_key=True, foreign_key="account.id")
    hash: str = Field(primary_key=True)


class TriesRow(Stored, table=True):
    """Wrong tries; ``key`` is a keyed hash of the account or address."""

    __tablename__ = "access_tries"

    key: str = Field(primary_key=True)
    count: int
    last_at: datetime = Field(sa_type=UTCDateTime, index=True)


class ApiKeyTableRow(Stored, table=True):
    """A key of the JSON API. ``hash``: SHA-256 of its secret; ``data``: name and organisation as JSON."""

    __tablename__ = "api_key"

    id: str = Field(primary_key=True)
    hash: str = Field(unique=True)
    scopes: str
    data: bytes = sealed()
    issued_at: datetime = Field(sa_type=UTCDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class ExpertCodeRow(Stored, table=True):
    """The code last sent to a phone. ``phone``: keyed hash; ``hash``: keyed hash of the code."""

    __tablename__ = "expert_code"

    phone: str = Field(primary_key=True)
    expert: bytes = sealed()
    hash: str
    until: datetime = Field(sa_type=UTCDateTime)


class ExpertPhoneRow(Stored, table=True):
    """Which expert a phone reaches. ``lookup``: keyed hash of the number; "" stands for who has none."""

    __tablename__ = "expert_phone"

    lookup: str = Field(primary_key=True)
    expert_id: str = Field(primary_key=True, foreign_key="expert.id", index=True)
