"""The annual result as one run: reviewed, computed again, confirmed; stops and restoration (Art. 22)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from audit.events import HouseEvent
from scoring.rules.annual import Run, root_of
from scoring.rules.refusals import (
    ActInFuture,
    AnnualDiffers,
    NotInThisState,
    ObjectionOpen,
    ReasonNeeded,
    RestorationIncomplete,
    RoleNotAllowed,
    WindowOpen,
)
from scoring.rules.stops import Stop, holds
from scoring.usecases.answer_objection import answer_objection
from scoring.usecases.confirm_annual import confirm_annual
from scoring.usecases.count_response import count_response
from scoring.usecases.extend_stop import extend_stop
from scoring.usecases.file_objection import file_objection
from scoring.usecases.lift_stop import lift_stop
from scoring.usecases.look_scores import annual_board, commended, runs_of
from scoring.usecases.prepare_annual import prepare_annual
from scoring.usecases.record_training import record_training
from scoring.usecases.restore_expert import restore_expert
from scoring.usecases.reverse_entry import reverse_entry
from scoring.usecases.suspend_expert import suspend_expert
from tests.scoring.fakes import ANN, EVE, LEA, OTTO, ROSE, Bureau
from tests.scoring.test_ledger import in_effect

MARCH = datetime(2025, 3, 3, 4, tzinfo=UTC)
JANUARY = datetime(2026, 1, 5, 4, tzinfo=UTC)


def answered(here: Bureau, expert: str, times: int) -> None:
    with here.office.books() as books:
        for number in range(times):
            at = here.now - timedelta(minutes=number)
            count_response(here.office, books, expert, at, "P", here.now)
        books.commit()


def year_of_three() -> tuple[Bureau, list[str]]:
    """E000001 without a fault, E000002 fails with 55, E000003 as bad but with 19 responses."""
    here = Bureau(MARCH)
    for expert, times in (("E000001", 20), ("E000002", 20), ("E000003", 19)):
        answered(here, expert, times)
    ids = [
        in_effect(here, item, expert=expert, project=f"P-{number}")
        for expert in ("E000002", "E000003")
        for number, item in enumerate((5, 8, 18, 17, 2))
    ]
    here.now = JANUARY
    return here, ids


def stops(here: Bureau) -> list[Stop]:
    return [record for (kind, _id), record in here.shelf.score_records.items() if kind == "stop"]


def test_a_year_that_has_not_ended_has_no_result() -> None:
    here = Bureau(datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC))
    with pytest.raises(ActInFuture):
        prepare_annual(here.office, 2025, ROSE)
    here.wait(seconds=1)
    assert prepare_annual(here.office, 2025, ROSE).size == 0


def test_prepared_reviewed_and_confirmed() -> None:
    here, _ids = year_of_three()
    run = prepare_annual(here.office, 2025, ROSE)
    assert (run.size, run.revision) == (3, 1)
    assert run.counts == {"excellent": 1, "unqualified": 1, "unlisted": 1}
    (body,) = here.facts(HouseEvent.ANNUAL_PREPARED)
    assert (body["root"], body["size"], body["pack"]) == (run.root, 3, "baicheng/1")
    board = annual_board(here.office, run.id)
    assert dict(board.scores) == {100: 1, 55: 2}
    assert sum(board.categories.values()) == 90
    assert [result.expert for result in commended(here.office, run.id)] == ["E000001"]
    assert root_of(board.results, here.office.name) == run.root
    with pytest.raises(WindowOpen, match="2026-01-19"):
        confirm_annual(here.office, run.id, OTTO, "白管办〔2026〕1号")
    here.wait(days=20)
    with pytest.raises(RoleNotAllowed):
        confirm_annual(here.office, run.id, ANN, "1")
    with pytest.raises(ReasonNeeded):
        confirm_annual(here.office, run.id, OTTO, "")
    assert stops(here) == []
    done = confirm_annual(here.office, run.id, OTTO, "白管办〔2026〕1号")
    assert done.state == "confirmed"
    (stop,) = stops(here)
    assert (stop.expert, stop.kind, stop.until) == ("E000002", "unqualified", None)
    assert holds(stop, here.now)
    with pytest.raises(NotInThisState):
        confirm_annual(here.office, run.id, OTTO, "again")


def test_a_ledger_that_moved_is_prepared_again() -> None:
    here, ids = year_of_three()
    run = prepare_annual(here.office, 2025, ROSE)
    reverse_entry(here.office, ids[0], ROSE, "wrong")
    here.wait(days=20)
    with pytest.raises(AnnualDiffers):
        confirm_annual(here.office, run.id, OTTO, "1")
    again = prepare_annual(here.office, 2025, ROSE)
    assert here.record(Run, run.id).state == "superseded"
    with pytest.raises(NotInThisState):
        confirm_annual(here.office, run.id, OTTO, "1")
    here.wait(days=20)
    confirm_annual(here.office, again.id, OTTO, "1")
    assert stops(here) == []  # 65 after the reversal
    assert [each.revision for each in runs_of(here.office, 2025)] == [1, 2]


def test_an_objection_to_the_result_holds_it_up() -> None:
    here, ids = year_of_three()
    run = prepare_annual(here.office, 2025, ROSE)
    objection = file_objection(here.office, "annual", run.id, "E000002", "算错了", EVE)
    here.wait(days=20)
    with pytest.raises(ObjectionOpen):
        confirm_annual(here.office, run.id, OTTO, "1")
    with pytest.raises(ObjectionOpen):
        prepare_annual(here.office, 2025, ROSE)
    reverse_entry(here.office, ids[0], ROSE, "the objection is right")
    answer_objection(here.office, objection, "revoked", "更正", LEA)
    with pytest.raises(AnnualDiffers):
        confirm_annual(here.office, run.id, OTTO, "1")


def test_a_later_revision_lifts_the_stop_it_no_longer_brings() -> None:
    here, ids = year_of_three()
    run = prepare_annual(here.office, 2025, ROSE)
    here.wait(days=20)
    confirm_annual(here.office, run.id, OTTO, "1")
    reverse_entry(here.office, ids[0], ROSE, "new evidence")
    again = prepare_annual(here.office, 2025, ROSE)
    here.wait(days=25)
    confirm_annual(here.office, again.id, OTTO, "2")
    assert here.record(Run, run.id).state == "superseded"
    assert [stop.state for stop in stops(here)] == ["lifted"]


def test_back_to_draws_after_education_hours_and_exam() -> None:
    here, _ids = year_of_three()
    run = prepare_annual(here.office, 2025, ROSE)
    here.wait(days=20)
    early = date(2026, 1, 7)
    record_training(here.office, "E000002", "exam", early, ROSE)  # before the stop: does not count
    confirm_annual(here.office, run.id, OTTO, "1")
    (stop,) = stops(here)
    today = date(2026, 1, 25)
    record_training(here.office, "E000002", "education", today, ROSE)
    record_training(here.office, "E000002", "hours", today, ROSE, hours=24)
    with pytest.raises(RestorationIncomplete, match="exam"):
        restore_expert(here.office, stop.id, ROSE)
    record_training(here.office, "E000002", "exam", today, ROSE, passed=False)
    with pytest.raises(RestorationIncomplete) as refused:
        restore_expert(here.office, stop.id, ROSE)
    assert "考试" in refused.value.say("zh")
    record_training(here.office, "E000002", "exam", today, ROSE)
    with pytest.raises(RoleNotAllowed):
        restore_expert(here.office, stop.id, ANN)
    with pytest.raises(RoleNotAllowed):
        lift_stop(here.office, stop.id, "please", ROSE)
    restore_expert(here.office, stop.id, ROSE)
    assert not holds(here.record(Stop, stop.id), here.now)
    with pytest.raises(ActInFuture):
        record_training(here.office, "E000002", "exam", date(2027, 1, 1), ROSE)


def test_the_regulator_suspends_extends_and_lifts_with_a_reason() -> None:
    here = Bureau(MARCH)
    with pytest.raises(ReasonNeeded):
        suspend_expert(here.office, "E000001", None, "", ROSE)
    with pytest.raises(RoleNotAllowed):
        suspend_expert(here.office, "E000001", None, "x", ANN)
    id = suspend_expert(here.office, "E000001", date(2025, 3, 31), "under inquiry", ROSE)
    with pytest.raises(ReasonNeeded):
        extend_stop(here.office, id, date(2025, 3, 30), "shorter is no extension", ROSE)
    extend_stop(here.office, id, date(2025, 4, 1), "inquiry goes on", ROSE)
    stop = here.record(Stop, id)
    last = datetime(2025, 4, 1, 15, 59, 59, tzinfo=UTC)
    assert holds(stop, last)
    assert not holds(stop, last + timedelta(seconds=1))
    lift_stop(here.office, id, "cleared", ROSE)
    assert not holds(here.record(Stop, id), here.now)


def test_another_pack_is_another_result() -> None:
    here, _ids = year_of_three()
    first = prepare_annual(here.office, 2025, ROSE)
    here.parameters = replace(here.parameters, pass_from=50)
    again = prepare_annual(here.office, 2025, ROSE)
    assert first.root != again.root
    assert again.counts.get("unqualified", 0) == 0
