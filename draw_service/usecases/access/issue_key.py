"""Keys of the JSON API: for trading platforms, with scopes, shown once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from audit.events import HouseEvent
from draw_service.rules.access import Role, Scope, Who, must_hold
from draw_service.rules.identifiers import plain
from draw_service.rules.refusals import BadInput, NotFound
from draw_service.usecases.access.administer import must_administer
from draw_service.usecases.access.invite_account import organisation_code
from draw_service.usecases.access.marks import mark, note
from draw_service.usecases.access.tokens import fresh_token, hash_of
from draw_service.usecases.ports import ApiKey, House


@dataclass(frozen=True, slots=True)
class ApiKeySeen:
    """What is shown of a key; never its secret."""

    id: str
    name: str
    scopes: frozenset[Scope]
    organisation: str
    issued_at: datetime
    revoked_at: datetime | None


def issue_key(house: House, who: Who, name: str, scopes: Iterable[Scope], organisation: str) -> str:
    """The secret of a new key. ``organisation``: the credit code it acts for, "" for the center. Raises
    ``NotYourRoom``, ``SecondFactorMissing``, ``NotFresh``, ``BadInput``, ``CreditCodeWrong``."""
    must_administer(house, who)
    called, asked, code = plain(name)[:80], frozenset(scopes), organisation_code(organisation)
    if not called or not asked:
        raise BadInput(what="name" if not called else "scopes")
    secret, now = fresh_token(house), house.clock.now()
    key = ApiKey(f"K{house.entropy.bytes(8).hex()}", called, asked, code, hash_of(secret), now)
    with house.books() as books:
        books.access.put_api_key(key)
        by = mark(house, "account", who.account)
        note(books, HouseEvent.APIKEY_ISSUED, now, key=key.id, scopes=" ".join(sorted(asked)), by=by)
        books.commit()
    return secret


def revoke_key(house: House, who: Who, key_id: str) -> None:
    """The key is not accepted any more. Raises ``NotFound`` and what ``issue_key`` raises."""
    must_administer(house, who)
    now = house.clock.now()
    with house.books() as books:
        found = [key for key in books.access.api_keys() if key.id == key_id and key.revoked_at is None]
        if not found:
            raise NotFound
        books.access.put_api_key(replace(found[0], revoked_at=now))
        note(books, HouseEvent.APIKEY_REVOKED, now, key=key_id, by=mark(house, "account", who.account))
        books.commit()


def list_keys(house: House, who: Who) -> list[ApiKeySeen]:
    """Every key ever issued, the oldest first. Raises ``NotYourRoom``, ``SecondFactorMissing``."""
    must_hold(who, Role.ADMINISTRATOR)
    with house.books() as books:
        return [
            ApiKeySeen(key.id, key.name, key.scopes, key.organisation, key.issued_at, key.revoked_at)
            for key in books.access.api_keys()
        ]
