"""How the log names who came: keyed pseudonyms, the same for the same person, telling nothing (Art. 10)."""

from __future__ import annotations

from datetime import datetime

from audit.events import HouseEvent
from draw_service.usecases.ports import Books, House, Session

STREAM = "access"


def mark(house: House, kind: str, text: str) -> str:
    """The pseudonym of an account id, a login, an address, a phone, an expert or a session."""
    return house.keyring.pseudonym(f"{kind} {text}")


def note(books: Books, type: HouseEvent, at: datetime, **body: str | int) -> None:
    """Write one line of the stream of access."""
    books.journal.note(STREAM, type, body, at)


def marks_of(house: House, session: Session) -> dict[str, str]:
    """What the log says of a session: whose it is, and which."""
    found = {"session": mark(house, "session", session.id), "kind": session.kind}
    if session.kind == "witness":
        return found | {"draw": session.draw, "party": session.party}
    who = "account" if session.kind == "staff" else "expert"
    return found | {who: mark(house, who, session.subject)}
