"""What people hear and read: enough to come, nothing that leaks, short enough to be delivered whole."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from notifications.messages import (
    ALLOWED,
    TEMPLATES,
    check_params,
    fields_of,
    render,
    segments,
    sign_in_code,
    worded,
    words,
)
from notifications.script import Line

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
RAW = {
    "signin_at": "2026-03-03T01:30:00+00:00",
    "minutes": "240",
    "center": "交易中心",
    "place": "评标一室",
    "code": "120345",
    "item": "7",
    "points": "5",
    "on": "2026-03-02",
    "until": "2026-03-16",
}
SECRETS = {
    "project": "白鹤大桥工程",
    "tenderer": "城建集团",
    "bidder": "第三工程局",
    "colleague": "张某某",
    "agency": "代理公司",
    "specialty": "A080101",
}
EVERY = [(lang, template) for lang, found in TEMPLATES.items() for template in found]
SMS = ("details", "unconfirmed", "cancelled", "conduct")


@pytest.mark.parametrize(("lang", "template"), EVERY)
def test_a_template_says_nothing_of_the_project(lang: str, template: str) -> None:
    given = {**worded(RAW, "voice", lang, NOW), **SECRETS}

    for slow in (False, True):
        said = render(template, given, lang, slow).text
        assert not any(secret in said for secret in SECRETS.values())
        assert "{" not in said
    assert fields_of(template, lang) <= ALLOWED


@pytest.mark.parametrize("secret", SECRETS)
def test_such_a_parameter_is_refused_and_not_repeated(secret: str) -> None:
    check_params(RAW)

    with pytest.raises(ValueError, match=secret) as refused:
        check_params({**RAW, secret: SECRETS[secret]})
    assert SECRETS[secret] not in str(refused.value)


@pytest.mark.parametrize("lang", TEMPLATES)
def test_the_script_has_words_for_every_line(lang: str) -> None:
    assert set(get_args(Line)) <= set(TEMPLATES[lang])
    assert set(TEMPLATES[lang]) == set(TEMPLATES["zh"])


@pytest.mark.parametrize(
    ("ahead", "zh", "en"),
    [
        (0, "今天，3月2日", "today, 2 March"),
        (1, "明天，3月3日", "tomorrow, 3 March"),
        (2, "后天，3月4日", "4 March"),
        (9, "3月11日", "11 March"),
    ],
)
def test_the_day_is_near_or_named(ahead: int, zh: str, en: str) -> None:
    raw = {"signin_at": (NOW + timedelta(days=ahead)).isoformat()}

    assert worded(raw, "voice", "zh", NOW)["day"] == zh
    assert worded(raw, "voice", "en", NOW)["day"] == en
    assert worded(raw, "sms", "zh", NOW)["day"] == zh.rpartition("，")[2]


def test_the_day_turns_at_midnight_in_shanghai() -> None:
    late = datetime(2026, 3, 2, 15, 59, tzinfo=UTC)

    assert worded(RAW, "voice", "zh", late)["day"].startswith("明天")
    assert worded(RAW, "voice", "zh", late + timedelta(minutes=1))["day"].startswith("今天")


@pytest.mark.parametrize(
    ("local", "zh", "en"),
    [
        ("08:00", "上午8点", "8:00 am"),
        ("12:05", "中午12点5分", "12:05 pm"),
        ("14:30", "下午2点30分", "2:30 pm"),
        ("19:00", "晚上7点", "7:00 pm"),
        ("00:10", "凌晨0点10分", "12:10 am"),
    ],
)
def test_clock_times(local: str, zh: str, en: str) -> None:
    raw = {"signin_at": f"2026-03-05T{local}:00+08:00"}

    assert worded(raw, "voice", "zh", NOW)["clock"] == zh
    assert worded(raw, "voice", "en", NOW)["clock"] == en
    assert worded(raw, "voice", "zh", NOW)["weekday"] == "星期四"


@pytest.mark.parametrize(
    ("minutes", "zh", "en"),
    [("240", "4小时", "4 hours"), ("60", "1小时", "1 hour"), ("90", "1小时30分钟", "1 hour 30 minutes"),
     ("45", "45分钟", "45 minutes")],
)  # fmt: skip
def test_lengths(minutes: str, zh: str, en: str) -> None:
    assert worded({"minutes": minutes}, "voice", "zh", NOW)["length"] == zh
    assert worded({"minutes": minutes}, "voice", "en", NOW)["length"] == en


def test_the_invitation_says_when_where_from_and_how_long() -> None:
    said = render("invitation", worded(RAW, "voice", "zh", NOW)).text

    for part in ("明天", "3月3日", "星期二", "上午9点30分", "交易中心", "4小时", "按1", "按2"):
        assert part in said


def test_a_code_is_spoken_digit_by_digit() -> None:
    assert "一，二，零，三，四，五" in render("details-call", worded(RAW, "voice", "zh", NOW)).text
    assert "one, two, zero" in render("details-call", worded(RAW, "voice", "en", NOW), "en").text


@pytest.mark.parametrize(
    ("lang", "mark"), [("zh", "评标一室（外派）"), ("en", "评标一室 (dispatch service)")]
)
def test_the_dispatch_service_is_said_with_the_place_and_not_before(lang: str, mark: str) -> None:
    given = worded({**RAW, "dispatch": "1"}, "voice", lang, NOW)

    assert "dispatch" not in given
    for template in TEMPLATES[lang]:
        told = "place" in fields_of(template, lang)
        assert told is (mark in render(template, given, lang).text)
        assert told is (template in ("details", "details-call"))


def test_slowly_is_in_shorter_pieces_and_the_same_words() -> None:
    given = worded(RAW, "voice", "zh", NOW)

    quick, slow = words("invitation", given, "zh", False), words("invitation", given, "zh", True)

    assert "".join(quick) == "".join(slow)
    assert len(slow) > len(quick)
    assert max(map(len, slow)) < max(map(len, quick))


@pytest.mark.parametrize("lang", TEMPLATES)
@pytest.mark.parametrize("template", SMS)
def test_a_message_has_no_link_and_stays_short(lang: str, template: str) -> None:
    text = render(template, worded(RAW, "sms", lang, NOW), lang).text

    assert not re.search(r"https?:|www\.|\.cn|\.com|回复|reply", text, re.IGNORECASE)
    assert segments(text) <= 2
    if template == "details":
        assert RAW["code"] in text
        assert RAW["place"] in text


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("签" * 70, 1),
        ("签" * 71, 2),
        ("签" * 134, 2),
        ("签" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_segments_as_carriers_count_them(text: str, count: int) -> None:
    assert segments(text) == count


@pytest.mark.parametrize(("template", "params"), [("nowhere", RAW), ("details", {"code": "123456"})])
def test_what_cannot_be_rendered_is_a_key_error(template: str, params: dict[str, str]) -> None:
    with pytest.raises(KeyError):
        render(template, params)


def test_a_code_has_six_digits() -> None:
    codes = {sign_in_code(n.to_bytes(8, "big")) for n in (0, 7, 999_999, 1_000_000, 2**64 - 1)}

    assert codes == {"000000", "000007", "999999", "551615"}
