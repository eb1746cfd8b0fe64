"""A paper gets its number, its line in the register, and its first printing (印章管理制度 5).

Every act that makes a paper ends here, whatever the paper says: the number is taken, the line written and the
fact logged in one transaction, so that numbers have no gaps and no paper is without its line.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256

from audit.events import HouseEvent
from draw_service.rules.papers import MOST_COPIES, PAPERS, serial_of, year_of
from draw_service.rules.refusals import PaperPrinted, ReprintUnexplained
from draw_service.usecases.ports import Books, House, Lang, Paper, PaperBody, Printing, Way

STREAM = "papers"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A printed paper: its number and the PDF."""

    serial: str
    pdf: bytes = field(repr=False)


def compose(
    house: House, books: Books, subject: str, body: PaperBody, project: str = "", lang: Lang = "zh"
) -> Paper:
    """The paper as it would be printed now, without a number: what a preview shows."""
    note = books.journal.checkpoint()
    checkpoint = sha256(note.encode()).hexdigest() if note else ""
    return Paper("", body.kind, subject, project, house.clock.now(), checkpoint, lang, body)


def issue(house: House, books: Books, paper: Paper, by: str, way: Way, copies: int = 1) -> Sheet:
    """Number a composed paper and write its first printing, in the open transaction. The log holds the
    SHA-256 of salt and PDF: who has both can show that it is the paper that was logged.

    Raises ``PaperPrinted`` when the newest paper of this kind about the same subject says the same,
    ``ReprintUnexplained`` for more copies than anybody needs.
    """
    must_be_copies(copies)
    center, now = house.papers.center, house.clock.now()
    books.papers.hold(center)
    before = books.papers.newest(center, paper.kind, paper.subject)
    if before is not None and (before.body, before.lang) == (paper.body, paper.lang):
        raise PaperPrinted(serial=before.serial)
    serial = serial_of(paper.kind, now, books.papers.next_number(center, paper.kind, year_of(now)))
    numbered = replace(paper, serial=serial, at=now, salt=house.entropy.bytes(16).hex())
    books.papers.add(center, numbered, Printing(serial, 1, now, by, way, copies))
    body: dict[str, str | int] = {"serial": serial, "kind": paper.kind, "way": way, "copies": copies}
    if PAPERS[paper.kind].of_draw:
        body["draw"] = paper.subject
    pdf = house.papers.paper(numbered)
    body["digest"] = sha256(bytes.fromhex(numbered.salt) + pdf).hexdigest()
    books.journal.note(STREAM, HouseEvent.PAPER_PRINTED, body, now)
    return Sheet(serial, pdf)


def note_blind(house: House, books: Books, draw_id: str, project: str, serial: str, kind: str) -> None:
    """The line of a paper that another act numbers, composes and logs: receipt, roster, call card, kit. What
    it says is not kept here."""
    now = house.clock.now()
    paper = Paper(serial, kind, draw_id, project, now)
    books.papers.add(house.papers.center, paper, Printing(serial, 1, now, "center", "blind"))


def must_be_copies(copies: int) -> None:
    """Raises ``ReprintUnexplained``."""
    if not 1 <= copies <= MOST_COPIES:
        raise ReprintUnexplained(most=MOST_COPIES)
