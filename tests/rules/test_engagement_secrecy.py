"""What counts and refusals may tell of engagements (Art. 8(3), 9(2))."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from draw_service.rules.codes import WHY_WORDS
from draw_service.rules.engagement_secrecy import ASIDE, aside, over, reasons_told, told
from draw_service.rules.people import Engagement, Period
from tests.rules.examples import NOW, pack, shipped

OPEN = pack(engagements_told="all")
hours = st.integers(-500, 500)


@st.composite
def engagements(draw: st.DrawFn) -> Engagement:
    start = draw(hours)
    end = draw(st.none() | st.integers(start + 1, start + 100))
    period = Period(NOW + timedelta(hours=start), None if end is None else NOW + timedelta(hours=end))
    return Engagement(draw(st.sampled_from(["E1", "E2", "E3"])), draw(st.sampled_from("abcd")), period)


@given(
    st.lists(engagements(), max_size=6), st.sets(st.sampled_from("abcd")), st.lists(engagements(), max_size=4)
)
def test_a_seat_under_a_seal_changes_nothing_that_is_told(
    held: list[Engagement], unsealed: set[str], sealed: list[Engagement]
) -> None:
    """Whoever is engaged besides in draws that are not opened, or whose evaluation goes on: told the same."""
    hidden = [one for one in sealed if one.draw_id not in unsealed or not over([one], NOW)]
    assert told([*held, *hidden], unsealed, NOW, shipped()) == told(held, unsealed, NOW, shipped())
    assert told([*held, *hidden], unsealed, NOW, OPEN) == [*held, *hidden]


def test_an_evaluation_that_is_over_and_was_opened_is_told_from_its_end_on() -> None:
    one = Engagement("E1", "a", Period(NOW - timedelta(hours=4), NOW))
    assert told([one], {"a"}, NOW, shipped()) == [one]
    assert told([one], {"a"}, NOW - timedelta(seconds=1), shipped()) == []
    assert told([one], {"b"}, NOW, shipped()) == []
    assert over([Engagement("E1", "a", Period(NOW - timedelta(days=9)))], NOW) == []


def test_a_paper_gives_the_sum_until_the_hours_are_over() -> None:
    counted, hours = {"leave": 2, "engaged": 3}, Period(NOW, NOW + timedelta(hours=4))
    early, late = NOW + timedelta(hours=4) - timedelta(seconds=1), NOW + timedelta(hours=4)
    by_reason = (("engaged", 3), ("leave", 2))
    assert reasons_told(counted, hours, early, shipped()) == (("", 5),)
    assert reasons_told(counted, hours, late, shipped()) == by_reason
    assert reasons_told(counted, hours, early, OPEN) == by_reason
    assert reasons_told({}, hours, early, shipped()) == ()


def test_one_sentence_for_every_reason() -> None:
    assert {aside(why, shipped()) for why in WHY_WORDS} == {ASIDE}
    assert [aside(why, OPEN) for why in WHY_WORDS] == list(WHY_WORDS.values())
