"""Rosters row by row: sound rows become experts, every bad one is named and none raises."""

# ruff: noqa: DTZ001 -- spreadsheets and hypothesis speak in naive times

from __future__ import annotations

import dataclasses
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from draw_service.rules.people import Company, ExpertRecord, Major, Tie
from draw_service.rules.roster_cells import Cell, HeadedCells
from draw_service.rules.roster_columns import EXPERTS, SHEETS, column_of
from draw_service.rules.roster_reasons import REASONS
from draw_service.rules.roster_records import rows_of
from draw_service.rules.roster_rows import RawRow, Reading, read_rows
from tests.rules.records import CARD, OTHER_CARD, SOUND, expert_records, row, side


def codes(reading: Reading) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.code) for problem in reading.problems]


def test_a_sound_row_is_an_expert() -> None:
    reading = read_rows([row()])
    assert reading.problems == ()
    (read,) = reading.experts
    assert (read.sheet, read.row) == ("专家", 2)
    assert (read.record.name, read.record.birthday, read.record.phones) == (
        "张三",
        date(1970, 1, 2),
        ("+8615400000001",),
    )
    assert read.record.majors == (Major("A080104", True),)


def test_rows_of_one_number_are_one_expert_and_blanks_say_nothing_new() -> None:
    blank = dict.fromkeys(SOUND, "")
    more = {"ID_CARD": CARD.lower(), "MAJOR_CODE": "a0801", "IS_MAIN": "否"}
    reading = read_rows([row(), RawRow("专家", 3, {**blank, **more})])
    assert reading.problems == ()
    assert [major.code for major in reading.experts[0].record.majors] == ["A080104", "A0801"]


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"ID_CARD": 2.2080019700102e17}, "ID_CARD", "id-number"),
        ({"ID_CARD": 220800197001020000}, "ID_CARD", "id-number"),
        ({"ID_CARD": "2.208E+17"}, "ID_CARD", "id-number"),
        ({"ID_CARD": ""}, "ID_CARD", "missing"),
        ({"ID_CARD": CARD[:17]}, "ID_CARD", "id-length"),
        ({"BIRTHDAY": "19700103"}, "BIRTHDAY", "birthday-differs"),
        ({"SEX": "女"}, "SEX", "sex-differs"),
        ({"SEX": "3"}, "SEX", "choice"),
        ({"EXPERT_NAME": None}, "EXPERT_NAME", "missing"),
        ({"EXPERT_NAME": "=cmd()"}, "EXPERT_NAME", "name"),
        ({"DUTY": "长" * 51}, "DUTY", "too-long"),
        ({"COMPANY": "长" * 201}, "COMPANY", "too-long"),
        ({"COMPANY_CODE": "91220800MADR000000"}, "COMPANY_CODE", "credit-code"),
        ({"COMPANY_CODE": 912208001234567890.0}, "COMPANY_CODE", "code-number"),
        ({"INDUSTRY": "E4"}, "INDUSTRY", "format"),
        ({"AREA": "22"}, "AREA", "format"),
        ({"POSTCODE": "13700"}, "POSTCODE", "format"),
        ({"PHONE_NUMBER": "0431-88888888"}, "PHONE_NUMBER", "phone"),
        ({"OTHER_NUMBER": "call me"}, "OTHER_NUMBER", "phone"),
        ({"ENTER_DATE": "19691231"}, "ENTER_DATE", "entered-before-birth"),
        ({"ENTER_DATE": "2020"}, "ENTER_DATE", "date"),
        ({"BIRTHDAY": time(1, 2)}, "BIRTHDAY", "kind-of-cell"),
        ({"MAJOR_CODE": "A8"}, "MAJOR_CODE", "major-code"),
        ({"IS_MAIN": ""}, "IS_MAIN", "missing"),
        ({"DMISSON": "也许"}, "DMISSON", "choice"),
        ({"WORK_YEAR": float("nan")}, "WORK_YEAR", "kind-of-cell"),
        ({"DUTY": 1e300}, "DUTY", "code-number"),
    ],
)
def test_each_bad_cell_is_named_and_leaves_its_expert_out(
    changes: dict[str, Cell], column: str, code: str
) -> None:
    reading = read_rows([row(**changes), row(3, ID_CARD=OTHER_CARD, BIRTHDAY="19800506", SEX="2")])
    assert codes(reading) == [(2, column, code)]
    assert [expert.record.id_card for expert in reading.experts] == [OTHER_CARD]


@pytest.mark.parametrize(
    "changes",
    [
        {"ID_CARD": f" {CARD} ", "SEX": "男", "BIRTHDAY": date(1970, 1, 2), "ONWORK": True, "DMISSON": 1.0},
        {
            "BIRTHDAY": 19700102.0,
            "PHONE_NUMBER": 15400000001.0,
            "AREA": 220800,
            "ENTER_DATE": datetime(2020, 1, 1),
        },
        {
            "ID_CARD_TYPE": "居民身份证",
            "PHONE_NUMBER": "+86 154-0000-0001",
            "IS_MAIN": "是",
            "INDUSTRY": "ｅ47",
        },
    ],
)
def test_other_spellings_are_the_same_expert(changes: dict[str, Cell]) -> None:
    assert read_rows([row(**changes)]).experts == read_rows([row()]).experts


def test_a_postcode_gets_its_leading_zero_back() -> None:
    assert read_rows([row(POSTCODE=10000.0)]).experts[0].record.postcode == "010000"


def test_one_number_two_people() -> None:
    reading = read_rows([row(), row(3, EXPERT_NAME="李四", DUTY="科长", MAJOR_CODE="A0802")])
    assert codes(reading) == [(3, "EXPERT_NAME", "rows-disagree")]
    assert reading.experts == ()


def test_a_repeated_line_is_passed_over_and_reported() -> None:
    reading = read_rows([row(), row(3)])
    assert codes(reading) == [(3, "MAJOR_CODE", "duplicate-row")]
    assert reading.experts[0].record.majors == (Major("A080104", True),)
    assert codes(read_rows([row(), row(3, IS_MAIN="0")])) == [(3, "MAJOR_CODE", "rows-disagree")]


def test_specialties_are_looked_up_as_far_down_as_the_table_goes() -> None:
    upper = {"A": "工程", "A08": "工程施工"}
    assert read_rows([row()], upper).problems == ()
    assert codes(read_rows([row()], upper | {"A0802": "市政"})) == [(2, "MAJOR_CODE", "major-unknown")]
    assert codes(read_rows([row(MAJOR_CODE="Z99")], upper)) == [(2, "MAJOR_CODE", "major-unknown")]


def test_the_further_sheets() -> None:
    firm = {"COMPANY": "旧单位", "COMPANY_CODE": ""}
    reading = read_rows(
        [
            row(),
            side("工作经历", START="20100101", END="20241231", **firm),
            side("关系", 2, KIND="控股", COMPANY="甲公司", UNTIL=""),
            side("关系", 3, KIND="近亲属", RELATIVE_ID_CARD=OTHER_CARD),
            side("请假", START="2026-03-01", END="2026-03-02"),
            side("暂停", START="20260301120000", END=None),
            side("监管单位", AUTHORITY="住房和城乡建设局"),
        ]
    )
    assert reading.problems == ()
    record = reading.experts[0].record
    assert record.ties == (
        Tie("employed", Company("旧单位"), date(2024, 12, 31)),
        Tie("controls", Company("甲公司")),
    )
    assert record.relatives == (OTHER_CARD,)
    assert record.leave[0].end is not None
    assert record.leave[0].end - record.leave[0].start == timedelta(days=2)
    assert record.suspended[0].end is None
    assert record.authority == ("住房和城乡建设局",)


@pytest.mark.parametrize(
    ("bad", "column", "code"),
    [
        (side("工作经历", COMPANY="", END=""), "COMPANY", "missing"),
        (side("工作经历", COMPANY="甲", START="20200101", END="20190101"), "END", "end-before-start"),
        (side("关系", KIND="朋友", COMPANY="甲"), "KIND", "choice"),
        (side("关系", KIND="董事", COMPANY=""), "COMPANY", "missing"),
        (side("关系", KIND="董事", COMPANY="甲", RELATIVE_ID_CARD=OTHER_CARD), "KIND", "choice"),
        (side("关系", KIND="亲属", COMPANY="", RELATIVE_ID_CARD="123"), "RELATIVE_ID_CARD", "id-length"),
        (side("关系", KIND="亲属", COMPANY="", RELATIVE_ID_CARD=2e17), "RELATIVE_ID_CARD", "id-number"),
        (side("请假", START="", END="20260101"), "START", "missing"),
        (side("暂停", START="昨天", END=""), "START", "date"),
    ],
)
def test_a_bad_row_on_a_further_sheet_leaves_its_expert_out(bad: RawRow, column: str, code: str) -> None:
    reading = read_rows([row(), bad])
    assert codes(reading) == [(2, column, code)]
    assert reading.experts == ()


def test_a_tie_of_nobody_is_a_problem() -> None:
    reading = read_rows([row(), RawRow("监管单位", 2, {"ID_CARD": OTHER_CARD, "AUTHORITY": "局"})])
    assert codes(reading) == [(2, "ID_CARD", "unknown-person")]
    assert len(reading.experts) == 1


def test_a_file_without_its_columns() -> None:
    assert codes(read_rows([])) == [(0, "", "no-sheet")]
    short = {name: cell for name, cell in SOUND.items() if name != "PHONE_NUMBER"}
    reading = read_rows([RawRow("专家", 2, short), RawRow("专家", 3, short)])
    assert codes(reading) == [(1, "PHONE_NUMBER", "header")]
    assert reading.experts == ()
    assert codes(read_rows([RawRow("专家", 2, {**SOUND, "手机 ": "1"})])) == [
        (1, "PHONE_NUMBER", "header-twice")
    ]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.kind)
def test_headers_go_by_all_their_names(sheet: object) -> None:
    for column in sheet.columns:  # type: ignore[attr-defined]
        for name in (column.name, column.zh, column.header, *column.also):
            for typed in (name, name.lower(), f" {name} *", name.replace("_", " ")):
                assert column_of(sheet, typed) == column  # type: ignore[arg-type]


def test_an_experts_sheet_is_known_by_its_header() -> None:
    renamed = {(column_of(EXPERTS, name) or EXPERTS.columns[0]).zh: cell for name, cell in SOUND.items()}
    assert len(read_rows([RawRow("Sheet1", 2, renamed)]).experts) == 1
    assert read_rows([row(), RawRow("说明", 2, {"证件号": "填写说明"})]).problems == ()


def test_problems_keep_values_to_themselves() -> None:
    reading = read_rows(
        [row(EXPERT_NAME="张三丰7", PHONE_NUMBER="15412345"), row(3, ID_CARD=CARD[:17] + "A")]
    )
    shown = repr(reading)
    assert reading.problems
    assert not any(secret in shown for secret in ("张三丰", "15412345", CARD[:17]))
    assert all(problem.zh and problem.en for problem in reading.problems)


@settings(deadline=None)
@given(expert_records())
def test_a_record_goes_out_and_comes_back(record: ExpertRecord) -> None:
    rows = [
        RawRow(sheet.zh, n, {column.header: cells.get(column.name, "") for column in sheet.columns})
        for sheet in SHEETS
        for n, cells in enumerate(rows_of(record)[sheet.kind], start=2)
    ]
    reading = read_rows(rows)
    assert reading.problems == ()
    assert [read.record for read in reading.experts] == [record]


_cells: st.SearchStrategy[Cell] = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.sampled_from([CARD, "01", "1", "是", "19700102", "99991231", "00010101", "A08", "亲属"]),
)
_headers = st.sampled_from([column.name for sheet in SHEETS for column in sheet.columns])


@given(
    st.lists(
        st.tuples(
            st.sampled_from([sheet.zh for sheet in SHEETS]), st.dictionaries(_headers, _cells, max_size=8)
        ),
        max_size=5,
    )
)
def test_no_cell_is_odd_enough_to_raise(odd: list[tuple[str, dict[str, Cell]]]) -> None:
    full = {sheet.zh: dict.fromkeys((column.name for column in sheet.columns), "") for sheet in SHEETS}
    rows = [
        RawRow(name, n, {**full[name], **{k: v for k, v in cells.items() if k in full[name]}})
        for n, (name, cells) in enumerate(odd, start=2)
    ]
    reading = read_rows([row(1), *rows, *(RawRow("花名册", n, cells) for n, (_, cells) in enumerate(odd))])
    assert all(problem.code in REASONS for problem in reading.problems)
    assert reading.rows == 1 + 2 * len(odd)
    assert all(dataclasses.is_dataclass(read.record) for read in reading.experts)


@given(st.lists(st.dictionaries(st.sampled_from(sorted(SOUND)), _cells, max_size=3), min_size=1, max_size=5))
def test_a_sheet_with_one_header_is_read_as_its_rows_one_by_one_are(changes: list[dict[str, Cell]]) -> None:
    headers = tuple(SOUND)
    rows = [row(n, **one) for n, one in enumerate(changes, start=2)]
    headed = [
        dataclasses.replace(one, cells=HeadedCells(headers, [one.cells[name] for name in headers]))
        for one in rows
    ]
    assert [dict(one.cells) for one in headed] == [one.cells for one in rows]
    assert read_rows(headed) == read_rows(rows)


def test_one_person_on_two_sheets_that_lack_different_columns() -> None:
    def without(sheet: str, *lacks: str, **cells: Cell) -> RawRow:
        said = {**SOUND, **cells}
        return RawRow(sheet, 2, {name: cell for name, cell in said.items() if name not in lacks})

    lacks = "COMPANY_CODE", "POST_ADDRESS"
    one = without("专家", *lacks, DUTY="北路一号", MAJOR_CODE="A0801")
    other = without("专家名单", "COMPANY_CODE", "DUTY", POST_ADDRESS="北路一号", MAJOR_CODE="A0802")
    reading = read_rows([one, other])
    assert reading.problems == ()
    (read,) = reading.experts
    assert (read.record.duty, read.record.post_address) == ("北路一号", "北路一号")
    assert [major.code for major in read.record.majors] == ["A0801", "A0802"]


def test_a_wrong_number_is_blamed_on_every_row_that_has_it() -> None:
    wrong = CARD[:16] + ("3" if CARD[16] != "3" else "5") + CARD[17]
    reading = read_rows([row(2, ID_CARD=wrong), row(3, ID_CARD=wrong, MAJOR_CODE="A0802")])
    assert codes(reading) == [(2, "ID_CARD", "id-check"), (3, "ID_CARD", "id-check")]
