"""Papers and sheets on both engines: pages that only look lock nothing, and two who print at the same moment
get one number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.store.engine import open_engine
from draw_service.usecases.fees.confirm_sheet import confirm_sheet
from draw_service.usecases.fees.dossier import take_dossier
from draw_service.usecases.fees.write_presence import write_presence
from draw_service.usecases.papers.look_at_papers import look_at_papers
from draw_service.usecases.papers.print_paper import print_paper
from draw_service.usecases.papers.reprint_paper import reprint_paper
from tests.usecases.fees.office import ANN, BEN, FeeOffice, copy_of, moved, who

APPLICATION = "AP-2026-0001"


@pytest.fixture
def office(blank_address: str, closed: tuple[Path, str], tmp_path: Path) -> Iterator[FeeOffice]:
    engine = open_engine(blank_address)
    yield moved(copy_of(*closed, tmp_path), engine)
    engine.dispose()


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What each says, sorted: a refusal's code, else what it returns."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        start.wait()
        try:
            return str(act())
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def test_the_page_of_papers_shows_a_confirmed_sheet(office: FeeOffice) -> None:
    office.confirmed()

    (attempt,) = look_at_papers(office.house, APPLICATION).attempts

    assert [one.refusal for one in attempt.offers if one.kind == "fee-sheet"] == [None]


def test_of_two_who_correct_the_sheet_they_see_one_is_told_it_moved_on(office: FeeOffice) -> None:
    house, draw_id = office.house, office.draw_id
    seen = office.written()
    pay = seen.pays[0]

    def corrected(km: int) -> str:
        places = {pay.place: replace(pay.presence, km=km)}
        return write_presence(house, ANN, draw_id, places, "更正", seen.version).version

    assert at_once(lambda: corrected(13), lambda: corrected(14))[1] == "moved-on"
    refused = at_once(lambda: confirm_sheet(house, BEN, draw_id, seen.version).state)
    assert refused == ["moved-on"], "nobody confirms what was not read"


def test_who_prints_the_same_at_the_same_moment_gets_one_number(office: FeeOffice) -> None:
    house, draw_id = office.house, office.draw_id
    office.written()
    other = who("dee", Role.OPERATOR)
    confirmed = at_once(
        lambda: confirm_sheet(house, BEN, draw_id).state,
        lambda: confirm_sheet(house, other, draw_id).state,
    )
    assert confirmed == ["confirmed", "fee-sheet-settled"]

    printed = at_once(*[lambda: print_paper(house, "minutes", draw_id, "ann").serial] * 4)
    assert printed == ["MM-2026-0001", *["paper-printed"] * 3]

    at_once(*[lambda: reprint_paper(house, "minutes", draw_id, printed[0], "卡纸", "ann").serial] * 3)
    (attempt,) = look_at_papers(house, APPLICATION).attempts
    (minutes,) = [line for one in attempt.offers for line in one.lines]
    assert [one.nth for one in minutes.printings] == [1, 2, 3, 4]

    taken = at_once(*[lambda: take_dossier(house, ANN, draw_id).serial] * 3)
    assert len(set(taken)) == 1
