"""Expert records for tests: one sound row to change, and any record the standard allows."""

# ruff: noqa: DTZ001 -- spreadsheets and hypothesis speak in naive times

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from hypothesis import strategies as st

from draw_service.drill.numbers import credit_number, id_number
from draw_service.rules import identifiers as ids
from draw_service.rules.people import Company, ExpertRecord, Major, Period, Tie
from draw_service.rules.roster_cells import Cell
from draw_service.rules.roster_rows import RawRow

CARD = id_number(date(1970, 1, 2), 11)
OTHER_CARD = id_number(date(1980, 5, 6), 22)

SOUND: Mapping[str, Cell] = {
    "ID_CARD": CARD,
    "ID_CARD_TYPE": "01",
    "EXPERT_NAME": "张三",
    "SEX": "1",
    "BIRTHDAY": "19700102",
    "DUTY": "",
    "EDUCATION": "大学本科",
    "PROFESSIONAL": "高级工程师",
    "ONWORK": "1",
    "COMPANY": "鹤城建筑有限公司",
    "COMPANY_CODE": credit_number(1),
    "POST_ADDRESS": "",
    "POSTCODE": "",
    "INDUSTRY": "E47",
    "AREA": "220800000",
    "WORK_YEAR": "",
    "PHONE_NUMBER": "15400000001",
    "OTHER_NUMBER": "",
    "DMISSON": "1",
    "ENTER_DATE": "20200101",
    "BASE_TYPE": "1",
    "MAJOR_CODE": "A080104",
    "IS_MAIN": "1",
}


def row(number: int = 2, sheet: str = "专家", /, **changes: Cell) -> RawRow:
    """A row of the experts' sheet: the sound one with ``changes``."""
    return RawRow(sheet, number, {**SOUND, **changes})


def side(sheet: str, number: int = 2, /, **cells: Cell) -> RawRow:
    """A row of a further sheet, about the sound expert unless told otherwise."""
    return RawRow(sheet, number, {"ID_CARD": CARD, **cells})


def _neat(text: str) -> str:
    return ids.plain(text)


_words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn")), max_size=40
).map(_neat)
_filled = _words.filter(bool)
_letters = st.sampled_from("王李䶮𠅤é昂·")
_names = st.builds(lambda a, b: ids.person_name(f"王{a}{b}"), st.text(_letters, max_size=6), st.just("乙"))
_dates = st.dates(date(1930, 1, 1), date(2099, 12, 31))
_companies = st.builds(Company, _filled, st.one_of(st.just(""), st.integers(0, 99999).map(credit_number)))
_times = st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)).map(
    lambda at: at.replace(microsecond=0, tzinfo=UTC)
)
_periods = st.builds(
    lambda a, b, open_end: Period(min(a, b), None if open_end or a == b else max(a, b)),
    _times,
    _times,
    st.booleans(),
)
_mobiles = st.integers(0, 10**8 - 1).map(lambda n: f"+86154{n:08}")
_majors = st.lists(
    st.builds(Major, st.from_regex(r"[A-E]([0-9]{2}){1,3}", fullmatch=True), st.booleans()),
    min_size=1,
    max_size=4,
    unique_by=lambda major: major.code,
)
_ties = st.tuples(
    st.lists(st.builds(Tie, st.just("employed"), _companies, st.none() | _dates), max_size=2),
    st.lists(
        st.builds(
            Tie,
            st.sampled_from(("board", "controls", "relative", "declared")),
            _companies,
            st.none() | _dates,
        ),
        max_size=2,
    ),
).map(lambda both: (*both[0], *both[1]))


@st.composite
def expert_records(draw: st.DrawFn) -> ExpertRecord:
    """Any record the standard allows."""
    born, serial = draw(st.dates(date(1930, 1, 1), date(2000, 1, 1))), draw(st.integers(0, 999))
    relatives = st.builds(id_number, st.dates(date(1930, 1, 1), date(2000, 1, 1)), st.integers(0, 999))
    return ExpertRecord(
        id_card=id_number(born, serial),
        id_card_type="01",
        name=draw(_names),
        sex=draw(st.sampled_from(("0", "9", "1" if serial % 2 else "2"))),
        birthday=born,
        education=draw(_filled),
        professional=draw(_filled),
        onwork=draw(st.booleans()),
        employer=draw(_companies),
        industry=draw(st.from_regex(r"[A-Z][0-9]{2}", fullmatch=True)),
        area=draw(st.from_regex(r"[0-9]{9}", fullmatch=True)),
        phones=tuple(draw(st.lists(_mobiles, min_size=1, max_size=3, unique=True))),
        available=draw(st.booleans()),
        enter_date=draw(st.dates(date(2001, 1, 1), date(2030, 1, 1))),
        base_type=draw(st.sampled_from("123A")),
        majors=tuple(draw(_majors)),
        duty=draw(_words),
        post_address=draw(_words),
        postcode=draw(st.sampled_from(("", "137000", "010000"))),
        work_year=draw(st.sampled_from(("", "07", "30"))),
        ties=draw(_ties),
        relatives=tuple(draw(st.lists(relatives, max_size=2, unique=True))),
        authority=tuple(draw(st.lists(_filled, max_size=2))),
        leave=tuple(draw(st.lists(_periods, max_size=2))),
        suspended=tuple(draw(st.lists(_periods, max_size=2))),
        legal_bar=draw(st.booleans()),
    )
