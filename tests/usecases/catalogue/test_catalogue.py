"""The transaction catalogue on a real database: editions by two people, applications under them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from audit.events import HouseEvent, decode_house
from audit.refusal import Refusal
from draw_service.rules.access import Role, Who
from draw_service.rules.applications import Listing
from draw_service.rules.catalogue import SHIPPED
from draw_service.rules.catalogue_rows import write_lines
from draw_service.rules.slips import make_slip
from draw_service.usecases.applications.file_application import file_application
from draw_service.usecases.applications.preview_application import preview_application
from draw_service.usecases.applications.slip_proof import proof_of
from draw_service.usecases.catalogue.confirm_edition import confirm_edition
from draw_service.usecases.catalogue.judge_listing import lines_in_force
from draw_service.usecases.catalogue.listed_projects import listed_projects
from draw_service.usecases.catalogue.look_at_catalogue import look_at_catalogue, look_at_edition
from draw_service.usecases.catalogue.propose_edition import propose_edition, withdraw_edition
from draw_service.usecases.ports import DrawRow, House
from draw_service.wiring import open_drill
from scoring.rules.working_days import civil_date
from tests.usecases.register import AUTHORITY, RECORDS, START, application

TABLE = [*write_lines(SHIPPED.lines), ("E01", "其他", "排污权交易", "", "试行办法")]
TOMORROW = civil_date(START) + timedelta(days=1)


def who(account: str, role: Role, name: str = "") -> Who:
    return Who(
        "s",
        account,
        account,
        frozenset((role,)),
        "R" if name else "",
        name,
        True,
        START + timedelta(hours=1),
        "",
    )


ANN, BEN = who("ann", Role.POOL_KEEPER), who("ben", Role.ADMINISTRATOR)
ROSE, OTTO = who("rose", Role.REGULATOR, AUTHORITY), who("otto", Role.REGULATOR, "水利局")
OFFICE, RUN = who("olga", Role.OFFICE), who("run", Role.OPERATOR)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return open_drill(tmp_path, 1, START)[0]


def refused(act: Callable[[], object], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code


def facts(house: House, *types: HouseEvent) -> list[dict[str, object]]:
    with house.books() as books:
        found = [decode_house(leaf) for leaf in books.journal.leaves() if b'"stream"' in leaf]
    return [dict(one.body) for one in found if one.type in types]


def test_an_edition_takes_two_people_and_holds_from_its_day(house: House) -> None:
    def propose(by: Who = ANN) -> str:
        return propose_edition(house, by, "市办〔2026〕1号", TOMORROW, TABLE, "增加排污权")

    refused(lambda: propose(RUN), "not-your-room")
    refused(lambda: propose_edition(house, ANN, " ", TOMORROW, TABLE, "增加"), "bad-input")
    number, other = propose(), propose(BEN)
    seen = look_at_edition(house, ROSE, number)
    assert ([one.code for one in seen.diff.added], seen.diff.same, seen.mine) == (["E01"], 7, False)
    refused(lambda: confirm_edition(house, ANN, number), "own-act")
    refused(lambda: confirm_edition(house, ROSE, number), "not-your-room")
    refused(lambda: confirm_edition(house, BEN, "CAT-2026-9999"), "not-found")
    confirm_edition(house, BEN, number)
    refused(lambda: confirm_edition(house, ANN, other), "catalogue-stale")
    withdraw_edition(house, ANN, other)
    refused(lambda: withdraw_edition(house, ANN, number), "catalogue-decided")
    assert look_at_catalogue(house, RUN).now == SHIPPED
    assert "E01" not in lines_in_force(house)
    later = replace(house, clock=_At(START + timedelta(days=1)))  # type: ignore[arg-type]
    assert look_at_catalogue(later, OFFICE).now.id == number
    assert "E01" in lines_in_force(later)
    types = (HouseEvent.CATALOGUE_PROPOSED, HouseEvent.CATALOGUE_CONFIRMED, HouseEvent.CATALOGUE_WITHDRAWN)
    noted = facts(house, *types)
    assert [one["edition"] for one in noted] == [number, other, number, other]
    assert len({one["sha256"] for one in noted}) == 1
    assert len({one["by"] for one in noted}) == 2


class _At:
    def __init__(self, at: object) -> None:
        self._at = at

    def now(self) -> object:
        return self._at


def test_an_application_is_judged_when_it_is_filed_and_stands_before_its_regulator(house: House) -> None:
    with house.books() as books:
        for one in RECORDS:
            books.pool.add(one, at=START)
        books.commit()
    listed = replace(application(), catalogue=Listing("A01"), budget_fen=500_000_000)
    preview = preview_application(house, "AP-2026-0001", listed)
    assert preview.listing is not None
    assert preview.listing.duty == "must"
    refused(
        lambda: preview_application(house, "AP-2026-0001", replace(listed, catalogue=Listing("Z1"))),
        "catalogue-line-unknown",
    )
    for number, asked in enumerate((listed, replace(listed, budget_fen=100), application()), start=1):
        id = f"AP-2026-{number:04}"
        file_application(house, id, asked, proof_of(make_slip("tenderer", f"{id}.1", bytes([number]) * 72)))
    with house.views() as books:
        kept = [books.draws.application(f"AP-2026-{number:04}") for number in (1, 2, 3)]
    duties = [one[1].catalogue.duty if one and one[1].catalogue else None for one in kept]
    assert duties == ["must", "may", None]
    seen = listed_projects(house, ROSE)
    assert [(one.application_id, one.fate) for one in seen.found] == [("AP-2026-0001", "in-hand")]
    assert (seen.year, seen.total, seen.counts) == (2026, 1, {"in-hand": 1})
    assert listed_projects(house, OTTO).total == 0
    late = replace(house, clock=_At(listed.latest_start + timedelta(minutes=1)))  # type: ignore[arg-type]
    assert [one.fate for one in listed_projects(late, OFFICE).found] == ["missed"]
    refused(lambda: listed_projects(house, ANN), "not-your-room")


def test_every_listed_project_is_reached_year_by_year_and_counted(house: House) -> None:
    must = replace(application(), catalogue=Listing("A01", name="工程施工", duty="must"))
    others = replace(must, authority=("水利局",))
    early = replace(must, latest_start=START - timedelta(minutes=1))
    with house.books() as books:
        for n in range(1, 1203):
            id = f"AP-2026-{n:04}"
            asked = application() if n % 3 == 0 else others if n % 3 == 1 else early if n == 8 else must
            books.draws.put_application(id, 1, asked)
            for attempt in range(1, 12 if n == 2 else 2):
                books.draws.add_draw(DrawRow(f"{id}.{attempt}", id, attempt, ""))
        books.draws.put_application("AP-2024-0007", 1, must)
        books.draws.add_draw(DrawRow("AP-2024-0007.1", "AP-2024-0007", 1, ""))
        books.commit()

    seen = listed_projects(house, ROSE)
    assert (seen.years, seen.year, seen.total, seen.pages) == ((2026, 2024), 2026, 401, 5)
    assert seen.counts == {"in-hand": 400, "missed": 1}
    pages = [listed_projects(house, ROSE, page=n).found for n in range(1, 6)]
    numbers = [one.application_id for page in pages for one in page]
    assert numbers == ["AP-2026-0008", *(f"AP-2026-{n:04}" for n in range(1202, 0, -3) if n != 8)]
    assert pages[4][0].draw_id == "AP-2026-0002.11", "the last attempt, not the one whose number sorts last"
    assert listed_projects(house, ROSE, page=99).found == pages[4]
    assert listed_projects(house, OFFICE).total == 802
    assert [one.application_id for one in listed_projects(house, ROSE, 2024).found] == ["AP-2024-0007"]
    assert listed_projects(house, ROSE, 10**12).total == 0
