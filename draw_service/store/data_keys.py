"""Data keys: a second layer under the column key, which can be destroyed (个人信息保护法 47).

A cell put away is ``MARK || length || subject || nonce || ciphertext with tag`` inside its column's own
encryption, so that rotating the column key goes on as before. The subject's key is a row of ``data_key``,
wrapped by the column key. Destroying that row leaves cells that no key of the keyring opens.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select, update
from sqlmodel import Session

from audit.columns import table_of
from draw_service.rules.refusals import RecordsDestroyed
from draw_service.store.cipher import NONCE, Cipher
from draw_service.store.tables.archive import DataKeyRow
from draw_service.usecases.ports import Entropy

KEY = table_of(DataKeyRow)
MARK = b"panel data key 1\0"


class _Keyring(Protocol):
    @property
    def cipher(self) -> Cipher: ...

    @property
    def entropy(self) -> Entropy: ...


class DataKeys:
    """The data keys of one transaction."""

    def __init__(self, session: Session, keyring: _Keyring) -> None:
        self._session, self._keyring = session, keyring
        self._known: dict[str, AESGCM] = {}

    def wrap(self, subject: str, place: str, data: bytes, at: datetime) -> bytes:
        """``data`` under the key of ``subject``, made at its first use. Raises ``RecordsDestroyed``."""
        key = self._key(subject) or self._make(subject, at)
        nonce, name = self._keyring.entropy.bytes(NONCE), subject.encode()
        return MARK + bytes([len(name)]) + name + nonce + key.encrypt(nonce, data, place.encode())

    def unwrap(self, place: str, data: bytes) -> bytes:
        """What stands in a cell; a cell that was never put away as it is. Raises ``RecordsDestroyed``."""
        if not data.startswith(MARK):
            return data
        start = len(MARK) + 1
        end = start + data[len(MARK)]
        key = self._key(data[start:end].decode())
        if key is None:
            raise RecordsDestroyed
        try:
            return key.decrypt(data[end : end + NONCE], data[end + NONCE :], place.encode())
        except InvalidTag:
            raise RecordsDestroyed from None

    def shred(self, subject: str, at: datetime) -> None:
        """Destroy the key; the row stays, without it."""
        gone = update(KEY).where(KEY.c.subject == subject).values(data=None, shredded_at=at)
        self._session.execute(gone)
        self._known.pop(subject, None)

    def shredded_at(self, subject: str) -> datetime | None:
        found = select(KEY.c.shredded_at).where(KEY.c.subject == subject)
        at: datetime | None = self._session.execute(found).scalar()
        return at

    def _key(self, subject: str) -> AESGCM | None:
        """None when there never was one. Raises ``RecordsDestroyed``."""
        if subject in self._known:
            return self._known[subject]
        row = self._session.execute(select(KEY).where(KEY.c.subject == subject)).first()
        if row is None:
            return None
        if row.data is None:
            raise RecordsDestroyed
        self._known[subject] = AESGCM(self._keyring.cipher.open("data_key", "data", subject, row.data))
        return self._known[subject]

    def _make(self, subject: str, at: datetime) -> AESGCM:
        raw = self._keyring.entropy.bytes(32)
        cell = self._keyring.cipher.seal("data_key", "data", subject, raw)
        row = {"subject": subject, "made_at": at, "shredded_at": None, "data": cell}
        self._session.execute(KEY.insert().values(row))
        self._known[subject] = AESGCM(raw)
        return self._known[subject]
