"""The transaction catalogue: which projects draw here, how a table is read, what two people change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.refusal import Refusal
from draw_service.rules.applications import Listing
from draw_service.rules.catalogue import (
    CATEGORIES,
    SHIPPED,
    Edition,
    Line,
    check_edition,
    compare,
    confirm,
    in_force,
    judge,
    judge_again,
    lines_on,
    withdraw,
)
from draw_service.rules.catalogue_rows import HEADS, read_lines, write_lines
from tests.rules.examples import application, pack

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
TODAY = date(2026, 3, 2)
WORKS = Line("A01", "construction", "工程施工", 400_000_000, "第16号令")
ROW = ("A01", "工程建设项目招标投标", "工程施工", "4,000,000", "第16号令")


def edition(day: date, *lines: Line, state: str = "confirmed", number: str = "CAT-2026-0001") -> Edition:
    return Edition(number, "市办〔2026〕1号", day, lines, state, "ann", NOW)  # type: ignore[arg-type]


def refused(code: str) -> pytest.RaisesExc[Refusal]:
    return pytest.RaisesExc(Refusal, check=lambda one: one.code == code)


@given(budget=st.integers(0, 10**12), threshold=st.integers(0, 10**12))
def test_a_listed_project_must_draw_here_from_its_threshold_on(budget: int, threshold: int) -> None:
    table = edition(TODAY, replace(WORKS, threshold_fen=threshold))
    found = judge(Listing("A01"), budget, table, TODAY, pack())
    assert found is not None
    assert (found.duty == "may") == (0 < budget < threshold)
    assert (found.edition, found.name) == (table.id, "工程施工")


def test_a_project_outside_the_catalogue_may_and_another_law_goes_first() -> None:
    outside = judge(Listing(why="not-listed"), 10**12, SHIPPED, TODAY, pack())
    other = judge(Listing(why="other-law", law="某法第三条"), 10**12, SHIPPED, TODAY, pack())
    assert outside is not None
    assert other is not None
    assert (outside.duty, other.duty, other.law) == ("may", "other-rule", "某法第三条")
    with refused("catalogue-line-missing"):
        judge(Listing(why="other-law"), 0, SHIPPED, TODAY, pack())
    with refused("catalogue-line-unknown"):
        judge(Listing("Z99"), 0, SHIPPED, TODAY, pack())


def test_who_says_nothing_is_asked_only_where_the_pack_says_always() -> None:
    assert judge(None, 0, SHIPPED, TODAY, pack()) is None
    with refused("catalogue-line-missing"):
        judge(None, 0, SHIPPED, TODAY, pack(catalogue_line="always"))


def test_a_change_keeps_what_was_judged_while_line_and_sum_stay() -> None:
    was = judge(Listing("A01"), 10**9, SHIPPED, TODAY, pack())
    before = application(catalogue=was, budget_fen=10**9)
    gone = edition(TODAY, replace(WORKS, code="B09"))
    again = replace(before, catalogue=Listing("A01"))
    assert judge_again(before, again, gone, TODAY, pack()) == before.catalogue
    assert judge_again(before, replace(again, catalogue=None), gone, TODAY, pack()) == before.catalogue
    with refused("catalogue-line-unknown"):
        judge_again(before, replace(again, budget_fen=1), gone, TODAY, pack())
    silent = replace(before, catalogue=None)
    always = pack(catalogue_line="always")
    assert judge_again(silent, silent, gone, TODAY, always) is None


def test_an_edition_holds_from_its_day_until_the_next_and_a_line_within_its_own_days() -> None:
    first = edition(date(2026, 3, 3), WORKS)
    second = edition(date(2026, 5, 1), replace(WORKS, valid_to=date(2026, 6, 30)), number="CAT-2026-0002")
    draft = edition(date(2026, 4, 1), state="proposed", number="CAT-2026-0003")
    known = [second, draft, first]
    held = [in_force(known, day) for day in (TODAY, date(2026, 3, 3), date(2026, 4, 30), date(2026, 5, 1))]
    assert held == [SHIPPED, first, first, second]
    assert [len(lines_on(second, date(2026, *day))) for day in ((6, 30), (7, 1))] == [1, 0]


def test_no_edition_reaches_back_or_changes_nothing() -> None:
    held = edition(date(2026, 4, 1), WORKS)
    tomorrow = TODAY + timedelta(days=1)
    more = (WORKS, replace(WORKS, code="A02"))
    for day in (TODAY, date(2026, 4, 1)):
        with refused("catalogue-too-early"):
            check_edition([held], edition(day, *more), TODAY)
    with refused("catalogue-unchanged"):
        check_edition([held], edition(date(2026, 4, 2), WORKS), TODAY)
    assert check_edition([], edition(tomorrow, *SHIPPED.lines, WORKS), TODAY).same == len(SHIPPED.lines) - 1
    found = check_edition([held], edition(date(2026, 4, 2), *more), TODAY)
    assert ([one.code for one in found.added], found.same) == (["A02"], 1)


def test_another_person_confirms_and_what_is_decided_stays() -> None:
    day = date(2026, 4, 1)
    draft = edition(day, WORKS, state="proposed")
    with refused("own-act"):
        confirm(draft, "ann", NOW, [], TODAY)
    done = confirm(draft, "ben", NOW + timedelta(hours=1), [draft], TODAY)
    assert (done.state, done.decided_by) == ("confirmed", "ben")
    for act in (lambda: confirm(done, "ben", NOW, [], TODAY), lambda: withdraw(done, "ann", NOW)):
        with refused("catalogue-decided"):
            act()
    other = replace(draft, id="CAT-2026-0002", valid_from=date(2026, 5, 1), lines=())
    with refused("catalogue-stale"):
        confirm(other, "ben", NOW + timedelta(hours=2), [done], TODAY)
    assert withdraw(draft, "ann", NOW).state == "withdrawn"


LINES = st.builds(
    Line,
    code=st.from_regex(r"[A-Z0-9][A-Z0-9.-]{0,11}", fullmatch=True),
    category=st.sampled_from(list(CATEGORIES)),
    name=st.text("工程施工货物", min_size=1, max_size=9),
    threshold_fen=st.integers(0, 10**9).map(lambda yuan: yuan * 100),
    source=st.text("法令第条", min_size=1, max_size=9),
    valid_from=st.none() | st.dates(date(2000, 1, 1), date(2026, 1, 1)),
    valid_to=st.none() | st.dates(date(2026, 1, 2), date(2099, 1, 1)),
)


@given(st.lists(LINES, min_size=1, max_size=6, unique_by=lambda one: one.code), st.sampled_from(["zh", "en"]))
def test_a_table_written_is_read_back(lines: list[Line], lang: str) -> None:
    assert sorted(read_lines([HEADS, *write_lines(lines, lang)]), key=lambda one: one.code) == sorted(
        lines, key=lambda one: one.code
    )
    assert compare(lines, read_lines(write_lines(lines, lang))).same == len(lines)


@pytest.mark.parametrize("sum_", ["4000000", "4,000,000", "4000000.0", "400万", "400万元", "4，000，000元"])
def test_a_threshold_is_read_as_people_write_it(sum_: str) -> None:
    (line,) = read_lines([(*ROW[:3], sum_, ROW[4], "2026年3月1日", "2026-12-31T00:00:00")])
    assert (line.threshold_fen, line.valid_from, line.valid_to) == (
        400_000_000,
        date(2026, 3, 1),
        date(2026, 12, 31),
    )


@pytest.mark.parametrize(
    "row",
    [
        ("", *ROW[1:]),
        ("甲", *ROW[1:]),
        ("A01", "没有的类别", *ROW[2:]),
        (*ROW[:2], "", *ROW[3:]),
        (*ROW[:3], "很多", ROW[4]),
        (*ROW[:4], ""),
        (*ROW, "2026-02-30"),
        (*ROW, "2026-03-02", "2026-03-01"),
    ],
)
def test_a_row_that_is_wrong_is_named_and_nothing_is_taken(row: tuple[str, ...]) -> None:
    with pytest.raises(Refusal) as caught:
        read_lines([ROW[:1] + ROW[1:], (), row])
    assert caught.value.code == "catalogue-row-wrong"
    assert "3" in caught.value.say("zh")


def test_a_code_twice_or_an_empty_table_is_refused() -> None:
    for rows in ([ROW, ROW], [], [HEADS]):
        with refused("catalogue-row-wrong"):
            read_lines(rows)


def test_what_is_shipped_reads_back_and_says_that_nobody_confirmed_it() -> None:
    assert read_lines(write_lines(SHIPPED.lines)) == SHIPPED.lines
    assert {one.category for one in SHIPPED.lines} == {
        "construction",
        "procurement",
        "land",
        "state-property",
    }
    assert all("待" in one.source for one in (SHIPPED, *SHIPPED.lines))
