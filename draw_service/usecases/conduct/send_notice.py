"""The expert is told of a confirmed entry, and it takes effect with the notice (Art. 20, 21).

By message where the house has lines, and on the expert's own page in any case; else a person hands over the
paper. The message is queued in the transaction that writes the line, so neither is without the other.
"""

from __future__ import annotations

from draw_service.rules.refusals import NoLines
from draw_service.usecases.conduct.office import office_of
from draw_service.usecases.notices import policy_of
from draw_service.usecases.ports import House
from scoring.rules.entries import Entry, Means
from scoring.rules.people import Person
from scoring.rules.working_days import civil_date
from scoring.usecases.notify_entry import notify_in


def send_notice(house: House, entry_id: str, means: Means, by: Person) -> Entry:
    """Raises ``NoLines`` for a message from a house without lines, and what ``notify_entry`` raises."""
    if means == "sms" and not can_text(house):
        raise NoLines
    office = office_of(house)
    with house.books() as books:
        entry = notify_in(office, books, entry_id, means, by)
        contact = books.pool.contact(entry.expert)
        lines, now = house.lines, house.clock.now()
        if means == "sms" and lines is not None and contact is not None and entry.window is not None:
            params = {
                "item": str(entry.item),
                "points": str(office.parameters(now).points(entry.item)),
                "on": civil_date(entry.at).isoformat(),
                "until": entry.window.date.isoformat(),
                "center": lines.center,
            }
            policy = policy_of(house.pack(now), until=entry.window.ends_at)
            subject = f"conduct {entry.id}"
            books.post.tell(subject, contact, "sms", "conduct", params, lines, policy, now, quiet=True)
        books.commit()
    return entry


def can_text(house: House) -> bool:
    """Whether the house can send messages by itself."""
    return house.lines is not None and bool(house.lines.sms)
