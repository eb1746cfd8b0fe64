"""Show an expert's file by name: only with a reason, and every look is logged (Art. 9; 个人信息保护法 51).

``note_look`` is for whoever shows a name in a transaction of its own.
"""

from __future__ import annotations

from audit.events import HouseEvent
from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.people import ExpertRecord
from draw_service.rules.pool_looks import LOOKS, Look
from draw_service.rules.refusals import BadInput, NotFound
from draw_service.usecases.ports import Books, House


def look_at_expert(house: House, who: Who, expert_id: str, reason: str, about: str = "") -> ExpertRecord:
    """The file, for a pool keeper or an industry regulator. ``reason``: a slug of ``rules.pool_looks``;
    ``about``: number of the case it is for. Raises ``NotYourRoom``, ``BadInput``, ``NotFound``."""
    must_hold(who, Role.POOL_KEEPER, Role.REGULATOR)
    with house.books() as books:
        record = books.pool.record(expert_id)
        if record is None:
            raise NotFound
        note_look(house, books, who, expert_id, reason, about)
        books.commit()
    house.sequence()
    return record


def note_look(house: House, books: Books, who: Who, expert_id: str, reason: str, about: str = "") -> None:
    """Log that ``who`` is shown the expert's name, in the open transaction. Raises ``BadInput`` for a reason
    that is none."""
    if reason not in LOOKS:
        raise BadInput(what="reason")
    now = house.clock.now()
    look = Look(house.entropy.bytes(8).hex(), expert_id, who.account, reason, about, now)
    books.keeping.add_look(look)
    body = {"by": house.keyring.pseudonym(f"account {who.account}"), "reason": reason}
    if about:
        body["about"] = about
    stream = f"register-{house.keyring.pseudonym(expert_id)}"
    books.journal.note(stream, HouseEvent.FILE_SEEN, body, now)
