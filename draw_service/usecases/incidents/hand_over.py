"""A post is handed over by one account and taken over by another (Art. 9, 10)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from audit.events import HouseEvent
from draw_service.rules.access import CENTER_ROLES, Role, Who, must_hold
from draw_service.rules.handover import (
    POSTS,
    Handover,
    Post,
    accept,
    offer,
    posts_of,
    send_back,
    withdraw,
)
from draw_service.rules.refusals import NotFound
from draw_service.usecases.access.marks import mark
from draw_service.usecases.incidents.count_open import count_open
from draw_service.usecases.ports import Books, House
from scoring.rules.working_days import civil_date

STREAM = "handovers"
HOLDERS = tuple(sorted(CENTER_ROLES))
READERS = (*HOLDERS, Role.REGULATOR, Role.LEAD, Role.OFFICE)
LONGEST = 2000


@dataclass(frozen=True, slots=True, repr=False)
class HandoversSeen:
    """``mine``: post -> what is open now, of the posts this account may hold; ``past``: the newest first,
    with their words where this account holds the post; ``people``: login names by account id."""

    mine: Mapping[Post, Mapping[str, int]]
    past: Sequence[Handover]
    people: Mapping[str, str]


def look_at_handovers(house: House, who: Who) -> HandoversSeen:
    """Raises ``NotYourRoom``, ``SecondFactorMissing``."""
    must_hold(who, *READERS)
    now = house.clock.now()
    pack = house.pack(now)
    with house.views() as books:
        mine = {post: count_open(books, post, now, pack) for post in posts_of(who.roles)}
        past = [
            one if one.post in mine else replace(one, words="")
            for one in reversed(books.incidents.find(Handover))
        ]
        people = {one.id: one.login for one in books.access.accounts()}
    return HandoversSeen(mine, past, people)


def offer_post(house: House, who: Who, post: Post, looked: Iterable[str], words: str) -> str:
    """Its number. ``looked``: what was looked at together; ``words``: encrypted, a keyed hash in the log.
    Raises ``NotYourRoom``, ``SecondFactorMissing``, ``HandoverOpen``, ``HandoverIncomplete``."""
    must_hold(who, *POSTS[post].roles)
    now = house.clock.now()
    pack = house.pack(now)
    with house.books() as books:
        year = civil_date(now).year
        number = f"HO-{year}-{books.incidents.number(f'handovers {year}'):04d}"
        counts = count_open(books, post, now, pack)
        made = Handover(number, post, counts, who.account, now, words.strip()[:LONGEST])
        offer(made, looked, books.incidents.find(Handover, ("offered",)), pack)
        books.incidents.put(made)
        _note(house, books, made, HouseEvent.HANDOVER_OFFERED, who, now, counts)
        books.commit()
    house.sequence()
    return number


def accept_post(house: House, who: Who, number: str) -> None:
    """Raises ``NotYourRoom``, ``NotFound``, ``OwnAct``, ``HandoverDecided``."""

    def step(books: Books, one: Handover, now: datetime) -> Handover:
        return accept(one, who.account, now, count_open(books, one.post, now, house.pack(now)))

    _decide(house, who, number, HouseEvent.HANDOVER_ACCEPTED, step)


def return_post(house: House, who: Who, number: str) -> None:
    """Not taken over. Raises as ``accept_post``."""
    _decide(
        *(house, who, number, HouseEvent.HANDOVER_RETURNED),
        lambda _books, one, now: send_back(one, who.account, now),
    )


def withdraw_post(house: House, who: Who, number: str) -> None:
    """Who offered it stays. Raises ``NotYourRoom``, ``NotFound``, ``HandoverDecided``."""
    _decide(
        *(house, who, number, HouseEvent.HANDOVER_WITHDRAWN),
        lambda _books, one, now: withdraw(one, who.account, now),
    )


def _decide(
    house: House,
    who: Who,
    number: str,
    type: HouseEvent,
    step: Callable[[Books, Handover, datetime], Handover],
) -> None:
    must_hold(who, *HOLDERS)
    now = house.clock.now()
    with house.books() as books:
        found = books.incidents.get(Handover, number)
        if found is None:
            raise NotFound
        must_hold(who, *POSTS[found.post].roles)
        done = step(books, found, now)
        books.incidents.put(done)
        _note(house, books, done, type, who, now, done.open_now)
        books.commit()
    house.sequence()


def _note(
    house: House,
    books: Books,
    one: Handover,
    type: HouseEvent,
    who: Who,
    at: datetime,
    counts: Mapping[str, int],
) -> None:
    body: dict[str, str | int] = {
        "handover": one.id,
        "post": one.post,
        "by": mark(house, "account", who.account),
    }
    if one.words and type is HouseEvent.HANDOVER_OFFERED:
        body["words"] = mark(house, f"words of {one.id}", one.words)
    books.journal.note(STREAM, type, {**body, **counts}, at)
