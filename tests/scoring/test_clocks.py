"""Both clocks of Art. 21, publication and what time alone brings, also after a long sleep."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from freezegun import freeze_time

from audit.events import HouseEvent
from draw_service.wiring import SystemClock
from scoring.rules.entries import Entry
from scoring.rules.objections import Objection, said, warned
from scoring.rules.publication import HistoryRequest, Publication, shown
from scoring.rules.refusals import (
    ConductNotFound,
    NotApproved,
    NotInThisState,
    ObjectionOpen,
    ObjectionTooLate,
    ReasonNeeded,
    RoleNotAllowed,
    SecondPersonNeeded,
)
from scoring.rules.stops import Rectification
from scoring.rules.working_days import SHANGHAI, CalendarYearConfirmed, Year
from scoring.usecases.accept_objection import accept_objection
from scoring.usecases.answer_objection import answer_objection
from scoring.usecases.answer_rectification import answer_rectification
from scoring.usecases.approve_history import approve_history
from scoring.usecases.close_rectification import close_rectification
from scoring.usecases.file_objection import file_objection
from scoring.usecases.load_calendar import load_calendar
from scoring.usecases.look_history import look_history
from scoring.usecases.order_rectification import order_rectification
from scoring.usecases.refuse_objection import refuse_objection
from scoring.usecases.request_history import request_history
from scoring.usecases.reverse_entry import reverse_entry
from scoring.usecases.review_publication import review_publication
from scoring.usecases.tick_due import tick_due
from scoring.usecases.warn_calendar import warn_calendar
from tests.scoring.fakes import ANN, BEN, EVE, LEA, OTTO, ROSE, TOM, Bureau
from tests.scoring.test_ledger import in_effect, points

MARCH = datetime(2026, 3, 2, 4, tzinfo=UTC)  # a Monday
SECOND = timedelta(seconds=1)


def end_of_day(*day: int) -> datetime:
    """24:00 in Shanghai."""
    return datetime.combine(date(*day) + timedelta(1), time(), SHANGHAI).astimezone(UTC)  # type: ignore[misc]


def object_to(here: Bureau, entry: str) -> str:
    return file_objection(here.office, "entry", entry, "E000001", "我按时到了", EVE)


def publication_of(here: Bureau, entry: str) -> Publication:
    held = here.shelf.score_records.items()
    (found,) = (each for (kind, _id), each in held if kind == "publication" and each.subject == entry)
    assert isinstance(found, Publication)
    return found


# --- objections ---------------------------------------------------------------------------------------------


def test_the_window_closes_at_24_00_of_the_tenth_working_day() -> None:
    here = Bureau(MARCH)
    id = in_effect(here)
    here.now = end_of_day(2026, 3, 16) - SECOND
    object_to(here, id)
    late = Bureau(MARCH)
    id = in_effect(late)
    late.now = end_of_day(2026, 3, 16)
    with pytest.raises(ObjectionTooLate, match="2026-03-16"):
        object_to(late, id)


@pytest.mark.parametrize(
    ("noticed", "last"),
    [
        # The Spring Festival of 2026 (15-23 February) with work on Saturdays 14 and 28 February.
        (datetime(2026, 2, 13, 4, tzinfo=UTC), "2026-03-05"),
        # Told on New Year's Eve: 1-3 January off, Sunday the 4th a make-up workday.
        (datetime(2025, 12, 31, 4, tzinfo=UTC), "2026-01-15"),
        # 16:30 UTC on Friday is Saturday in Shanghai.
        (datetime(2026, 3, 6, 16, 30, tzinfo=UTC), "2026-03-20"),
        # A leap day is a day like any other.
        (datetime(2024, 2, 28, 4, tzinfo=UTC), "2024-03-13"),
    ],
)
def test_the_window_runs_over_make_up_workdays(noticed: datetime, last: str) -> None:
    here = Bureau(noticed)
    entry = here.record(Entry, in_effect(here))
    assert entry.window is not None
    assert entry.window.date.isoformat() == last


def test_only_ones_own_entry_and_one_objection_at_a_time() -> None:
    here = Bureau(MARCH)
    id = in_effect(here)
    with pytest.raises(ConductNotFound):
        file_objection(here.office, "entry", id, "E000002", "?", EVE)
    with pytest.raises(ConductNotFound):
        file_objection(here.office, "annual", id, "E000001", "?", EVE)
    with pytest.raises(ReasonNeeded):
        file_objection(here.office, "entry", id, "E000001", "  ", EVE)
    first = object_to(here, id)
    with pytest.raises(ObjectionOpen):
        object_to(here, id)
    refuse_objection(here.office, first, LEA, "no reason given")
    object_to(here, id)


def test_accepted_then_answered_within_ten_working_days() -> None:
    here = Bureau(MARCH)
    objection = object_to(here, in_effect(here))
    with pytest.raises(RoleNotAllowed):
        accept_objection(here.office, objection, ROSE)
    here.wait(days=2)
    accept_objection(here.office, objection, LEA)
    held = here.record(Objection, objection)
    assert held.answer_by is not None
    assert (held.answer_by.date, held.deemed) == (date(2026, 3, 18), False)
    assert said(held.answer_by, "zh") == "2026-03-18"
    assert not warned(held.answer_by, here.now)
    assert warned(held.answer_by, end_of_day(2026, 3, 18) - timedelta(days=2))
    answer_objection(here.office, objection, "upheld", "监控显示迟到", LEA)
    assert points(here) == 90
    with pytest.raises(NotInThisState):
        answer_objection(here.office, objection, "revoked", "again", LEA)


def test_silence_of_three_working_days_is_acceptance_on_filing() -> None:
    here = Bureau(MARCH)
    objection = object_to(here, in_effect(here))
    here.now = end_of_day(2026, 3, 5) - SECOND
    assert tick_due(here.office) == 0
    here.now += SECOND
    assert tick_due(here.office) == 1
    held = here.record(Objection, objection)
    assert held.answer_by is not None
    assert (held.state, held.deemed, held.accepted_at) == ("accepted", True, held.filed_at)
    assert held.answer_by.date == date(2026, 3, 16)
    assert tick_due(here.office) == 0
    with pytest.raises(NotInThisState):
        refuse_objection(here.office, objection, LEA, "too late for that")
    here.now = end_of_day(2026, 3, 16)
    assert tick_due(here.office) == 1
    assert here.record(Objection, objection).escalated_at == here.now
    assert len(here.facts(HouseEvent.OBJECTION_ESCALATED)) == 1
    answer_objection(here.office, objection, "revoked", "查无此事", LEA)
    assert points(here) == 100


def test_after_a_long_sleep_one_tick_does_both() -> None:
    here = Bureau(MARCH)
    objection = object_to(here, in_effect(here))
    here.wait(days=90)
    assert tick_due(here.office) == 1
    held = here.record(Objection, objection)
    assert held.deemed
    assert held.escalated_at == here.now
    assert tick_due(here.office) == 0


def test_an_act_sees_the_lapse_no_tick_has_written() -> None:
    here = Bureau(MARCH)
    objection = object_to(here, in_effect(here))
    here.wait(days=5)
    with pytest.raises(NotInThisState):
        refuse_objection(here.office, objection, LEA, "no")
    answer_objection(here.office, objection, "revoked", "查实", LEA)
    assert here.record(Objection, objection).deemed


def test_changed_takes_the_right_item() -> None:
    here = Bureau(MARCH)
    id = in_effect(here, 10)
    objection = object_to(here, id)
    accept_objection(here.office, objection, LEA)
    with pytest.raises(ReasonNeeded):
        answer_objection(here.office, objection, "changed", "应为第九项", LEA)
    answer_objection(here.office, objection, "changed", "应为第九项", LEA, 9)
    assert points(here) == 95
    assert here.record(Entry, id).state == "reversed"
    assert publication_of(here, id).state == "withdrawn"
    (made,) = (each for each in here.shelf.score_records.values() if getattr(each, "origin", "") == id)
    assert (made.item, made.state) == (9, "effective")


# --- publication --------------------------------------------------------------------------------------------


def test_publication_waits_for_review_and_window_and_ends_by_itself() -> None:
    here = Bureau(MARCH)
    id = in_effect(here, 12)
    waiting = publication_of(here, id)
    for person in (ANN, BEN):  # who drafted, who confirmed
        with pytest.raises(SecondPersonNeeded):
            review_publication(here.office, waiting.id, person)
    with pytest.raises(RoleNotAllowed):
        review_publication(here.office, waiting.id, TOM)
    here.now = end_of_day(2026, 3, 16)
    assert tick_due(here.office) == 0  # nobody reviewed it
    here.now -= SECOND
    review_publication(here.office, waiting.id, ROSE)
    assert publication_of(here, id).state == "waiting"
    here.now += SECOND
    assert tick_due(here.office) == 1
    published = publication_of(here, id)
    assert published.until is not None
    assert published.until.date == date(2026, 3, 24)  # five days from the 17th, the day it began
    assert shown(published, end_of_day(2026, 3, 24) - SECOND)
    assert not shown(published, end_of_day(2026, 3, 24))  # although nothing has ticked
    here.now = end_of_day(2026, 3, 24) + timedelta(days=40)
    assert tick_due(here.office) == 1
    assert publication_of(here, id).state == "background"


def test_a_late_review_publishes_at_once() -> None:
    here = Bureau(MARCH)
    id = in_effect(here, 20)
    here.wait(days=30)
    review_publication(here.office, publication_of(here, id).id, ROSE)
    assert publication_of(here, id).state == "published"


def test_nothing_is_published_while_an_objection_is_open() -> None:
    here = Bureau(MARCH)
    id = in_effect(here, 11)
    review_publication(here.office, publication_of(here, id).id, ROSE)
    here.wait(days=10)
    objection = object_to(here, id)
    here.wait(days=20)
    tick_due(here.office)
    assert publication_of(here, id).state == "waiting"
    answer_objection(here.office, objection, "upheld", "属实", LEA)
    tick_due(here.office)
    assert publication_of(here, id).state == "published"
    reverse_entry(here.office, id, ROSE, "new evidence")
    assert not shown(publication_of(here, id), here.now)


def test_items_without_the_mark_are_not_published() -> None:
    here = Bureau(MARCH)
    in_effect(here, 18)
    assert not any(kind == "publication" for kind, _id in here.shelf.score_records)


def test_what_holds_a_secret_is_withheld() -> None:
    here = Bureau(MARCH)
    id = in_effect(here, 10)
    review_publication(here.office, publication_of(here, id).id, ROSE, withheld="state secret")
    assert publication_of(here, id).state == "withdrawn"


def test_history_is_asked_for_approved_by_another_and_each_look_logged() -> None:
    here = Bureau(MARCH)
    id = in_effect(here, 10)
    here.wait(days=20)
    review_publication(here.office, publication_of(here, id).id, ROSE)
    here.wait(days=20)
    tick_due(here.office)
    request = request_history(here.office, "E000001", "招标人核查", ROSE)
    with pytest.raises(NotApproved):
        look_history(here.office, request, ROSE)
    with pytest.raises(SecondPersonNeeded):
        approve_history(here.office, request, ROSE)
    approve_history(here.office, request, OTTO)
    ((kept, entry),) = look_history(here.office, request, ROSE)
    assert (kept.state, entry.id) == ("background", id)
    with pytest.raises(NotApproved):
        look_history(here.office, request, OTTO)
    assert len(here.facts(HouseEvent.HISTORY_SEEN)) == 1
    denied = request_history(here.office, "E000001", "好奇", TOM)
    approve_history(here.office, denied, OTTO, approved=False)
    assert here.record(HistoryRequest, denied).state == "denied"


# --- orders, calendar ---------------------------------------------------------------------------------------


def test_an_order_has_a_last_day_and_is_overdue_after_it() -> None:
    here = Bureau(MARCH)
    order = order_rectification(here.office, "E000001", "补交资料", ROSE)
    assert here.record(Rectification, order).until == date(2026, 3, 17)
    here.now = end_of_day(2026, 3, 17) - SECOND
    assert tick_due(here.office) == 0
    here.now += SECOND
    assert tick_due(here.office) == 1
    assert tick_due(here.office) == 0
    with pytest.raises(ConductNotFound):
        answer_rectification(here.office, order, "E000002", "已补", EVE)
    answer_rectification(here.office, order, "E000001", "已补", EVE)
    close_rectification(here.office, order, ROSE, enough=False)
    assert here.record(Rectification, order).state == "ordered"
    answer_rectification(here.office, order, "E000001", "这次真的补了", EVE)
    close_rectification(here.office, order, ROSE)
    assert here.record(Rectification, order).state == "closed"


def holidays_of(year: int) -> frozenset[date]:
    return frozenset({date(year, 1, 1), date(year, 10, 1)})


def test_a_provisional_year_is_marked_and_gives_way_to_the_notice() -> None:
    here = Bureau(datetime(2026, 12, 28, 4, tzinfo=UTC))
    assert warn_calendar(here.office) == date(2027, 1, 1)
    load_calendar(here.office, Year(2027, holidays_of(2027), frozenset(), provisional=True), ANN)
    entry = here.record(Entry, in_effect(here))
    assert entry.window is not None
    assert entry.window.provisional
    assert said(entry.window, "zh").endswith("（暂定）")
    assert warn_calendar(here.office) == date(2027, 1, 1)
    load_calendar(here.office, Year(2027, holidays_of(2027), frozenset()), ANN)
    assert warn_calendar(here.office) is None
    with pytest.raises(CalendarYearConfirmed):
        load_calendar(here.office, Year(2027, holidays_of(2027), frozenset(), provisional=True), ANN)
    loaded = here.facts(HouseEvent.CALENDAR_LOADED)
    assert [(body["year"], body["provisional"]) for body in loaded] == [(2027, True), (2027, False)]


def test_a_row_without_a_calendar_waits_and_stops_no_other() -> None:
    here = Bureau(datetime(2026, 12, 14, 4, tzinfo=UTC))
    stuck = publication_of(here, in_effect(here, 10))
    order = order_rectification(here.office, "E000001", "补交", ROSE)
    review_publication(here.office, stuck.id, ROSE)
    here.now = datetime(2026, 12, 30, 4, tzinfo=UTC)
    assert tick_due(here.office) == 1
    assert here.record(Rectification, order).overdue_at == here.now
    assert here.record(Publication, stuck.id).state == "waiting"
    load_calendar(here.office, Year(2027, holidays_of(2027), frozenset()), ANN)
    assert tick_due(here.office) == 1
    assert here.record(Publication, stuck.id).state == "published"


@pytest.mark.parametrize(
    ("wall", "year"), [("2025-12-31 15:59:59", 2025), ("2025-12-31 16:00:00", 2026)], ids=["before", "after"]
)
def test_the_machines_clock_at_the_turn_of_the_year(wall: str, year: int) -> None:
    with freeze_time(wall):
        here = Bureau(SystemClock().now())
        here.wait(hours=1)
        in_effect(here)  # the act was an hour ago: at the frozen second
    assert points(here, year) == 90
    assert points(here, 4051 - year) == 100
