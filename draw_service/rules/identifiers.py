"""Numbers and names of people and firms: read with patience, checked strictly (Art. 2, Art. 3).

GB 11643 identity numbers, GB 32100 unified social credit codes, telephone numbers, names, dates and
specialty codes as people type them: with spaces, full-width characters, a lower-case x, +86 or dashes.
Each function returns the one form that is stored and raises ``Odd`` with a code of
``draw_service.rules.roster_reasons``; an ``Odd`` never carries the value. ``mask`` is what a report shows.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache

import phonenumbers
from stdnum.cn import ric, uscc

SHANGHAI = timezone(timedelta(hours=8))
"""Asia/Shanghai, without daylight saving since 1991."""

RESIDENT_CARD = "01"
"""Identity document type of a resident identity card (data standard, dictionary 7)."""

_DOTS = re.compile("[•・‧∙⋅•．。]|(?<=[^\x00-\x7f])\\.(?=[^\x00-\x7f])")
_IN_NAMES = "·'’ .-"
_SPACES = re.compile(r"\s+")
_PLAIN = re.compile("[!-~·、（）\u4e00-\u9fff]*")
"""Text that ``plain`` leaves as it is; most of a roster."""
_CJK = "[\u2e80-\ufaff\U00020000-\U0003ffff]"
_CJK_GAP = re.compile(rf"(?<={_CJK})\s+(?={_CJK})")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_E164 = re.compile(r"(?:\+86)?(1[3-9][0-9]{9})")
_DATE = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?")
_RESIDENT = re.compile(r"[0-9]{17}[0-9X]")
_POINTS = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]{1,2}")
MAJOR = re.compile(r"[A-Z](?:[0-9]{2}){1,5}")


class Odd(ValueError):
    """A value that cannot stand. ``code`` names the reason; the value itself stays out of it."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def half_width(text: str) -> str:
    """``text`` with full-width ASCII and ideographic spaces made half-width."""
    if text.isascii():
        return text
    return "".join(
        chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else " " if c in "\u3000\xa0" else c for c in text
    )


def plain(text: str) -> str:
    """NFC, without control and zero-width characters, runs of white space made one space."""
    if _PLAIN.fullmatch(text):
        return text
    kept = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return unicodedata.normalize("NFC", _SPACES.sub(" ", kept).strip())


def compact(text: str) -> str:
    """Upper-case half-width ``text`` without spaces, quotes and dashes: the form of every code."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return re.sub(r"[\s'`‘’\-‐-―−]", "", half_width(plain(text))).upper()


def id_card(text: str, kind: str = RESIDENT_CARD) -> str:
    """The identity number behind ``text``; 18 characters for a resident card (GB 11643), else 1 to 18.

    Checks the length, the digits, the check character and that the birth date exists. The place is not
    checked: counties are renamed and dissolved while their numbers live on. Codes: id-number, id-length,
    id-check.
    """
    number = compact(text)
    resident = _RESIDENT.fullmatch(number)
    if not resident and _POINTS.fullmatch(number):
        raise Odd("id-number")
    if kind != RESIDENT_CARD:
        if not re.fullmatch(r"[0-9A-Z()]{1,18}", number):
            raise Odd("id-length")
        return number
    if not resident:
        raise Odd("id-length")
    if ric.calc_check_digit(number) != number[-1]:
        raise Odd("id-check")
    born(number)
    return number


def presented(text: str) -> str:
    """The number of a card shown at the desk, of any kind of document. Codes: those of ``id_card``.

    Ten digits and more are a resident's card and nothing else: a digit too few or a wrong one is a mistake
    of the hand. Shorter numbers and those with letters belong to other documents, whose form is not known.
    """
    number = compact(text)
    return id_card(number) if re.fullmatch(r"[0-9]{9,}[0-9X]", number) else number


def born(number: str) -> date:
    """Birth date in a resident identity number (digits 7 to 14). Codes: id-check."""
    try:
        return day_of(number[6:14])
    except Odd:
        raise Odd("id-check") from None


def sex_of(number: str) -> str:
    """ "1" (male) or "2" (female) by the parity of digit 17 (GB 11643; GB/T 2261.1)."""
    return "1" if int(number[16]) % 2 else "2"


def credit_code(text: str) -> str:
    """An 18-character unified social credit code (GB 32100), "" for an empty cell. Codes: credit-code.

    The check index is taken mod 31 once more, so the one code in 31 whose remainder is 0 passes.
    """
    code = compact(text)
    if code and not uscc.is_valid(code):
        raise Odd("credit-code")
    return code


def phone(text: str, *, landline: bool = False) -> str:
    """E.164 form of a mainland mobile number, or with ``landline`` of any valid number. Codes: phone.

    Mobiles are held to ``1[3-9]`` and nine digits only: number ranges open faster than tables follow.
    """
    if known := _E164.fullmatch(text):
        return f"+86{known[1]}"
    written = half_width(plain(text))
    digits = re.sub(r"[^0-9]", "", written)
    mobile = re.sub(r"^(?:00)?86(?=1[3-9][0-9]{9}$)", "", digits)
    if _MOBILE.fullmatch(mobile) and not re.search(r"[A-Za-z]", written):
        return f"+86{mobile}"
    if landline:
        try:
            number = phonenumbers.parse(written, "CN")
        except phonenumbers.NumberParseException:
            raise Odd("phone") from None
        if phonenumbers.is_valid_number(number) and not number.extension:
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    raise Odd("phone")


def person_name(text: str) -> str:
    """A person's name: NFC, one to fifty characters, letters of any script, the dot ·.

    Codes: name, too-long.
    """
    name = _CJK_GAP.sub("", _DOTS.sub("·", plain(text)))
    name = re.sub(r"\s*·\s*", "·", name)
    if len(name) > 50:
        raise Odd("too-long")
    odd = (c for c in name if unicodedata.category(c)[0] not in "LM" and c not in _IN_NAMES)
    if not name[:1].isalpha() or any(odd):
        raise Odd("name")
    return name


def company_name(text: str) -> str:
    """A firm's name in NFC, at most 200 characters. Codes: too-long."""
    name = plain(text)
    if len(name) > 200:
        raise Odd("too-long")
    return name


def major_code(text: str) -> str:
    """A classification code: a letter and one to three pairs of digits, in government procurement
    (set 213) up to five. Codes: major-code."""
    code = compact(text)
    if not MAJOR.fullmatch(code):
        raise Odd("major-code")
    return code


@lru_cache(maxsize=1 << 16)
def day_of(digits: str) -> date:
    """Eight digits, yyyyMMdd. Codes: date."""
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise Odd("date") from None


def calendar_date(text: str) -> date:
    """yyyyMMdd, also written 1970-1-2, 1970/01/02, 1970.1.2 or 1970年1月2日. Codes: date."""
    if len(text) == 8 and text.isascii() and text.isdigit():
        return day_of(text)
    found = _DATE.fullmatch(half_width(plain(text)).replace(" ", ""))
    if found is None or (text.strip().isdigit() and len(text.strip()) != 8):
        raise Odd("date")
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise Odd("date") from None


def moment(text: str, *, end: bool = False) -> datetime:
    """Aware UTC time of a date or of yyyyMMddHHmmss, both civil time of Asia/Shanghai. Codes: date.

    A date means its first instant, or with ``end`` the first instant of the day after (the day counts).
    """
    written = compact(text).replace(":", "")
    if re.fullmatch(r"[0-9]{14}", written):
        try:
            return datetime.strptime(written, "%Y%m%d%H%M%S").replace(tzinfo=SHANGHAI).astimezone(UTC)
        except (ValueError, OverflowError):
            raise Odd("date") from None
    day = calendar_date(text)
    try:
        first = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) + timedelta(days=int(end))
        return first.astimezone(UTC)
    except OverflowError:
        raise Odd("date") from None


def day_text(day: date) -> str:
    """yyyyMMdd, with four digits of any year."""
    return f"{day.year:04}{day.month:02}{day.day:02}"


def moment_text(at: datetime, *, end: bool = False) -> str:
    """The shortest text that ``moment`` reads back as ``at``: a date where that is exact, else 14 digits."""
    local = at.astimezone(SHANGHAI)
    if local.hour == local.minute == local.second == 0:
        return day_text(local.date() - timedelta(days=int(end)))
    return f"{day_text(local)}{local:%H%M%S}"


def mask(value: object) -> str:
    """``value`` for a report: its first character, of a long one also the last two, the rest starred."""
    text = plain(str(value))
    if len(text) < 2:
        return "*" * len(text)
    first = text[0] if text[0].isprintable() else "?"
    if len(text) < 11:
        return first + "*" * (len(text) - 1)
    return first + "*" * min(len(text) - 3, 8) + text[-2:]
