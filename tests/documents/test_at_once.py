"""Papers are set while other papers are set: the pages, the printer's queue and a seal do not wait to ask."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

from draw_service.documents.paper_kit import TypstPapers
from tests.documents.test_roster_sheet import SHEET


def test_papers_set_at_the_same_moment_are_those_set_one_by_one() -> None:
    papers = TypstPapers("中心", drill=False, envelope="pressure-seal")
    sheets = [replace(SHEET, serial=f"P-{number:06d}") for number in range(1, 17)]
    start = Barrier(len(sheets))

    def set_one(sheet: object) -> bytes:
        start.wait()
        return papers.roster(sheet)  # type: ignore[arg-type]

    with ThreadPoolExecutor(len(sheets)) as pool:
        together = list(pool.map(set_one, sheets))

    assert together == [papers.roster(sheet) for sheet in sheets]
