"""The table of acts: from where to where, by whom; declarations, pools, changes of an entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draw_service.rules.eligibility import ineligible
from draw_service.rules.people import Company, ExpertRecord, Period
from draw_service.rules.pool_changes import changes, read_typed, texts_of
from draw_service.rules.pool_declarations import declared_until, keeps_out_from, remind_from, reminder_due
from draw_service.rules.pool_keeping import (
    ACTS,
    STANDINGS,
    STATES,
    Case,
    CaseData,
    CaseState,
    Standing,
    acts_from,
    asks_regulator,
    must_allow,
    must_wait_for_decision,
    must_wait_for_review,
    standing_now,
)
from draw_service.rules.refusals import CaseDecided, NotInThisStanding, PoolUnlawful, ReviewMissing
from draw_service.rules.scope import check_pools, out_of_scope, pools_for
from scoring.rules.working_days import civil_date
from tests.rules.examples import NOW, application, expert, pack, shanghai, shipped
from tests.rules.records import expert_records
from tests.usecases.register import record

DAYS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(  # noqa: DTZ001
    lambda at: at.replace(tzinfo=NOW.tzinfo, microsecond=0)
)
ENTRY_ACTS = [kind for kind, act in ACTS.items() if act.origin]


@pytest.mark.parametrize("kind", ENTRY_ACTS)
@pytest.mark.parametrize("standing", get_args(Standing))
def test_an_act_is_done_from_where_the_table_says_and_nowhere_else(kind: str, standing: Standing) -> None:
    if standing in ACTS[kind].origin:  # type: ignore[index]
        must_allow(kind, standing)  # type: ignore[arg-type]
    else:
        with pytest.raises(NotInThisStanding):
            must_allow(kind, standing)  # type: ignore[arg-type]


def test_nobody_comes_back_from_the_dead_and_everybody_living_can_come_back() -> None:
    assert acts_from("deceased") == ()
    reached, before = {"outside"}, set()
    while reached != before:
        before = set(reached)
        reached |= {act.to for act in ACTS.values() if act.to and act.origin & reached}
    assert reached == set(get_args(Standing)) == set(STANDINGS)
    for standing in ("member", "suspended", "removed"):
        back, seen = {standing}, set()
        while back != seen:
            seen = set(back)
            back |= {act.to for act in ACTS.values() if act.to and act.origin & back}
        assert "member" in back


@given(DAYS, st.integers(-400, 400), st.integers(1, 400))
def test_a_suspension_ends_by_itself(now: datetime, begins: int, lasts: int) -> None:
    start = now + timedelta(days=begins)
    span = Period(start, start + timedelta(days=lasts))
    holds = span.start <= now < span.end  # type: ignore[operator]
    assert standing_now("suspended", False, [span], now) == ("suspended" if holds else "member")
    assert standing_now(None, True, [span], now) == "removed"
    assert standing_now("deceased", True, [span], now) == "deceased"


def case(kind: str, state: CaseState) -> Case:
    return Case("C1", kind, "E000001", "R", state, CaseData("x"), "A", NOW)  # type: ignore[arg-type]


def test_admission_waits_for_the_regulator_then_for_a_keeper() -> None:
    must_wait_for_review(case("admit", "filed"), shipped())
    with pytest.raises(ReviewMissing):
        must_wait_for_decision(case("admit", "filed"), shipped())
    must_wait_for_decision(case("admit", "reviewed"), shipped())
    must_wait_for_decision(case("suspend", "filed"), shipped())
    for state in set(STATES) - {"filed", "reviewed"}:
        with pytest.raises(CaseDecided):
            must_wait_for_decision(case("admit", state), shipped())
    for kind, state in (("suspend", "filed"), ("admit", "reviewed"), ("admit", "refused")):
        with pytest.raises(CaseDecided):
            must_wait_for_review(case(kind, state), shipped())  # type: ignore[arg-type]
    assert {kind for kind in ACTS if asks_regulator(kind, shipped())} == {
        *("admit", "suspend", "resume", "remove", "readmit")
    }


# --- declarations -----------------------------------------------------------------------------------------


def test_a_declaration_holds_to_the_same_day_of_a_month() -> None:
    rules = pack(declaration_months=6)
    assert declared_until(shanghai("2026-08-31 10:00"), rules) == date(2027, 2, 28)
    assert declared_until(shanghai("2026-03-01 00:30"), shipped()) == date(2027, 3, 1)


def test_without_a_declaration_nobody_is_drawn_after_the_grace_and_the_other_reading_only_reminds() -> None:
    told = shanghai("2025-06-10 09:00")
    someone = replace(expert(), declared_at=told)
    period = Period(NOW, NOW + timedelta(hours=4))
    for day, why in (("2026-07-10 23:59", None), ("2026-07-11 00:00", "not-available")):
        assert ineligible(someone, period, (), shanghai(day), shipped()) == why
        assert ineligible(someone, period, (), shanghai(day), pack(declaration_expired="remind")) is None
    assert ineligible(expert(), period, (), NOW + timedelta(days=9999), shipped()) is None


@given(DAYS, st.integers(0, 800), st.integers(1, 24))
def test_whoever_may_have_to_be_reminded_is_looked_at(now: datetime, ago: int, months: int) -> None:
    rules = pack(declaration_months=months)
    declared = now - timedelta(days=ago)
    if reminder_due(declared, frozenset(), now, rules) is not None:
        assert declared < remind_from(now, rules)
    first = keeps_out_from(declared, rules)
    assert first is not None
    assert first > declared_until(declared, rules)


def test_each_reminder_goes_once_and_missed_ones_are_not_caught_up() -> None:
    declared = shanghai("2026-01-01 09:00")
    sent: set[int] = set()
    found = []
    for left in (61, 60, 45, 30, 5, 0, -3):
        now = shanghai("2027-01-01 09:00") - timedelta(days=left)
        due = reminder_due(declared, frozenset(sent), now, shipped())
        sent |= {due} if due is not None else set()
        found.append(due)
    assert found == [None, 60, None, 30, 7, None, None]
    assert reminder_due(declared, frozenset(), shanghai("2027-01-05 09:00"), shipped()) == 7


# --- pools ------------------------------------------------------------------------------------------------


def test_which_project_draws_from_which_pool() -> None:
    own, finance, far = (replace(expert(), pool=code) for code in ("1", "2", "9"))
    apart = pack(pools_tendering=("own",), pools_government_procurement=("finance",))
    tender, buying = application(), application(procurement="government-procurement")
    assert [out_of_scope(one, tender, apart) for one in (own, finance, far)] == [
        *(None, "other-pool", "other-pool")
    ]
    assert [out_of_scope(one, buying, apart) for one in (own, finance, far)] == [
        *("other-pool", None, "other-pool")
    ]
    assert [out_of_scope(one, tender, shipped()) for one in (own, finance, far)] == [None, None, "other-pool"]
    assert out_of_scope(far, application(pools=("9",)), apart) is None


def test_an_application_names_a_pool_its_kind_draws_from_or_a_neighbouring_one() -> None:
    apart = pack(pools_tendering=("own",), pools_government_procurement=("finance",))
    check_pools(application(pools=("1", "9")), apart)
    with pytest.raises(PoolUnlawful) as refused:
        check_pools(application(pools=("1",), procurement="government-procurement"), apart)
    assert "财政部门" in refused.value.say("zh")
    assert "finance department" in refused.value.say("en")
    assert pools_for("inquiry", shipped()) == ("own", "finance")


# --- an entry typed in and compared -----------------------------------------------------------------------


@given(expert_records())
def test_an_entry_typed_as_it_stands_is_the_same_entry(someone: ExpertRecord) -> None:
    again, problems = read_typed(texts_of(someone), {}, someone)
    assert problems == ()
    assert again is not None
    assert changes(someone, again) == ()
    assert (again.leave, again.suspended) == (someone.leave, someone.suspended)


def test_changes_name_the_field_and_both_words() -> None:
    old = record(1)
    new = replace(old, professional="教授级高工", employer=Company("鹤测新单位"))
    assert {one.field: (one.was, one.became) for one in changes(old, new)} == {
        "PROFESSIONAL": ("高级工程师", "教授级高工"),
        "COMPANY": (old.employer.name, "鹤测新单位"),
        "COMPANY_CODE": (old.employer.code, ""),
    }


def test_what_is_wrong_with_a_typed_entry_is_said_by_field() -> None:
    typed = {**texts_of(record(1)), "PHONE_NUMBER": "12", "EXPERT_NAME": "", "MAJOR_CODE": "A0801 x1"}
    found, problems = read_typed(typed, {})
    assert found is None
    assert {one.column for one in problems} >= {"PHONE_NUMBER", "EXPERT_NAME", "MAJOR_CODE"}
    assert civil_date(NOW) == date(2026, 6, 10)
