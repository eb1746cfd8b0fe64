"""A keyring without a key, for the process strangers meet: it verifies nothing anew, signs and opens nothing.

A cell it is asked for does not open (``KeyringDamaged``); anything else it has no answer to at all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from audit.checkpoint import LOG_KEY, NoteError, parse_vkey
from draw_service.rules.refusals import SettingWrong
from draw_service.store.cipher import CellDamaged
from draw_service.usecases.ports import Entropy


class NoCipher:
    """Opens nothing, seals nothing."""

    current_prefix = b""

    def opener(self, table: str, column: str) -> Callable[[str, bytes], bytes]:
        def closed(_row_id: str, _cell: bytes) -> NoReturn:
            raise CellDamaged(f"no key for {table}.{column}")

        return closed

    def open(self, table: str, column: str, row_id: str, cell: bytes) -> bytes:
        return self.opener(table, column)(row_id, cell)

    def seal(self, table: str, column: str, _row_id: str, _data: bytes) -> NoReturn:
        raise CellDamaged(f"no key for {table}.{column}")


class LogName:
    """What stands in for the key of the log: its name and its public half."""

    def __init__(self, vkey: str) -> None:
        """Raises ``SettingWrong``."""
        try:
            found = parse_vkey(vkey)
            if found.kind != LOG_KEY:
                raise NoteError
        except NoteError:
            zh, en = "应为日志公钥（panel keys show）", "give the log's public key (panel keys show)"
            raise SettingWrong(name="PANEL_LOG_VKEY", zh=zh, en=en) from None
        self.vkey, self.origin = vkey, found.name


class NoKeys:
    """Stands where a keyring stands."""

    def __init__(self, vkey: str, entropy: Entropy) -> None:
        """Raises ``SettingWrong``."""
        self.cipher, self.log, self.entropy = NoCipher(), LogName(vkey), entropy
