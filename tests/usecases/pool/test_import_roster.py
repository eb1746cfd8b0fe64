"""A roster is taken whole or not at all, and says what stands against it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from audit.events import HouseEvent
from draw_service.documents.rosters_in import read_roster
from draw_service.drill.city import make_city
from draw_service.drill.city_file import write_city_xlsx
from draw_service.usecases.pool.export_roster import export_roster
from draw_service.usecases.pool.import_roster import import_roster
from tests.rules.records import CARD, OTHER_CARD, row
from tests.usecases.pool.fakes import FakePool, Town

OTHER = {"ID_CARD": OTHER_CARD, "BIRTHDAY": "19800506", "SEX": "2"}


@pytest.fixture
def town() -> Town:
    return Town()


def test_a_sound_file_is_imported_with_one_line_of_counts(town: Town) -> None:
    seen: list[tuple[int, int]] = []
    report = import_roster(
        town.house(),
        [row(), row(3, **OTHER)],
        file_sha256="ab" * 32,
        progress=lambda a, b: seen.append((a, b)),
    )
    assert (report.added, report.rows, report.imported, report.problems, report.duplicates) == (
        2,
        2,
        True,
        (),
        (),
    )
    assert seen == [(2, 2)]
    file = town.house().keyring.pseudonym("roster " + "ab" * 32)
    counts = {"rows": 2, "added": 2, "duplicates": 0, "problems": 0, "file": file}
    assert town.journal.notes == [("pool", HouseEvent.POOL_IMPORTED, counts)]


def test_one_bad_row_refuses_the_file(town: Town) -> None:
    report = import_roster(town.house(), [row(), row(3, **OTHER, PHONE_NUMBER="1")], file_sha256="")
    assert (report.added, report.imported) == (0, False)
    assert [(problem.row, problem.code) for problem in report.problems] == [(3, "phone")]
    assert (town.pool.people, town.journal.notes) == ({}, [])


def test_the_good_rows_alone_when_asked(town: Town) -> None:
    report = import_roster(
        town.house(), [row(), row(3, **OTHER, PHONE_NUMBER="1")], file_sha256="", allow_partial=True
    )
    assert (report.added, report.imported, len(report.problems)) == (1, True, 1)
    assert [record.id_card for record in town.pool.people.values()] == [CARD]
    assert town.journal.notes[0][2]["problems"] == 1


def test_who_is_known_is_reported_by_hash_and_never_overwritten(town: Town) -> None:
    house = town.house()
    import_roster(house, [row()], file_sha256="")
    changed = [row(EXPERT_NAME="李四"), row(3, **OTHER)]
    assert not import_roster(house, changed, file_sha256="").imported
    report = import_roster(house, changed, file_sha256="", allow_partial=True)
    (duplicate,) = report.duplicates
    assert (duplicate.row, duplicate.code) == (2, "in-register")
    assert duplicate.value == f"#{house.keyring.pseudonym(CARD)[:8]}"
    assert [record.name for record in town.pool.people.values()] == ["张三", "张三"]
    assert len(town.pool.people) == 2


def test_a_repeated_row_is_a_duplicate(town: Town) -> None:
    report = import_roster(town.house(), [row(), row(3)], file_sha256="", allow_partial=True)
    assert [(duplicate.row, duplicate.code) for duplicate in report.duplicates] == [(3, "duplicate-row")]
    assert (report.added, report.problems) == (1, ())


def test_nothing_new_changes_nothing(town: Town) -> None:
    house = town.house()
    import_roster(house, [row()], file_sha256="")
    assert not import_roster(house, [row()], file_sha256="", allow_partial=True).imported
    assert not import_roster(house, [], file_sha256="", allow_partial=True).imported
    assert len(town.journal.notes) == 1


def test_specialties_come_from_the_table_of_the_house() -> None:
    town = Town(FakePool(table={"A": "工程", "A08": "工程施工", "A0802": "市政"}))
    report = import_roster(town.house(), [row()], file_sha256="")
    assert [problem.code for problem in report.problems] == ["major-unknown"]


def test_a_fresh_house_knows_the_levels_that_are_shipped(town: Town) -> None:
    report = import_roster(town.house(), [row(MAJOR_CODE="Z99")], file_sha256="")
    assert [problem.code for problem in report.problems] == ["major-unknown"]


def test_a_whole_city_is_imported_quickly_and_comes_out_again(tmp_path: Path) -> None:
    town, city = Town(), make_city(7)
    write_city_xlsx(city, tmp_path / "city.xlsx")
    started = time.perf_counter()
    file = read_roster(tmp_path / "city.xlsx")
    report = import_roster(town.house(), file.rows, file_sha256=file.sha256, allow_partial=True)
    assert time.perf_counter() - started < 3
    assert (report.added, len(report.problems), len(report.duplicates)) == (603, 19, 1)
    seen: list[tuple[int, int]] = []
    assert tuple(export_roster(town.house(), lambda a, b: seen.append((a, b)))) == city.records
    assert seen[-1] == (603, 603)
