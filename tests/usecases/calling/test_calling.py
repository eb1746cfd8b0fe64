"""Seats open, calls go out in parallel, answers name the next, and the result locks itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from audit.events import DrawEvent, HouseEvent
from audit.refusal import Refusal
from audit.verify import verify
from draw_service.usecases.calling.knows_code import knows_code
from draw_service.usecases.calling.resume_calling import resume_calling
from draw_service.usecases.calling.start_calling import start_calling
from draw_service.usecases.chain import load
from draw_service.usecases.draws.record_answer import answer
from draw_service.usecases.notices import take_back_all
from draw_service.usecases.supervision.export_bundle import export_bundle
from draw_service.usecases.supervision.export_log import export_log
from draw_service.usecases.supervision.export_policy import export_policy
from draw_service.usecases.supervision.export_records import export_records
from draw_service.usecases.supervision.export_register import export_register
from notifications.records import ATTEMPT, NOTICE
from notifications.simulator.faults import Fault, Faults
from tests.usecases.calling.town import Town, check

Opened = Callable[..., Town]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    return lambda **options: Town(tmp_path, **options)


def outcomes(town: Town) -> list[tuple[int, str]]:
    return [(one["slot"], one["outcome"]) for one in town.events(DrawEvent.SEAT_ANSWERED)]


def test_one_call_for_each_open_seat_at_the_same_moment(opened: Opened) -> None:
    town = opened(seats=5)

    assert start_calling(town.house, town.draw_id) == [1, 2, 3, 4, 5]

    town.pass_time(seconds=1)
    assert len(town.live()) == 5
    assert {row.n for row in town.rows(ATTEMPT)} == {0}
    assert start_calling(town.house, town.draw_id) == []


def test_all_accept_and_the_result_locks_itself(opened: Opened) -> None:
    town = opened()
    start_calling(town.house, town.draw_id)

    town.settle()

    draw = town.draw()
    assert draw.stands_sealed
    assert sorted(outcomes(town)) == [(1, "accepted"), (2, "accepted"), (3, "accepted")]
    check(town)
    for slot in (1, 2, 3):
        (text,) = town.texts(town.number_at(slot))
        code = re.search(r"签到码：(\d{6})", text)
        assert code is not None
        assert "评标一室" in text
        other = "000000" if code[1] != "000000" else "1"
        with town.house.books() as books:
            assert knows_code(town.house, books, town.draw_id, slot, code[1])
            assert not knows_code(town.house, books, town.draw_id, slot, other)
            assert books.draws.receipt_time(town.draw_id, slot) is not None


def test_a_refusal_a_silence_and_an_unreachable_phone_each_name_the_next(opened: Opened) -> None:
    town = opened(scripts=lambda n: ("declines", "silent", "switched-off", None)[n % 4])
    start_calling(town.house, town.draw_id)

    town.settle()

    check(town)
    found = {outcome for _slot, outcome in outcomes(town)}
    assert {"accepted"} < found <= {"accepted", "declined", "silent", "unreachable"}
    redialled = len(town.events(DrawEvent.SEAT_CALLED)) - len(outcomes(town))
    assert redialled == sum(outcome in ("silent", "unreachable") for _slot, outcome in outcomes(town))
    assert town.draw().stands_sealed


def test_one_key_and_a_hang_up_is_unconfirmed_and_never_silence(opened: Opened) -> None:
    town = opened(scripts=lambda _n: "hangs-up", experts=10, seats=3)
    start_calling(town.house, town.draw_id)

    town.pass_time(minutes=1)

    first = town.number_at(1)
    assert any("未确认" in text for text in town.texts(first))
    town.pass_time(lambda: "no-panel" in town.alarms(), hours=2)
    assert {outcome for _slot, outcome in outcomes(town)} == {"unconfirmed"}
    assert town.draw().phase == "calling", "nobody took part: that is no result"


def test_a_candidate_after_another_in_the_committed_order(opened: Opened) -> None:
    town = opened(seats=3, accept=0.3, silent=0.1, decline=0.6, experts=60)
    order = town._order(town.draw_id)
    start_calling(town.house, town.draw_id)

    town.settle()

    first_calls = [call.to for call in town.network.calls.values() if call.nth == 0]
    # Those placed at one moment go out in any order.
    assert sorted(first_calls[:3]) == sorted(order[:3])
    assert first_calls[3:] == order[3 : len(first_calls)]
    check(town)


FAULTS = {
    "requests": {Fault.TOO_MANY: 0.1, Fault.ERROR_AFTER: 0.1, Fault.HANG_BEFORE: 0.1},
    "callbacks": {Fault.DUPLICATED: 0.2, Fault.REORDERED: 0.1, Fault.LOST: 0.1, Fault.EARLY: 0.2},
}


@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_whole_draw_with_faults_keeps_what_must_hold(opened: Opened, kind: str, seed: int) -> None:
    town = opened(
        seats=3,
        experts=40,
        accept=0.5,
        silent=0.1,
        decline=0.3,
        seed=seed,
        faults=Faults(seed, FAULTS[kind]),
    )
    start_calling(town.house, town.draw_id)

    town.settle()

    assert town.draw().stands_sealed
    check(town)


def test_the_evidence_of_a_draw_that_called_by_itself_verifies(opened: Opened) -> None:
    town = opened(accept=0.5, silent=0.2, decline=0.2, experts=40)
    start_calling(town.house, town.draw_id)
    town.settle()
    town.live_the_day()

    report = verify(
        export_bundle(town.house, town.draw_id, "auditor"),
        policy=export_policy(town.house),
        register=export_register(town.house, town.draw_id),
        records=export_records(town.house, town.draw_id),
        log=export_log(town.house),
    )

    assert [step.name.en for step in report.steps if step.status.value == "fail"] == []


def test_the_missing_receipt_brings_the_message_again_and_a_call_that_reads_it_out(opened: Opened) -> None:
    town = opened(scripts=lambda _n: "mute")
    start_calling(town.house, town.draw_id)
    town.pass_time(minutes=4)
    number = town.number_at(1)
    assert len(town.texts(number)) == 1

    town.pass_time(minutes=3)

    assert len(town.texts(number)) == 2
    assert town.texts(number)[0] == town.texts(number)[1], "the same code"
    spoken = [call for call in town.network.calls.values() if call.to == number][1:]
    assert len(spoken) == 1
    code = re.search(r"签到码：(\d{6})", town.texts(number)[0])
    assert code is not None
    assert "签到码是" in spoken[0].heard[0]
    assert "按1" not in "".join(spoken[0].heard), "it asks nothing"
    town.pass_time(minutes=10)
    assert len(town.texts(number)) == 2
    assert "no-receipt" in town.alarms()


def test_a_late_key_hears_that_the_place_is_filled_and_is_kept_beside(opened: Opened) -> None:
    town = opened(scripts=lambda _n: "late")
    start_calling(town.house, town.draw_id)
    town.pass_time(seconds=35)
    number = town.number_at(1)
    with town.house.books() as books:
        draw = load(books, town.draw_id)
        answer(town.house, books, draw, 1, "recused", {"cause": "declared"})
        books.commit()

    town.pass_time(minutes=2)

    (call,) = [one for one in town.network.calls.values() if one.to == number]
    assert any("名额已满" in heard for heard in call.heard)
    assert [(one["slot"], one["ordinal"]) for one in town.facts(HouseEvent.KEY_LATE)] == [(1, 0)]
    assert outcomes(town).count((1, "recused")) == 1


def test_who_declines_may_ask_for_leave_and_somebody_decides_on_it(opened: Opened) -> None:
    town = opened(scripts=lambda _n: "asks-leave", experts=10)
    start_calling(town.house, town.draw_id)

    town.pass_time(minutes=3)

    asked = town.facts(HouseEvent.LEAVE_ASKED)
    assert asked
    with town.house.books() as books:
        who = [one.id for one in books.pool.experts() if books.pool.leave_asked(one.id)]
        assert len(who) == len(asked)
        assert all(one.leave == () for one in books.pool.experts()), "asking is no leave yet"


def test_the_end_of_an_attempt_takes_back_what_waits_and_says_not_to_come(opened: Opened) -> None:
    town = opened(scripts=lambda n: "silent" if n % 2 else None, seats=5)
    start_calling(town.house, town.draw_id)
    town.pass_time(seconds=100)
    draw = town.draw()
    assert draw.seating is not None
    coming, waiting = draw.seating.accepted, draw.seating.open_calls
    assert coming
    assert waiting
    numbers = [town.number_at(slot) for slot in coming]

    with town.house.books() as books:
        take_back_all(town.house, books, load(books, town.draw_id))
        books.commit()
    placed = len(town.network.calls)
    town.pass_time(minutes=10)

    assert len(town.network.calls) == placed, "nobody is called any more"
    assert all(any("已取消" in text for text in town.texts(number)) for number in numbers)


def test_a_call_that_may_not_be_placed_keeps_the_seat_and_asks_a_person(opened: Opened) -> None:
    town = opened(scripts=lambda _n: "declines", experts=20)
    start_calling(town.house, town.draw_id)
    with town.house.books() as books:
        filed = load(books, town.draw_id).application_id
        version, application = books.draws.application(filed)  # type: ignore[misc]
        early = replace(application, latest_start=town.network.now + timedelta(minutes=30))
        books.draws.put_application(filed, version + 1, early)
        books.commit()

    town.pass_time(minutes=5)

    draw = town.draw()
    assert draw.seating is not None
    assert len(draw.seating.queue) == 3, "no seat is lost"
    assert town.alarms() == ["call-refused"]
    assert resume_calling(town.house) == 1
    with town.house.books() as books:
        books.draws.put_application(filed, version + 2, application)
        books.commit()
    assert resume_calling(town.house) == 0
    assert len(town.draw().seating.open_calls) == 3  # type: ignore[union-attr]
    assert town.alarms() == []


def test_without_the_signed_order_nothing_rings(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    town = opened()
    unsigned = replace(town.house, sequence=lambda: None)
    with town.house.books() as books:
        covered = type(books.journal)
    monkeypatch.setattr(covered, "covered", lambda *_given: False)

    with pytest.raises(Refusal) as refused:
        start_calling(unsigned, town.draw_id)

    assert refused.value.code == "gate-waits"
    assert town.rows(NOTICE) == []


def test_numbers_names_and_codes_stand_nowhere_in_the_open(opened: Opened, caplog: Any) -> None:
    caplog.set_level("DEBUG")
    town = opened(accept=0.6, silent=0.2, decline=0.2, experts=40)
    start_calling(town.house, town.draw_id)
    town.settle()

    with town.house.books() as books:
        people = list(books.pool.records())
    codes = [m for one in town.network.messages.values() for m in re.findall(r"签到码：(\d{6})", one.body)]
    town.engine.dispose()
    stored = b"".join(path.read_bytes() for path in town.folder.glob("panel.db*"))

    assert codes
    taints = [*(one.name for one in people), *(number for one in people for number in one.phones)]
    for taint in [*taints, *(f"签到码：{code}" for code in codes)]:
        assert taint.encode() not in stored
        assert taint.removeprefix("+86").encode() not in stored or taint in {one.name for one in people}
        assert taint not in caplog.text
    assert not any(one.phones[0] in repr(town.reports) for one in people)
    assert not any(repr(code) in repr(town.reports) for code in codes)
