"""A security key (WebAuthn) as second factor, where pages have a host name and TLS."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from draw_service.rules.access import Who
from draw_service.rules.identifiers import plain
from draw_service.rules.refusals import KeyNotAccepted, NotFound
from draw_service.usecases.access.administer import note_change
from draw_service.usecases.access.own_account import factor_changed, own_account
from draw_service.usecases.access.second_factor import PATIENCE, security_keys
from draw_service.usecases.access.sessions import staff_session
from draw_service.usecases.ports import House, SecurityKey


@dataclass(frozen=True, slots=True)
class KeySeen:
    """What its holder is shown of a key; ``id`` hex."""

    id: str
    name: str
    added_at: datetime


def begin_key_enrolment(house: House, who: Who) -> str:
    """Options for the browser, as JSON. Raises ``NoSecurityKeys``, ``NotSignedIn``, ``SecondFactorMissing``,
    ``NotFresh``."""
    keys = security_keys(house)
    with house.books() as books:
        session, account = own_account(house, books, who)
        known = [key.id for key in books.access.keys_of(account.id)]
        challenge = house.entropy.bytes(32)
        books.access.put_puzzle(session.id, "enrol-key", challenge, house.clock.now())
        books.commit()
    return keys.registration(account.id, account.login, known, challenge)


def finish_key_enrolment(house: House, who: Who, name: str, answer: str) -> None:
    """Keep the key under ``name``; every other session of the account ends. Raises ``KeyNotAccepted`` and
    what ``begin_key_enrolment`` raises."""
    keys, now = security_keys(house), house.clock.now()
    with house.books() as books:
        session, account = own_account(house, books, who)
        asked = books.access.take_puzzle(session.id, "enrol-key")
        if asked is None or now - asked[1] > PATIENCE:
            raise KeyNotAccepted
        key_id, public, count = keys.registered(asked[0], answer)
        books.access.put_key(SecurityKey(key_id, account.id, plain(name)[:40], public, count, now))
        factor_changed(house, books, session, "key")
        books.commit()


def own_keys(house: House, who: Who) -> list[KeySeen]:
    """One's keys, the oldest first. Raises ``NotSignedIn``."""
    with house.books() as books:
        _session, account = staff_session(books, who.session)
        return [KeySeen(key.id.hex(), key.name, key.added_at) for key in books.access.keys_of(account.id)]


def drop_key(house: House, who: Who, key_id: str) -> None:
    """The key (id hex) does not count any more. Raises ``NotFound``, ``NotSignedIn``, ``NotFresh``,
    ``SecondFactorMissing``."""
    with house.books() as books:
        _session, account = own_account(house, books, who)
        found = [key.id for key in books.access.keys_of(account.id) if key.id.hex() == key_id]
        if not found:
            raise NotFound
        books.access.remove_key(account.id, found[0])
        note_change(house, books, account.id, "key-dropped", account.id, house.clock.now())
        books.commit()
