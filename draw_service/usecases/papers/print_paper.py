"""Number a paper and print it (印章管理制度 5)."""

from __future__ import annotations

from draw_service.rules.refusals import PrinterMissing
from draw_service.usecases.papers.issue import Sheet, compose, issue
from draw_service.usecases.papers.kinds import gatherer
from draw_service.usecases.ports import House, Lang, Way


def print_paper(
    house: House, kind: str, subject: str, by: str, way: Way = "download", copies: int = 1, lang: Lang = "zh"
) -> Sheet:
    """``way``: to the printer, or as a file. Raises ``BlindPrintOnly``, ``NotFound``, ``PaperNotYet``,
    ``NamesSealed``, ``PaperPrinted``, ``PrinterMissing``, ``PrinterFailed``; after the last the number stays
    spent and the paper is reprinted."""
    must_have_printer(house, way)
    gather = gatherer(kind)
    with house.books() as books:
        body, project = gather(house, books, subject)
        sheet = issue(house, books, compose(house, books, subject, body, project, lang), by, way, copies)
        books.commit()
    house.sequence()
    send(house, sheet, way, copies)
    return sheet


def must_have_printer(house: House, way: Way) -> None:
    """Raises ``PrinterMissing``."""
    if way == "printer":
        if house.paper_printer is None:
            raise PrinterMissing
        house.paper_printer.ready()


def send(house: House, sheet: Sheet, way: Way, copies: int) -> None:
    """To the printer, once for each copy; a file is the caller's."""
    if way == "printer" and house.paper_printer is not None:
        for _copy in range(copies):
            house.paper_printer.send(sheet.serial, sheet.pdf)
