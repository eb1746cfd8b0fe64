"""Print a numbered paper once more: the same number and words, which time it is, and why (印章管理制度 5)."""

from __future__ import annotations

from hashlib import sha256

from audit.events import HouseEvent
from draw_service.rules.papers import MOST_COPIES, PAPERS
from draw_service.rules.refusals import BlindPrintOnly, NotFound, ReprintUnexplained
from draw_service.usecases.papers.issue import STREAM, Sheet, must_be_copies
from draw_service.usecases.papers.print_paper import must_have_printer, send
from draw_service.usecases.ports import House, Printing, Way

LONGEST = 200


def reprint_paper(
    house: House,
    kind: str,
    subject: str,
    serial: str,
    reason: str,
    by: str,
    way: Way = "download",
    copies: int = 1,
) -> Sheet:
    """``reason``: in words; the log holds a salted hash of them. Raises ``NotFound``, ``BlindPrintOnly``,
    ``ReprintUnexplained``, ``PrinterMissing``, ``PrinterFailed``."""
    reason = reason.strip()
    if not 0 < len(reason) <= LONGEST:
        raise ReprintUnexplained(most=MOST_COPIES)
    must_be_copies(copies)
    must_have_printer(house, way)
    center = house.papers.center
    with house.books() as books:
        books.papers.hold(center)
        paper = books.papers.paper(center, serial)
        if paper is None or (paper.kind, paper.subject) != (kind, subject):
            raise NotFound
        if paper.body is None or PAPERS[paper.kind].blind:
            raise BlindPrintOnly
        now, nth = house.clock.now(), len(books.papers.printings(center, serial)) + 1
        books.papers.add_printing(center, Printing(serial, nth, now, by, way, copies, reason))
        why = sha256(bytes.fromhex(paper.salt) + reason.encode()).hexdigest()
        body = {"serial": serial, "kind": paper.kind, "nth": nth, "way": way, "copies": copies, "why": why}
        books.journal.note(STREAM, HouseEvent.PAPER_REPRINTED, body, now)
        books.commit()
    house.sequence()
    sheet = Sheet(serial, house.papers.paper(paper, nth))
    send(house, sheet, way, copies)
    return sheet
