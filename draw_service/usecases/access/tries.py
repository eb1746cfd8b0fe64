"""Counting tries by account and by address, with waits that grow and pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Literal

from audit.events import HouseEvent
from draw_service.rules.access_lockout import Tries, counted, minutes_to, wait_until
from draw_service.rules.refusals import LockedOut
from draw_service.usecases.access.marks import mark, note
from draw_service.usecases.ports import Books, House

Door = Literal["login", "factor", "phone", "code"]
"""What is tried besides the address: a login, a second factor, the code of a phone, another code to it."""
Subject = tuple[Door, str]
HEARD = "address"


def knock(house: House, address: str, *subjects: Subject) -> None:
    """Count a try before it is looked at. Raises ``LockedOut``, and then nothing was counted."""
    now = house.clock.now()
    with house.books() as books:
        found = {key: (books.access.tries(key), most) for key, most, _kind in _keys(house, address, subjects)}
        waits = [wait_until(tries, most, now, house.access) for tries, most in found.values()]
        until = max((wait for wait in waits if wait is not None), default=None)
        if until is not None:
            raise LockedOut(wait=minutes_to(until, now))
        for key, (tries, _most) in found.items():
            books.access.put_tries(key, counted(tries, now, house.access))
        books.access.forget_tries(now - timedelta(hours=house.access.quiet_hours))
        books.commit()


def welcome(house: House, books: Books, address: str, *subjects: Subject) -> None:
    """The try was a good one: it is not counted any more, and the wrong ones of the subject are forgiven.
    Those of the address stay, or whoever has one account could guess at all others for ever."""
    for key, _most, kind in _keys(house, address, subjects):
        tries = books.access.tries(key)
        left = Tries() if kind != HEARD else replace(tries, count=max(0, tries.count - 1))
        books.access.put_tries(key, left)


def turn_away(house: House, why: str, address: str, *subjects: Subject) -> None:
    """Log a try that failed, and the wait it brought."""
    now = house.clock.now()
    with house.books() as books:
        marks = {kind: mark(house, kind, text) for kind, text in ((HEARD, address), *subjects)}
        note(books, HouseEvent.SIGNIN_REFUSED, now, why=why, **marks)
        for key, most, kind in _keys(house, address, subjects):
            until = wait_until(books.access.tries(key), most, now, house.access)
            if until is not None:
                minutes = minutes_to(until, now)
                note(books, HouseEvent.ACCESS_LOCKED, now, what=kind, minutes=minutes, **{kind: marks[kind]})
        books.commit()


def forgive(house: House, books: Books, *subjects: Subject) -> None:
    """Forget the wrong tries of these subjects."""
    for kind, text in subjects:
        books.access.put_tries(_key(house, kind, text), Tries())


def _keys(house: House, address: str, subjects: tuple[Subject, ...]) -> Iterator[tuple[str, int, str]]:
    """``(key, tries before a wait, kind)``, in one order, so that nobody waits for each other."""
    asked = [(_key(house, kind, text), house.access.tries, str(kind)) for kind, text in subjects]
    return iter(sorted([*asked, (_key(house, HEARD, address), house.access.address_tries, HEARD)]))


def _key(house: House, kind: str, text: str) -> str:
    return mark(house, f"tries {kind}", text)
