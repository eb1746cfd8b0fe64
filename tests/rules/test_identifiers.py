"""Identifiers: what people type becomes the one stored form, or a reason."""

# ruff: noqa: DTZ001 -- spreadsheets and hypothesis speak in naive times

from __future__ import annotations

import traceback
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draw_service.rules import identifiers as ids
from draw_service.rules.identifiers import Odd

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def gb11643(body: str) -> str:
    """The check character computed straight from the standard."""
    return "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def gb32100(body: str) -> str:
    """The check character computed straight from the standard, mod 31 taken again."""
    total = sum(_USCC.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return _USCC[(31 - total % 31) % 31]


bodies = st.builds(
    lambda area, day, n: f"{area}{day:%Y%m%d}{n:03}",
    st.integers(110000, 659999),
    st.dates(date(1940, 1, 1), date(2005, 12, 31)),
    st.integers(0, 999),
)


@given(bodies)
def test_every_sound_number_passes_and_every_other_check_character_does_not(body: str) -> None:
    assert ids.id_card(body + gb11643(body)) == body + gb11643(body)
    for other in set("0123456789X") - {gb11643(body)}:
        with pytest.raises(Odd, match="id-check"):
            ids.id_card(body + other)


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002X",
        "11010519491231002x",
        " 110105 19491231 002x ",
        "１１０１０５１９４９１２３１００２Ｘ",
        "'11010519491231002X",
    ],
)
def test_an_identity_number_is_forgiven_its_dress(typed: str) -> None:
    assert ids.id_card(typed) == "11010519491231002X"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2.20802E+17", "id-number"),
        ("1101051949123100", "id-length"),
        ("11010519491331002X", "id-check"),
        ("１１０１０５１９４９１２３１００２一", "id-length"),
        ("", "id-length"),
    ],
)
def test_an_identity_number_that_cannot_be(typed: str, code: str) -> None:
    with pytest.raises(Odd, match=f"^{code}$"):
        ids.id_card(typed)


def test_a_date_that_does_not_exist_is_refused_although_the_check_fits() -> None:
    body = "11010519490230002"
    with pytest.raises(Odd, match="id-check"):
        ids.id_card(body + gb11643(body))


@given(st.from_regex(r"[0-9]{9}|[A-Z][0-9]{8,12}|[0-9]{6}\([0-9]\)", fullmatch=True))
def test_a_number_of_another_document_is_presented_as_it_is(number: str) -> None:
    assert ids.presented(f" {number.lower()} ") == number


@given(st.integers(10, 40).filter(lambda n: n != 18), st.data())
def test_a_residents_number_of_another_length_was_mistyped(length: int, data: st.DataObject) -> None:
    typed = data.draw(st.text("0123456789", min_size=length, max_size=length))
    with pytest.raises(Odd, match="id-length"):
        ids.presented(typed)


def test_other_documents_have_no_check_character() -> None:
    assert ids.id_card("h1234 5678", "05") == "H12345678"


@given(st.text(_USCC, min_size=9, max_size=9))
def test_credit_codes_pass_even_where_the_remainder_is_zero(organisation: str) -> None:
    body = f"91220800{organisation}"
    assert ids.credit_code(body + gb32100(body)) == body + gb32100(body)


def test_a_credit_code_with_remainder_zero_is_among_those_tried() -> None:
    body = next(b for n in range(99999) if gb32100(b := f"91220800MADR{n:05}") == "0")
    assert ids.credit_code(f" {body.lower()}0 ") == f"{body}0"
    with pytest.raises(Odd, match="credit-code"):
        ids.credit_code(f"{body}1")


@pytest.mark.parametrize(
    "typed",
    [
        "13800000000",
        "138 0000 0000",
        "138-0000-0000",
        "+86 13800000000",
        "0086138 0000 0000",
        "１３８００００００００",
        "8613800000000",
    ],
)
def test_a_mobile_becomes_e164(typed: str) -> None:
    assert ids.phone(typed) == "+8613800000000"


@pytest.mark.parametrize(
    "typed", ["12800000000", "1380000000", "138000000000", "0431-88888888", "手机", "", "13800000000a"]
)
def test_what_is_no_mobile(typed: str) -> None:
    with pytest.raises(Odd, match=r"^phone$"):
        ids.phone(typed)


def test_landlines_only_where_they_may_stand() -> None:
    assert ids.phone("（0431）8888 8888", landline=True) == "+8643188888888"
    with pytest.raises(Odd):
        ids.phone("0431", landline=True)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("张 三", "张三"),
        ("阿不都•买买提", "阿不都·买买提"),
        ("阿不都．买买提", "阿不都·买买提"),
        ("阿不都 · 买买提", "阿不都·买买提"),
        ("𠅤", "𠅤"),
        ("Anna  Lee-Smith", "Anna Lee-Smith"),
        ("e\u0301va", "\xe9va"),
        ("张\u200b三", "张三"),
    ],
)
def test_names(typed: str, name: str) -> None:
    assert ids.person_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("=1+1", "name"),
        ("张3", "name"),
        ("\ue000三", "name"),
        ("·张", "name"),
        ("", "name"),
        ("张" * 51, "too-long"),
    ],
)
def test_what_is_no_name(typed: str, code: str) -> None:
    with pytest.raises(Odd, match=f"^{code}$"):
        ids.person_name(typed)


@pytest.mark.parametrize(
    "typed", ["19700102", "1970-1-2", "1970/01/02", "1970.1.2", "1970年1月2日", " １９７００１０２ "]
)
def test_dates(typed: str) -> None:
    assert ids.calendar_date(typed) == date(1970, 1, 2)


@pytest.mark.parametrize("typed", ["19701301", "1970011", "25569", "19700230", "明天", "0"])
def test_what_is_no_date(typed: str) -> None:
    with pytest.raises(Odd, match=r"^date$"):
        ids.calendar_date(typed)


def test_a_last_day_counts_whole() -> None:
    assert ids.moment("20260301") == datetime(2026, 2, 28, 16, tzinfo=UTC)
    assert ids.moment("20260301", end=True) == datetime(2026, 3, 1, 16, tzinfo=UTC)
    assert ids.moment("2026-03-01 08:30:00", end=True) == datetime(2026, 3, 1, 0, 30, tzinfo=UTC)


@given(st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)), st.booleans())
def test_moments_are_written_as_they_are_read(at: datetime, end: bool) -> None:
    at = at.replace(microsecond=0, tzinfo=UTC)
    assert ids.moment(ids.moment_text(at, end=end), end=end) == at


@pytest.mark.parametrize("end", [False, True])
def test_times_beyond_the_calendar_are_refused(end: bool) -> None:
    with pytest.raises(Odd, match=r"^date$"):
        ids.moment("99991231" if end else "00010101", end=end)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("a08", "A08"), ("Ａ０８０１", "A0801"), ("B01 01 01", "B010101"), ("A02010104", "A02010104")],
)
def test_specialty_codes(typed: str, code: str) -> None:
    assert ids.major_code(typed) == code


@pytest.mark.parametrize("typed", ["A", "A8", "A080", "A0801010101010", "0801", ""])
def test_what_is_no_specialty_code(typed: str) -> None:
    with pytest.raises(Odd, match=r"^major-code$"):
        ids.major_code(typed)


@given(st.text(min_size=1))
def test_a_mask_shows_three_characters_at_most(value: str) -> None:
    shown = ids.mask(value)
    visible = ids.plain(value)
    stars = len(shown) - 3 if len(visible) >= 11 else max(len(shown) - 1, len(visible) == 1)
    assert shown.count("*") >= stars
    assert len(visible) < 2 or not set(shown[1 : len(shown) - 2]) - {"*"}
    assert visible not in shown or set(visible[1:]) <= {"*"}


def test_masks_of_people() -> None:
    assert [ids.mask(text) for text in ("张三", "欧阳修", "11010519491231002X", "李")] == [
        "张*",
        "欧**",
        "1********2X",
        "*",
    ]


@given(st.text())
def test_readers_answer_or_say_odd(text: str) -> None:
    for read in (
        ids.id_card,
        ids.credit_code,
        ids.phone,
        ids.person_name,
        ids.company_name,
        ids.major_code,
        ids.calendar_date,
        ids.moment,
    ):
        try:
            read(text)
        except Odd as odd:
            assert str(odd) == odd.code  # noqa: PT017
            assert odd.code.replace("-", "").isalpha()  # noqa: PT017


@pytest.mark.parametrize("secret", ["20261301999999", "20260230", "not a phone 7"])
def test_a_reason_never_quotes_the_value(secret: str) -> None:
    for read in (ids.moment, ids.calendar_date, lambda text: ids.phone(text, landline=True), ids.person_name):
        with pytest.raises(Odd) as refused:
            read(secret)
        assert secret not in "".join(traceback.format_exception_only(refused.value))
        assert refused.value.__cause__ is None
        assert refused.value.__context__ is None or refused.value.__suppress_context__
