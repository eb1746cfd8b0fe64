"""The machine a use case may ask: clock, chance, keys, printer."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


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


class IdReader(Protocol):
    """Readers of identity cards beside the sign-in desks (Art. 8(4)); typing is always possible."""

    def read(self, desk: str) -> str:
        """The number of the card that lies on the reader of a desk, "" for none; ``desk``: the address of its
        terminal. Raises ``ReaderSilent``."""


class Fingerprints(Protocol):
    """Fingerprint devices at the sign-in desks (Art. 8(4)). They keep the templates; the house knows
    references, keyed pseudonyms, and never sees a finger."""

    def enrol(self, desk: str, reference: str) -> None:
        """Keep the finger that lies on the desk's device under ``reference``. Raises ``ReaderSilent``."""

    def identify(self, desk: str) -> str:
        """The reference of the finger that lies there, "" for one it does not know. Raises
        ``ReaderSilent``."""

    def forget(self, reference: str) -> None:
        """Delete what is kept under ``reference``. Raises ``ReaderSilent``."""


class Printer(Protocol):
    """The printer of the confidential envelope (Art. 8(3)): no preview, no download."""

    def ready(self) -> None:
        """Raises ``PrinterMissing`` when nothing could be printed; asked before the print is logged."""

    def send(self, serial: str, sheet: bytes) -> None:
        """Print one sheet. Raises ``PrinterFailed``; the serial stays spent."""
