"""Ten one-time codes on paper, for when phone or key is lost."""

from __future__ import annotations

from draw_service.rules.access import Who
from draw_service.usecases.access.administer import note_change
from draw_service.usecases.access.own_account import own_account
from draw_service.usecases.access.second_factor import hash_of_recovery, recovery_code
from draw_service.usecases.ports import House

HOW_MANY = 10


def new_recovery_codes(house: House, who: Who) -> list[str]:
    """The codes, shown once; those given before are void. Raises ``NotSignedIn``, ``SecondFactorMissing``,
    ``NotFresh``."""
    codes = [recovery_code(house.entropy.bytes(10)) for _number in range(HOW_MANY)]
    with house.books() as books:
        _session, account = own_account(house, books, who)
        books.access.put_recovery_codes(account.id, [hash_of_recovery(code) for code in codes])
        note_change(house, books, account.id, "recovery-codes", account.id, house.clock.now())
        books.commit()
    return codes
