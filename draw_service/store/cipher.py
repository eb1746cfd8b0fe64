"""Encrypted columns: AES-256-GCM, bound to their table, column and row.

A cell is ``len(key id) || key id || nonce (12) || ciphertext with tag``. A cell moved to another row or
column does not open. The row's id is its primary key, parts joined by "/".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from draw_service.usecases.ports import Entropy

NONCE = 12


class CellDamaged(ValueError):
    """A cell that does not open: altered, moved, or of a key the keyring does not hold."""


class Cipher:
    """Column keys by id, one of them ``current``. Nonces come from ``entropy``: a seeded one is for drills
    with keys of their own, never beside real keys."""

    def __init__(self, keys: Mapping[str, bytes], current: str, entropy: Entropy) -> None:
        self._ciphers = {_prefix(key_id): AESGCM(key) for key_id, key in keys.items()}
        self.current_prefix = _prefix(current)
        self._current = self._ciphers[self.current_prefix]
        self._entropy = entropy

    def seal(self, table: str, column: str, row_id: str, data: bytes) -> bytes:
        """Encrypt one cell under the current key."""
        nonce = self._entropy.bytes(NONCE)
        sealed = self._current.encrypt(nonce, data, _place(table, column) + row_id.encode())
        return self.current_prefix + nonce + sealed

    def open(self, table: str, column: str, row_id: str, cell: bytes) -> bytes:
        """Decrypt one cell. Raises ``CellDamaged``, which names the column and no content."""
        return self.opener(table, column)(row_id, cell)

    def opener(self, table: str, column: str) -> Callable[[str, bytes], bytes]:
        """``open`` for one column, quick enough for a million rows."""
        place, ciphers = _place(table, column), self._ciphers

        def open_cell(row_id: str, cell: bytes) -> bytes:
            try:
                start = cell[0] + 1
                end = start + NONCE
                return ciphers[cell[:start]].decrypt(cell[start:end], cell[end:], place + row_id.encode())
            except (InvalidTag, LookupError, ValueError):
                raise CellDamaged(f"a cell of {table}.{column} does not open") from None

        return open_cell


def _place(table: str, column: str) -> bytes:
    return f"{table}\0{column}\0".encode()


def _prefix(key_id: str) -> bytes:
    raw = key_id.encode("ascii")
    return bytes([len(raw)]) + raw
