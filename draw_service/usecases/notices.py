"""What the house says by phone, and whose seat it is about: written in the transaction of the fact (Art. 5).

The subject of a notice is its seat's call, ``draw/slot/ordinal``: no person. No template has a place for the
project, the tenderer, a bidder or a colleague.
"""

from __future__ import annotations

from datetime import datetime

from draw_service.rules.applications import Application
from draw_service.rules.life import Draw
from draw_service.rules.packs import RulePack
from draw_service.rules.seats import Holder
from draw_service.rules.timing import check_call, last_call
from draw_service.usecases.chain import application_of, roll_of
from draw_service.usecases.ports import Books, Contact, House, Lines
from notifications.messages import sign_in_code
from notifications.policy import Policy, window_from

_STAYS_AWAY = ("withdrawn",)
"""Outcomes of people who said themselves that they will not come; all others are told."""


def subject_of(draw_id: str, slot: int, ordinal: int) -> str:
    """The subject of everything told to the candidate ``ordinal`` of a seat."""
    return f"{draw_id}/{slot}/{ordinal}"


def read_subject(subject: str) -> tuple[str, int, int]:
    """Draw, slot and ordinal of a subject. Raises ``ValueError``."""
    draw_id, slot, ordinal = subject.rsplit("/", 2)
    return draw_id, int(slot), int(ordinal)


def holder_of(draw: Draw, slot: int, ordinal: int) -> Holder | None:
    """Who holds the seat by this very call, while the draw runs."""
    if draw.seating is None or draw.end is not None:
        return None
    holder = draw.seating.holders.get(slot)
    return holder if holder is not None and holder.ordinal == ordinal else None


def policy_of(pack: RulePack, tries: int = 0, until: datetime | None = None) -> Policy:
    """How often and when people are tried, from the rule pack; ``tries`` other than the pack's; nobody is
    tried after ``until``, however long the house stood still."""
    return Policy(
        tries=tries or pack.int("call_tries"),
        gap_seconds=60 * pack.int("call_gap_minutes"),
        opens=pack.text("call_opens"),
        closes=pack.text("call_closes"),
        per_callee_per_hour=pack.int("calls_per_hour"),
        receipt_seconds=60 * pack.int("receipt_wait_minutes"),
        until=until.isoformat() if until is not None else "",
    )


def automatic(house: House, draw: Draw) -> bool:
    """Whether the house calls for this draw by itself: it has a line for voice, the draw is random, and three
    parties did not confirm another channel (Art. 5)."""
    if house.lines is None or not house.lines.voice:
        return False
    if draw.selected is not None or "channel" in draw.confirmed:
        return False
    return house.pack_by_id(draw.rule_pack, draw.filed_at).text("random_channel") == "voice-sms"


def invite(
    books: Books,
    lines: Lines,
    subject: str,
    contact: Contact,
    application: Application,
    pack: RulePack,
    now: datetime,
) -> None:
    """Put the invitation in the queue, for as long as who accepts could still come (Art. 14). A house with a
    line for messages alone puts nothing there: a person phones. Raises ``CallTooLate`` when the calling
    window opens too late."""
    if not lines.voice:
        return
    policy = policy_of(pack, until=last_call(application, pack))
    check_call(window_from(policy, now), application, pack)
    params = {**_when(application), "minutes": str(application.expected_minutes), "center": lines.center}
    books.post.tell(subject, contact, "voice", "invitation", params, lines, policy, now)


def send_details(
    house: House, books: Books, lines: Lines, draw: Draw, slot: int, subject: str, contact: Contact
) -> None:
    """Text place, time and the sign-in code to who accepted; the code stays here as a keyed hash."""
    application, pack = application_of(books, draw), house.pack_by_id(draw.rule_pack, draw.filed_at)
    code = sign_in_code(house.entropy.bytes(8))
    books.draws.put_sign_in_code(draw.draw_id, slot, hash_of_code(house, draw.draw_id, slot, code))
    params = {**_when(application), **place_of(application), "center": lines.center, "code": code}
    policy = policy_of(pack, until=application.latest_start)
    books.post.tell(subject, contact, "sms", "details", params, lines, policy, house.clock.now())


def revoke(
    house: House,
    books: Books,
    lines: Lines,
    draw: Draw,
    slot: int,
    subject: str,
    contact: Contact,
    outcome: str,
) -> None:
    """The seat of who had accepted is gone: the code is void, and who did not say so is told not to come."""
    books.draws.put_sign_in_code(draw.draw_id, slot, "")
    if outcome not in _STAYS_AWAY:
        application, pack = application_of(books, draw), house.pack_by_id(draw.rule_pack, draw.filed_at)
        params, policy = _when(application), policy_of(pack, until=application.latest_start)
        books.post.tell(subject, contact, "sms", "cancelled", params, lines, policy, house.clock.now())


def take_back_all(house: House, books: Books, draw: Draw) -> None:
    """The attempt ends: nothing waits in the queue any more, and who had accepted is told not to come."""
    if house.lines is None or draw.seating is None:
        return
    roll = roll_of(books, draw)
    for slot, holder in sorted(draw.seating.holders.items()):
        subject = subject_of(draw.draw_id, slot, holder.ordinal)
        books.post.take_back(subject, house.clock.now())
        contact = books.pool.contact(roll[holder.handle].id)
        if holder.accepted and contact is not None:
            revoke(house, books, house.lines, draw, slot, subject, contact, "leaked")


def hash_of_code(house: House, draw_id: str, slot: int, code: str) -> str:
    """Six digits have a million values: only a keyed hash hides them."""
    return house.keyring.pseudonym(f"sign-in code {draw_id} {slot} {code}")


def place_of(application: Application) -> dict[str, str]:
    """Where to come, told to who has accepted: a place of the dispatch service is marked (Art. 15)."""
    place = {"place": application.signin_place}
    return place if application.dispatch is None else {**place, "dispatch": "1"}


def _when(application: Application) -> dict[str, str]:
    return {"signin_at": application.signin_at.isoformat()}
