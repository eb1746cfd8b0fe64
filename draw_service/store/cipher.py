"""Encrypted columns: AES-256-GCM or SM4-GCM (RFC 8998), bound to their table, column and row.

A cell is ``len(key id) || key id || nonce (12) || ciphertext with tag``. A cell moved to another row or
column does not open. The row's id is its primary key, parts joined by "/". A key's id begins with its
cipher: ``c`` AES-256-GCM, ``s`` SM4-GCM; cells of both may stand beside each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher as BlockCipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

from draw_service.usecases.ports import Entropy

NONCE, TAG = 12, 16
KEY_BYTES = {"c": 32, "s": 16}
LETTERS = {"aes-256-gcm": "c", "sm4-gcm": "s"}


class CellDamaged(ValueError):
    """A cell that does not open: altered, moved, or of a key the keyring does not hold."""


class Sm4Gcm:
    """SM4 in GCM as RFC 8998 has it: 16-byte key, 12-byte nonce, 16-byte tag behind the ciphertext."""

    def __init__(self, key: bytes) -> None:
        self._cipher = SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated: bytes) -> bytes:
        sealing = BlockCipher(self._cipher, GCM(nonce)).encryptor()
        sealing.authenticate_additional_data(associated)
        return sealing.update(data) + sealing.finalize() + sealing.tag

    def decrypt(self, nonce: bytes, sealed: bytes, associated: bytes) -> bytes:
        """Raises ``InvalidTag``."""
        if len(sealed) < TAG:
            raise InvalidTag
        opening = BlockCipher(self._cipher, GCM(nonce, sealed[-TAG:])).decryptor()
        opening.authenticate_additional_data(associated)
        return opening.update(sealed[:-TAG]) + opening.finalize()


class Cipher:
    """Column keys by id, one of them ``current``. Nonces come from ``entropy``: a seeded one is for drills
    with keys of their own, never beside real keys. ``refresh`` is called before a cell is sealed and when one
    of an unknown key is met: another process may have rotated."""

    def __init__(
        self,
        keys: Mapping[str, bytes],
        current: str,
        entropy: Entropy,
        refresh: Callable[[], None] = lambda: None,
    ) -> None:
        self._entropy, self._refresh = entropy, refresh
        self.take(keys, current)

    def take(self, keys: Mapping[str, bytes], current: str) -> None:
        """Go on with these keys."""
        ciphers = {_prefix(key_id): _aead(key_id, key) for key_id, key in keys.items()}
        # In one step: another thread seals with the old one or the new one, and finds either.
        self._ciphers, self._now = ciphers, (_prefix(current), ciphers[_prefix(current)])

    @property
    def current_prefix(self) -> bytes:
        """What cells under the current key begin with."""
        return self._now[0]

    def seal(self, table: str, column: str, row_id: str, data: bytes) -> bytes:
        """Encrypt one cell under the current key."""
        self._refresh()
        prefix, current = self._now
        nonce = self._entropy.bytes(NONCE)
        return prefix + nonce + current.encrypt(nonce, data, _place(table, column) + row_id.encode())

    def open(self, table: str, column: str, row_id: str, cell: bytes) -> bytes:
        """Decrypt one cell. Raises ``CellDamaged``, which names the column and no content."""
        return self.opener(table, column)(row_id, cell)

    def opener(self, table: str, column: str) -> Callable[[str, bytes], bytes]:
        """``open`` for one column, quick enough for a million rows."""
        place = _place(table, column)

        def open_cell(row_id: str, cell: bytes) -> bytes:
            try:
                start = cell[0] + 1
                end = start + NONCE
                found = self._ciphers.get(cell[:start]) or self._met(cell[:start])
                return found.decrypt(cell[start:end], cell[end:], place + row_id.encode())
            except (InvalidTag, LookupError, ValueError):
                raise CellDamaged(f"a cell of {table}.{column} does not open") from None

        return open_cell

    def _met(self, prefix: bytes) -> AESGCM | Sm4Gcm:
        self._refresh()
        return self._ciphers[prefix]


def _aead(key_id: str, key: bytes) -> AESGCM | Sm4Gcm:
    if len(key) != KEY_BYTES[key_id[:1]]:
        raise ValueError("a column key of another length than its cipher has")
    return Sm4Gcm(key) if key_id.startswith("s") else AESGCM(key)


def _place(table: str, column: str) -> bytes:
    return f"{table}\0{column}\0".encode()


def _prefix(key_id: str) -> bytes:
    raw = key_id.encode("ascii")
    return bytes([len(raw)]) + raw
