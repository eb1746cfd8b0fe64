"""An expert signs in with a one-time code to the phone in the register (Art. 5)."""

from __future__ import annotations

from datetime import timedelta
from hmac import compare_digest

from audit.events import HouseEvent
from draw_service.rules.identifiers import Odd, compact
from draw_service.rules.identifiers import phone as read_phone
from draw_service.rules.refusals import CodeWrong, NoLines
from draw_service.usecases.access.marks import mark, note
from draw_service.usecases.access.sessions import open_session
from draw_service.usecases.access.tries import knock, turn_away, welcome
from draw_service.usecases.notices import policy_of
from draw_service.usecases.ports import Books, Contact, ExpertCode, House, Lines
from notifications.messages import sign_in_code

_NOT_AT_ONCE = {"", "manual"}
"""No channel, and one whose messages a person reads out: a code would be stale before that."""


def send_expert_code(house: House, phone: str, address: str) -> None:
    """Text a code to ``phone``, or have it read out where no line texts. The answer is the same whether or
    not the register knows the number.

    Raises ``NoLines``, ``LockedOut`` after too many codes for one phone or one address.
    """
    lines = house.lines
    if lines is None or not {lines.sms, lines.voice} - _NOT_AT_ONCE:
        raise NoLines
    number, now = _number(phone), house.clock.now()
    knock(house, _asking(address), ("code", number))
    code = sign_in_code(house.entropy.bytes(8))
    until = now + timedelta(minutes=house.access.code_minutes)
    with house.books() as books:
        expert = books.access.expert_by_phone(number) or ""
        books.access.put_expert_code(number, ExpertCode(expert, _hash(house, number, code), until))
        contact = books.pool.contact(expert) if expert else None
        if contact is not None:
            told = Contact(contact.expert_id, contact.name, (number,))
            _tell(house, books, lines, told, code)
        marks = {"phone": mark(house, "phone", number), "address": mark(house, "address", address)}
        note(books, HouseEvent.CODE_SENT, now, **marks)
        books.commit()


def enter_expert(house: House, phone: str, code: str, address: str) -> str:
    """The token of a session without roles, with ``expert`` set; the code is spent. Raises ``CodeWrong``,
    ``LockedOut``."""
    number = _number(phone)
    knock(house, address, ("phone", number))
    given = _hash(house, number, compact(code))
    with house.books() as books:
        sent = books.access.expert_code(number)
        good = sent is not None and house.clock.now() < sent.until and compare_digest(given, sent.hash)
        if sent is not None and good and sent.expert:
            books.access.remove_expert_code(number)
            welcome(house, books, address, ("phone", number))
            welcome(house, books, _asking(address), ("code", number))
            token = open_session(house, books, "expert", sent.expert, address)
            books.commit()
            return token
    turn_away(house, "code", address, ("phone", number))
    raise CodeWrong


def _tell(house: House, books: Books, lines: Lines, told: Contact, code: str) -> None:
    now = house.clock.now()
    until = now + timedelta(minutes=house.access.code_minutes)
    policy = policy_of(house.pack(now), tries=1, until=until)
    params = {"code": code, "center": lines.center, "minutes": str(house.access.code_minutes)}
    subject = f"code {mark(house, 'phone', told.phones[0])}"
    if lines.sms not in _NOT_AT_ONCE:
        books.post.tell(subject, told, "sms", "sign-in", params, lines, policy, now, quiet=True)
    else:
        books.post.tell(subject, told, "voice", "sign-in-call", params, lines, policy, now, quiet=True)


def _asking(address: str) -> str:
    """Codes asked for are counted apart from codes entered."""
    return f"asking {address}"


def _number(phone: str) -> str:
    """The phone in the form of the register; what is no number is nobody's."""
    try:
        return read_phone(phone[:40], landline=True)
    except Odd:
        return ""


def _hash(house: House, number: str, code: str) -> str:
    """Six digits have a million values: only a keyed hash hides them."""
    return house.keyring.pseudonym(f"expert code {number} {code}")
