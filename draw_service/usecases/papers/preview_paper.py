"""Look at a paper before it is numbered (印章管理制度 5). One with names is looked at on record (Art. 9)."""

from __future__ import annotations

from audit.events import HouseEvent
from draw_service.rules.papers import PAPERS
from draw_service.usecases.papers.issue import STREAM, compose
from draw_service.usecases.papers.kinds import gatherer
from draw_service.usecases.ports import House, Lang


def preview_paper(house: House, kind: str, subject: str, by: str, lang: Lang = "zh") -> bytes:
    """The PDF, marked as a preview. Raises ``BlindPrintOnly``, ``NotFound``, ``PaperNotYet``,
    ``NamesSealed``."""
    gather = gatherer(kind)
    with house.books() as books:
        body, project = gather(house, books, subject)
        paper = compose(house, books, subject, body, project, lang)
        if PAPERS[kind].named:
            seen = {"by": house.keyring.pseudonym(f"account {by}"), "draw": subject, "kind": kind}
            books.journal.note(STREAM, HouseEvent.NAMES_SEEN, seen, house.clock.now())
            books.commit()
    return house.papers.paper(paper)
