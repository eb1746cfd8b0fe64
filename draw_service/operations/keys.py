"""The keys looked after: whether they fit and work, and into a token."""

from __future__ import annotations

from collections import deque

from audit.checkpoint import open_note
from audit.merkle import EMPTY_ROOT
from draw_service import wiring
from draw_service.rules.refusals import KeyringDamaged
from draw_service.settings import Settings
from draw_service.store.books import SqlBooks
from draw_service.store.rotation import remaining


def keys_in_token(settings: Settings) -> bool:
    """Whether the token of the settings holds the log's key and the roster key."""
    return wiring._keyring(settings).in_token


def check_keys(settings: Settings) -> int:
    """Whether the keys are those of the database and do their work; rows under an older column key.

    Raises ``KeyringForeign``, ``KeyringDamaged``, ``TokenUnusable``.
    """
    keyring = wiring._keyring(settings)
    engine = wiring._database(settings.database_url, keyring)
    if keyring.unwrap(keyring.wrap(b"check", b"check"), b"check") != b"check":
        raise KeyringDamaged
    open_note(keyring.log.sign(0, EMPTY_ROOT), [keyring.log.vkey])
    with SqlBooks(engine, keyring) as books:
        deque(books.pool.records(), maxlen=0)
    return remaining(engine, keyring.cipher)


def move_keys_to_token(settings: Settings) -> None:
    """The log's key and the roster key into the token of the settings, out of the file. Raises
    ``TokenUnusable``."""
    wiring._keyring(settings).move_to_token()
