"""One's own account, as its holder sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from draw_service.rules.access import Who, must_be_full
from draw_service.usecases.access.enrol_key import KeySeen
from draw_service.usecases.access.sessions import has_second, staff_session
from draw_service.usecases.ports import House


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """``totp``: a phone is set up; ``codes_left``: recovery codes not used yet."""

    totp: bool
    keys: Sequence[KeySeen]
    codes_left: int


def look_at_account(house: House, who: Who) -> OwnAccount:
    """Raises ``NotSignedIn``, and ``SecondFactorMissing`` when there is one and it was not given."""
    with house.books() as books:
        _session, account = staff_session(books, who.session)
        if has_second(books, account):
            must_be_full(who)
        keys = [KeySeen(key.id.hex(), key.name, key.added_at) for key in books.access.keys_of(account.id)]
        return OwnAccount(bool(account.totp), keys, books.access.recovery_codes_left(account.id))
