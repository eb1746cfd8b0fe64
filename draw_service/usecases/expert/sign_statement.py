"""Once a year: duties accepted with a signed statement (Art. 17), the own entry confirmed (Art. 20(4))."""

from __future__ import annotations

from datetime import datetime

from audit.events import HouseEvent
from draw_service.rules.identifiers import half_width, plain
from draw_service.rules.pool_declarations import reminder_due
from draw_service.rules.refusals import NameDiffers, NotFound
from draw_service.rules.rights import DUTIES, STATEMENT, UNCHANGED, due_again, hash_of_words
from draw_service.usecases.ports import Books, House
from draw_service.usecases.ports.experts import StatementKind


def sign_duties(house: House, expert_id: str, signature: str) -> None:
    """``signature``: the expert's own name, typed. Raises ``NameDiffers``, ``NotFound``."""
    with house.books() as books:
        contact = books.pool.contact(expert_id)
    if contact is None:
        raise NotFound
    if not _letters(signature) or _letters(signature) != _letters(contact.name):
        raise NameDiffers
    _sign(house, expert_id, "duties", hash_of_words(*DUTIES, STATEMENT))


def confirm_unchanged(house: House, expert_id: str) -> None:
    """The expert has looked at the own entry and nothing has changed."""
    _sign(house, expert_id, "unchanged", hash_of_words(UNCHANGED))


def _letters(name: str) -> str:
    """Spaces, the dot of a name and letter case make no difference."""
    return "".join(c for c in plain(half_width(name)) if c.isalnum()).casefold()


def _sign(house: House, expert_id: str, kind: StatementKind, words: str) -> None:
    """Once a year is enough; again in the same year changes nothing."""
    now = house.clock.now()
    with house.books() as books:
        again = due_again(books.experts.signed_at(expert_id, kind), now)
        if not again and not (kind == "unchanged" and _runs_out(house, books, expert_id, now)):
            return
        books.experts.sign(expert_id, kind, words, now)
        if kind == "unchanged":
            books.keeping.declare(expert_id, now)
        stream = f"register-{house.keyring.pseudonym(expert_id)}"
        body = {"kind": kind, "words": words}
        books.journal.note(stream, HouseEvent.STATEMENT_SIGNED, body, now)
        books.commit()
    house.sequence()


def _runs_out(house: House, books: Books, expert_id: str, now: datetime) -> bool:
    """The declaration ends within the time of its reminders, or has ended (Art. 20(4))."""
    found = books.pool.expert(expert_id)
    pack = house.pack(now)
    return (
        found is not None
        and found.declared_at is not None
        and reminder_due(found.declared_at, frozenset(), now, pack) is not None
    )
