"""Changes of one entry: one act, one line of the log, nobody's name in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from audit.events import HouseEvent
from draw_service.drill.numbers import credit_number
from draw_service.rules.people import Period
from draw_service.rules.refusals import CreditCodeWrong, NotFound, PeriodWrong, SpecialtyRowWrong
from draw_service.usecases.pool.add_alias import add_alias
from draw_service.usecases.pool.import_roster import import_roster
from draw_service.usecases.pool.import_specialties import import_specialties
from draw_service.usecases.pool.record_leave import record_leave
from draw_service.usecases.pool.remove_expert import remove_expert
from draw_service.usecases.pool.suspend_expert import suspend_expert
from draw_service.usecases.ports import House
from tests.rules.records import row
from tests.usecases.pool.fakes import NOW, FakeKeyring, Town

WEEK = Period(NOW, NOW + timedelta(days=7))
Act = Callable[[House, str], None]
ACTS: list[tuple[str, Act]] = [
    ("leave", lambda house, who: record_leave(house, who, WEEK)),
    ("suspended", lambda house, who: suspend_expert(house, who, Period(NOW))),
    ("left-pool", remove_expert),
]


@pytest.fixture
def town() -> Town:
    town = Town()
    import_roster(town.house(), [row()], file_sha256="")
    town.journal.notes.clear()
    return town


@pytest.mark.parametrize(("what", "act"), ACTS)
def test_an_act_and_its_line(town: Town, what: str, act: Act) -> None:
    act(town.house(), "E000001")
    stream = f"register-{FakeKeyring().pseudonym('E000001')}"
    assert town.journal.notes == [(stream, HouseEvent.REGISTER_CHANGED, {"what": what})]
    changed = {"leave": town.pool.leave, "suspended": town.pool.suspended, "left-pool": town.pool.left}
    assert [bool(rows) for name, rows in changed.items()] == [name == what for name in changed]


@pytest.mark.parametrize(("what", "act"), ACTS)
def test_nobody_of_that_number(town: Town, what: str, act: Act) -> None:
    with pytest.raises(NotFound):
        act(town.house(), "E000002")
    assert town.journal.notes == []


@pytest.mark.parametrize("act", [record_leave, suspend_expert])
@pytest.mark.parametrize("length", [timedelta(0), timedelta(days=-1)])
def test_a_period_that_ends_before_it_begins(
    town: Town, act: Callable[[House, str, Period], None], length: timedelta
) -> None:
    with pytest.raises(PeriodWrong):
        act(town.house(), "E000001", Period(NOW, NOW + length))
    assert (town.pool.leave, town.pool.suspended, town.journal.notes) == ([], [], [])


def test_an_alias(town: Town) -> None:
    code = credit_number(5)
    add_alias(town.house(), " 旧名 公司 ", code.lower())
    assert town.pool.names == {"旧名 公司": code}
    ((stream, _, body),) = town.journal.notes
    assert (stream, body) == (f"register-{FakeKeyring().pseudonym(code)}", {"what": "alias"})


@pytest.mark.parametrize(
    ("name", "code"), [("旧名", "123"), ("旧名", ""), (" ", credit_number(5)), ("长" * 201, credit_number(5))]
)
def test_an_alias_that_cannot_be(town: Town, name: str, code: str) -> None:
    with pytest.raises(CreditCodeWrong):
        add_alias(town.house(), name, code)
    assert town.pool.names == {}


def test_specialties(town: Town) -> None:
    rows = [("code", "name"), ("A08", "工程施工"), ("A0801", "建筑工程")]
    written = import_specialties(town.house(), "发改法规〔2018〕316号", rows, file_sha256="cd" * 32)
    assert town.pool.table["A0801"] == "建筑工程"
    assert (town.pool.editions, written) == (["发改法规〔2018〕316号"], len(town.pool.table))
    body = {"codes": written, "sha256": "cd" * 32}
    assert town.journal.notes == [("specialties", HouseEvent.SPECIALTIES_IMPORTED, body)]


def test_a_bad_table_changes_nothing(town: Town) -> None:
    with pytest.raises(SpecialtyRowWrong):
        import_specialties(town.house(), "x", [("A08", "施工"), ("A8", "?")], file_sha256="")
    assert (town.pool.table, town.journal.notes) == ({}, [])
