"""The history of an entry (Art. 2, 20(4)): who changed which field when, from what to what.

The words are kept encrypted in the house; the log has each as a keyed hash, of the expert and the field too,
so that equal phones of two people look different.
"""

from __future__ import annotations

from datetime import datetime

from audit.events import HouseEvent
from draw_service.rules.people import ExpertRecord
from draw_service.rules.pool_changes import changes
from draw_service.usecases.ports import Books, Changed, House


def write_entry(
    house: House,
    books: Books,
    expert_id: str,
    old: ExpertRecord,
    new: ExpertRecord,
    *,
    source: str,
    by: str,
    second: str,
) -> int:
    """Replace the entry and write its history, in the open transaction; how many fields changed. ``by`` and
    ``second`` are accounts, the expert's own number, or "" for the house. Raises ``KeyError`` for another's
    identity number."""
    now = house.clock.now()
    found = changes(old, new)
    if not found:
        return 0
    books.pool.amend(expert_id, new, at=now)
    if any(one.field in _DECLARED for one in found):
        books.keeping.declare(expert_id, now)
    changed = [Changed(one.field, one.was, one.became, now, source, by, second) for one in found]
    books.keeping.note_changes(expert_id, changed)
    for one in changed:
        body = {
            "what": one.field.lower().replace("_", "-"),
            "was": _hash(house, expert_id, one.field, one.was),
            "became": _hash(house, expert_id, one.field, one.became),
            **_people(house, by, second),
            "source": source,
        }
        note(house, books, expert_id, body, now)
    return len(changed)


_DECLARED = frozenset({"COMPANY", "COMPANY_CODE", "employers", "relations", "authority"})
"""Who has these changed has declared them."""


def note(house: House, books: Books, expert_id: str, body: dict[str, str], at: datetime) -> None:
    """A line on the stream of the entry, by its pseudonym."""
    stream = f"register-{house.keyring.pseudonym(expert_id)}"
    books.journal.note(stream, HouseEvent.REGISTER_CHANGED, body, at)


def by_pseudonym(house: House, account: str) -> str:
    """How the log names an account; "house" for what the service did itself."""
    return house.keyring.pseudonym(f"account {account}") if account else "house"


def _people(house: House, by: str, second: str) -> dict[str, str]:
    return {"by": by_pseudonym(house, by), "second": by_pseudonym(house, second)}


def _hash(house: House, expert_id: str, field: str, text: str) -> str:
    return house.keyring.pseudonym(f"entry {expert_id} {field} {text}")
