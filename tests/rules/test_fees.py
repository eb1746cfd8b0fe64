"""Art. 18: the fee of one evaluation, and the sheet's way from draft to paid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.refusal import Refusal
from draw_service.rules.fees import Presence, due_date, fee_lines, total_of, yuan
from draw_service.rules.fees_sheet import (
    FeeSheet,
    Pay,
    bank_account,
    bank_fields_end,
    confirm,
    enter,
    give_back,
    mark_paid,
    overdue,
)
from scoring.calendar_source import published_calendar

from .examples import pack, shanghai, shipped

CALENDAR = published_calendar()
WEDNESDAY = shanghai("2026-06-10 09:00")
PACK = shipped()


def lines(**changes: object) -> dict[str, int]:
    there = replace(Presence(WEDNESDAY, WEDNESDAY + timedelta(hours=4)), **changes)  # type: ignore[arg-type]
    return {line.rule: line.fen for line in fee_lines(there, PACK, CALENDAR)}


def test_half_a_day_in_town() -> None:
    assert lines() == {"base": 400_00, "travel": 30_00, "meals": 50_00}


@pytest.mark.parametrize(("minutes", "further"), [(240, None), (241, 50_00), (270, 50_00), (271, 100_00)])
def test_every_half_hour_begun_beyond_the_base_is_paid(minutes: int, further: int | None) -> None:
    assert lines(left_at=WEDNESDAY + timedelta(minutes=minutes)).get("time") == further


@pytest.mark.parametrize(("km", "fen"), [(0, 30_00), (10, 30_00), (11, 80_00), (60, 80_00), (201, 400_00)])
def test_travel_goes_by_bands(km: int, fen: int) -> None:
    assert lines(km=km)["travel"] == fen


def test_who_came_for_nothing_is_paid_a_fixed_sum_and_the_way() -> None:
    gone = lines(cancelled=True, left_at=WEDNESDAY + timedelta(minutes=20), km=100)

    assert gone == {"cancelled": 200_00, "travel": 200_00, "meals": 50_00}


def test_a_day_off_adds_to_the_labour_alone() -> None:
    dragon_boat = shanghai("2026-06-19 09:00")
    off = lines(arrived_at=dragon_boat, left_at=dragon_boat + timedelta(hours=5))

    assert off == {"base": 400_00, "time": 100_00, "holiday": 500_00, "travel": 30_00, "meals": 50_00}


def test_a_night_counts_from_the_distance_on() -> None:
    until = WEDNESDAY + timedelta(hours=30)

    assert "lodging" not in lines(left_at=until, nights=1, km=59)
    assert lines(left_at=until, nights=1, km=60)["lodging"] == 300_00
    assert lines(left_at=until, nights=1, km=60)["meals"] == 100_00


def test_the_law_may_take_the_fee_away_whole() -> None:
    (line,) = fee_lines(Presence(WEDNESDAY, WEDNESDAY, km=300, emergency=True, withheld=True), PACK, CALENDAR)

    assert (line.rule, line.fen, line.article) == ("withheld", 0, "政府采购法实施条例 75")


def test_a_day_no_calendar_knows_is_refused_not_guessed() -> None:
    with pytest.raises(Refusal, match="2099"):
        lines(arrived_at=shanghai("2099-03-02 09:00"), left_at=shanghai("2099-03-02 10:00"))


presences = st.builds(
    Presence,
    arrived_at=st.integers(0, 200 * 1440).map(lambda minutes: WEDNESDAY + timedelta(minutes=minutes - 1440)),
    km=st.integers(0, 2000),
    emergency=st.booleans(),
    cancelled=st.booleans(),
    withheld=st.booleans(),
)
spans = st.integers(0, 120 * 60 * 60).map(lambda seconds: timedelta(seconds=seconds))


@given(presences, spans)
def test_a_line_is_never_negative_and_names_its_article(there: Presence, span: timedelta) -> None:
    found = fee_lines(replace(there, left_at=there.arrived_at + span), PACK, CALENDAR)

    assert found
    assert all(line.fen >= 0 and line.quantity >= 0 and line.article for line in found)
    assert total_of(found) == sum(line.fen for line in found)
    assert len({line.rule for line in found}) == len(found)


@given(presences, spans, spans, st.integers(0, 500))
def test_more_time_and_more_way_never_pay_less(
    there: Presence, one: timedelta, other: timedelta, further: int
) -> None:
    short, long = sorted((one, other))
    less = replace(there, left_at=there.arrived_at + short)
    more = replace(there, left_at=there.arrived_at + long, km=there.km + further)

    assert total_of(fee_lines(less, PACK, CALENDAR)) <= total_of(fee_lines(more, PACK, CALENDAR))


@given(presences, spans)
def test_an_emergency_never_pays_less(there: Presence, span: timedelta) -> None:
    calm = replace(there, left_at=there.arrived_at + span, emergency=False)

    extra = total_of(fee_lines(replace(calm, emergency=True), PACK, CALENDAR)) - total_of(
        fee_lines(calm, PACK, CALENDAR)
    )

    assert extra == (0 if there.withheld else PACK.int("fee_emergency_fen"))


@pytest.mark.parametrize(
    ("ended", "last"),
    [
        (date(2026, 6, 10), date(2026, 7, 10)),
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2026, 12, 15), date(2027, 1, 15)),
        (date(2026, 11, 30), date(2026, 12, 30)),
    ],
)
def test_a_sheet_is_due_a_month_later(ended: date, last: date) -> None:
    assert due_date(ended, PACK) == last


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(1, 24))
def test_the_last_day_lies_in_the_month_asked_for(ended: date, months: int) -> None:
    last = due_date(ended, pack(fee_sheet_months=months))

    assert (last.year * 12 + last.month) - (ended.year * 12 + ended.month) == months
    assert last.day == ended.day or (last.day < ended.day and (last + timedelta(days=1)).day == 1)


def test_bands_and_amounts_must_fit() -> None:
    broken = pack(fee_travel_fen=(1, 2))

    with pytest.raises(Refusal, match="one amount more"):
        fee_lines(Presence(WEDNESDAY, WEDNESDAY), broken, CALENDAR)


@pytest.mark.parametrize(
    "wrong", [{"left_at": WEDNESDAY - timedelta(minutes=1)}, {"km": -1}, {"nights": 3}, {"nights": -1}]
)
def test_times_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(Refusal):
        lines(**wrong)


def test_money_is_written_as_people_write_it() -> None:
    assert [yuan(fen) for fen in (0, 5, 1234_50, 1_000_000_00)] == [
        "0.00",
        "0.05",
        "1,234.50",
        "1,000,000.00",
    ]


# --- the sheet --------------------------------------------------------------------------------------------

LEFT = WEDNESDAY + timedelta(hours=4)


def sheet() -> FeeSheet:
    pays = tuple(Pay(str(n), f"E{n}", WEDNESDAY, Presence(WEDNESDAY)) for n in (1, 2))
    return FeeSheet("D-1", "test/1", WEDNESDAY, WEDNESDAY, pays, writers=("ann",))


def written(old: FeeSheet, reason: str = "", by: str = "ann", **places: Presence) -> FeeSheet:
    return enter(old, {name[1:]: p for name, p in places.items()}, by, reason, LEFT, PACK, CALENDAR)


def full() -> FeeSheet:
    return written(sheet(), p1=Presence(WEDNESDAY, LEFT), p2=Presence(WEDNESDAY, LEFT, km=70))


def refused(code: str, act: object) -> None:
    with pytest.raises(Refusal) as caught:
        act()  # type: ignore[operator]
    assert caught.value.code == code


def test_the_total_of_a_sheet_is_the_sum_of_its_people() -> None:
    assert full().total == sum(pay.total for pay in full().pays) == 480_00 + 650_00
    assert full().due(PACK) == date(2026, 7, 10)


def test_a_first_entry_needs_no_reason_and_a_correction_does() -> None:
    again = Presence(WEDNESDAY, LEFT + timedelta(hours=1))
    refused("fee-reason-missing", lambda: written(full(), p1=again))

    changed = written(full(), "按监控更正", "ben", p1=again)

    assert changed.pay("1").changes[-1].before == Presence(WEDNESDAY, LEFT)
    assert changed.writers == ("ann", "ben")
    refused("fee-reason-missing", lambda: written(sheet(), p1=Presence(WEDNESDAY - timedelta(hours=1), LEFT)))
    refused("fee-reason-missing", lambda: written(sheet(), p1=Presence(WEDNESDAY, LEFT, withheld=True)))


def test_nobody_confirms_what_they_wrote_and_nothing_half_written() -> None:
    refused("fee-sheet-incomplete", lambda: confirm(sheet(), "ben", LEFT))
    refused("own-act", lambda: confirm(full(), "ann", LEFT))

    done = confirm(full(), "ben", LEFT)

    assert (done.state, done.confirmed_by) == ("confirmed", "ben")
    refused("fee-sheet-settled", lambda: confirm(done, "ben", LEFT))
    refused("fee-sheet-settled", lambda: written(done, "r", p1=Presence(WEDNESDAY, LEFT, km=3)))
    assert give_back(done, "里程有误").state == "draft"
    refused("fee-reason-missing", lambda: give_back(done, ""))


def test_it_is_paid_when_everybody_is() -> None:
    done = confirm(full(), "ben", LEFT)
    day, today = date(2026, 6, 20), date(2026, 6, 21)
    refused("fee-sheet-settled", lambda: mark_paid(full(), ["1"], day, "V-1", "t", today))
    refused("paid-day-wrong", lambda: mark_paid(done, ["1"], date(2026, 6, 22), "V-1", "t", today))
    refused("paid-day-wrong", lambda: mark_paid(done, ["1"], date(2026, 6, 9), "V-1", "t", today))

    half = mark_paid(done, ["1"], day, "V-1", "t", today)
    whole = mark_paid(half, ["1", "2"], today, "V-2", "t", today)

    assert half.state == "confirmed"
    assert whole.state == "paid"
    assert [pay.voucher for pay in whole.pays] == ["V-1", "V-2"]
    refused("fee-sheet-settled", lambda: give_back(half, "r"))
    assert overdue(half, PACK, date(2026, 7, 11))
    assert not overdue(half, PACK, date(2026, 7, 10))
    assert not overdue(whole, PACK, date(2027, 1, 1))


def test_an_account_is_digits_and_forgotten_in_time() -> None:
    assert bank_account(" 甲 ", "银行", "6222 0200-1234 5678").number == "6222020012345678"
    for number in ("1234567", "6222a", "٦٢٢٢٠٢٠٠١٢٣٤", ""):
        refused("bank-fields-wrong", lambda number=number: bank_account("甲", "银行", number))
    assert bank_fields_end([], PACK) is None
    assert bank_fields_end([date(2026, 6, 1), date(2026, 6, 20)], PACK) == date(2026, 9, 18)
