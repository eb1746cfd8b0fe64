"""What an expert is asked now, and what the expert has promised (Art. 5, 13, 14).

Before the answer the page says what the call says and no more: day, hour, center, length. The draw's number
would lead to the project, so a page names a seat by an opaque key that only this expert's session opens.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime

from draw_service.rules.arrival import due, item1_after
from draw_service.rules.life import Draw, parse_time
from draw_service.rules.lottery import derive_keys, handle_of
from draw_service.rules.refusals import NotFound, SeatMovedOn
from draw_service.rules.seats import Holder
from draw_service.rules.timing import last_call
from draw_service.usecases.chain import application_of, load
from draw_service.usecases.notices import automatic, read_subject, subject_of
from draw_service.usecases.ports import Books, House

INVITATION = "invitation"


@dataclass(frozen=True, slots=True)
class Offer:
    """A seat the expert is being called for. ``missed`` of ``most`` calls without an answer; ``until``: when
    nobody could come in time any more, so that no answer counts."""

    key: str = field(repr=False)
    signin_at: datetime
    minutes: int
    missed: int
    most: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Promise:
    """A seat the expert has accepted. ``told_at``: when the message with the sign-in code was delivered, None
    as long as nobody knows; ``due``: when to be there; ``limit``: past it the invitation lapses and item 1 of
    Art. 20 applies; ``arrived``: signed in; ``may_cancel``: "I cannot come" can still be said here;
    ``dispatch``: of the dispatch service (Art. 15), said with the place and not before."""

    key: str = field(repr=False)
    signin_at: datetime
    minutes: int
    place: str
    told_at: datetime | None
    due: datetime
    limit: datetime
    arrived: bool
    may_cancel: bool
    dispatch: bool


@dataclass(frozen=True, slots=True)
class Invitations:
    """What stands on the first page."""

    offers: tuple[Offer, ...]
    promises: tuple[Promise, ...]


def invitations(house: House, expert_id: str) -> Invitations:
    """What this expert is asked and has promised, the earliest first."""
    offers: list[Offer] = []
    promises: list[Promise] = []
    with house.books() as books:
        for draw_id in books.pool.engaged_in(expert_id, house.clock.now()):
            draw = load(books, draw_id)
            found = seat_of(books, draw, expert_id)
            if found is None or draw.end is not None:
                continue
            slot, holder = found
            if holder.accepted:
                promises.append(_promise(house, books, draw, slot, expert_id))
            elif (offer := _offer(house, books, draw, slot, holder, expert_id)) is not None:
                offers.append(offer)
    return Invitations(
        tuple(sorted(offers, key=lambda one: one.signin_at)),
        tuple(sorted(promises, key=lambda one: one.signin_at)),
    )


def offered(house: House, expert_id: str, key: str) -> Offer:
    """The offer behind a key, for the second screen. Raises ``NotFound``, ``SeatMovedOn``."""
    subject = read_key(house, expert_id, key)
    for one in invitations(house, expert_id).offers:
        if read_key(house, expert_id, one.key) == subject:
            return one
    raise SeatMovedOn


def promised(house: House, expert_id: str, key: str) -> Promise:
    """The promise behind a key, for the second screen. Raises ``NotFound``."""
    subject = read_key(house, expert_id, key)
    for one in invitations(house, expert_id).promises:
        if read_key(house, expert_id, one.key) == subject:
            return one
    raise NotFound


def seat_of(books: Books, draw: Draw, expert_id: str) -> tuple[int, Holder] | None:
    """The seat this expert holds or is called for, and how."""
    handle = own_handle(books, draw, expert_id)
    seats = draw.seating.holders.items() if draw.seating is not None else ()
    return next(((slot, holder) for slot, holder in seats if holder.handle == handle), None)


def own_handle(books: Books, draw: Draw, expert_id: str) -> bytes:
    """The expert's handle in the draw, b"" when its K is gone."""
    k = books.draws.secret(draw.draw_id, "k")
    return handle_of(derive_keys(k), expert_id) if k is not None else b""


def key_of(house: House, expert_id: str, subject: str) -> str:
    """The opaque name of a seat's call on this expert's pages."""
    return urlsafe_b64encode(house.keyring.wrap(subject.encode(), _context(expert_id))).decode().rstrip("=")


def read_key(house: House, expert_id: str, key: str) -> tuple[str, int, int]:
    """Draw, slot and ordinal. Raises ``NotFound`` for another's key or none."""
    try:
        wrapped = urlsafe_b64decode(key.encode("ascii") + b"=" * (-len(key) % 4))
        return read_subject(house.keyring.unwrap(wrapped, _context(expert_id)).decode())
    except ValueError:
        raise NotFound from None


def reference(books: Books, draw_id: str, slot: int) -> str:
    """The number of the newest answer of a seat: how its record's hash begins, which stands in the log."""
    return [one.hash for one in books.draws.call_records(draw_id) if one.slot == slot][-1][:8].upper()


def _context(expert_id: str) -> bytes:
    return b"expert page\0" + expert_id.encode()


def _offer(house: House, books: Books, draw: Draw, slot: int, holder: Holder, expert_id: str) -> Offer | None:
    """None when a person phones, or when it is too late for an answer to count."""
    subject = subject_of(draw.draw_id, slot, holder.ordinal)
    calls = books.post.calls_made(subject, INVITATION) if house.lines is not None else None
    if calls is None or slot in draw.by_hand or not automatic(house, draw):
        return None
    application, pack = application_of(books, draw), house.pack_by_id(draw.rule_pack, draw.filed_at)
    until = last_call(application, pack)
    if house.clock.now() > until:
        return None
    return Offer(
        key_of(house, expert_id, subject),
        application.signin_at,
        application.expected_minutes,
        calls.missed,
        calls.most,
        until,
    )


def _promise(house: House, books: Books, draw: Draw, slot: int, expert_id: str) -> Promise:
    application, pack = application_of(books, draw), house.pack_by_id(draw.rule_pack, draw.filed_at)
    seating = draw.seating
    if seating is None:
        raise NotFound
    told = books.draws.receipt_time(draw.draw_id, slot)
    expected = expected_from(draw, slot, application.signin_at)
    arrived = slot in seating.arrived
    when = due(expected, told, pack)
    return Promise(
        key=key_of(house, expert_id, subject_of(draw.draw_id, slot, seating.holders[slot].ordinal)),
        signin_at=application.signin_at,
        minutes=application.expected_minutes,
        place=application.signin_place,
        told_at=told,
        due=when,
        limit=item1_after(expected, told, pack),
        arrived=arrived,
        may_cancel=not arrived and house.clock.now() <= when,
        dispatch=application.dispatch is not None,
    )


def expected_from(draw: Draw, slot: int, signin_at: datetime) -> datetime:
    """The sign-in time; for a replacement that was seated after it, the time of its seal."""
    if draw.seating is None or draw.sealed is None or slot not in draw.seating.in_last_seal:
        return signin_at
    return max(signin_at, parse_time(draw.sealed.at))
