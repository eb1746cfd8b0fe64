"""The regulator reads a supplier's written request for recusal and decides on it (采购法实施条例 9; Art. 12).

The request names people; whom it means is found in the register by name. Each look is in the log.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from audit.events import HouseEvent
from draw_service.rules.access import Who
from draw_service.rules.refusals import NotFound
from draw_service.usecases.access.marks import mark
from draw_service.usecases.applications.decide_letter import decide_letter
from draw_service.usecases.ports import Books, House, RecusalLetter
from draw_service.usecases.supervision.supervised import own_draw


@dataclass(frozen=True, slots=True, repr=False)
class Namesake:
    """An expert of the register who bears the name in the request."""

    id: str
    name: str
    employer: str


def read_letter(house: House, who: Who, draw_id: str, letter: str) -> tuple[RecusalLetter, list[Namesake]]:
    """The request with this hash, and everybody of that name. Raises ``NotYourRoom``, ``NotFound``."""
    with house.books() as books:
        row, _application = own_draw(books, who, draw_id)
        held = next((one for one in books.draws.letters(row.application_id) if one.letter == letter), None)
        if held is None:
            raise NotFound
        note_look(house, books, who, draw_id, "recusal-letter")
        found = _namesakes(books, held.person)
        books.commit()
    return held, found


def judge_letter(
    house: House, who: Who, draw_id: str, letter: str, experts: Sequence[str], *, justified: bool
) -> None:
    """As ``decide_letter``, for a draw the account supervises; the decision holds for every attempt."""
    with house.books() as books:
        row, _application = own_draw(books, who, draw_id)
    decide_letter(house, who, row.application_id, letter, experts, justified=justified)
    house.sequence()


def note_look(house: House, books: Books, who: Who, draw_id: str, what: str) -> None:
    """In the open transaction: this account was shown names (``what``: a slug) of this draw."""
    body = {"draw": draw_id, "what": what, "account": mark(house, "account", who.account)}
    books.journal.note("supervision", HouseEvent.NAMES_SEEN, body, house.clock.now())


def _namesakes(books: Books, name: str) -> list[Namesake]:
    wanted = _bare(name)
    same = [row for row in books.pool.rows() if _bare(row.name) == wanted]
    known = [(row, books.pool.expert(row.id)) for row in same]
    return [Namesake(row.id, row.name, expert.employer.name) for row, expert in known if expert is not None]


def _bare(name: str) -> str:
    """Without blanks and with one kind of middle dot: names are typed in many ways."""
    folded = unicodedata.normalize("NFKC", name).replace("•", "·").replace("・", "·")
    return "".join(folded.split())
