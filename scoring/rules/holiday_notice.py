"""PURE. The yearly holiday notice of the State Council's general office, read as it is pasted, or a table of
days (rules.md section 5).

The notice speaks in sentences: ``1月28日（周二）至2月4日（周二）放假调休，共8天。1月26日（周日）上班。``
A table has a date and a word a line: ``2027-01-01 休`` or ``2027-02-07,班``.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from scoring.rules.working_days import CalendarRowsWrong, Year

_DAY = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日")
_SPAN = re.compile(rf"({_DAY.pattern})\s*(?:至|到|-|—|–|~|～)+\s*({_DAY.pattern})")
_LINE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[\s,;|]*(\S+)?")
_OFF, _ON = ("休", "放假", "节", "holiday", "off"), ("班", "上班", "workday", "work")
_LONGEST = timedelta(days=15)


def read_notice(text: str, year: int, *, provisional: bool) -> Year:
    """The year in it. Raises ``CalendarRowsWrong``, with what could not be read."""
    plain = unicodedata.normalize("NFKC", text)
    off: set[date] = set()
    on: set[date] = set()
    lines = [line.strip() for line in plain.splitlines() if line.strip()]
    if lines and all(_LINE.match(line) for line in lines):
        for line in lines:
            _take_line(line, year, off, on)
    else:
        for sentence in re.split(r"[。;\n]", re.sub(r"\([^()]*\)", "", plain)):
            _take_sentence(sentence, year, off, on)
    return Year(year, frozenset(off), frozenset(on), provisional)


def _take_line(line: str, year: int, off: set[date], on: set[date]) -> None:
    found = _LINE.match(line)
    if found is None:
        raise CalendarRowsWrong(year=year, day=line[:20])
    at, word = _date(year, *found.group(1, 2, 3)), (found.group(4) or "").lower()
    if any(one in word for one in _ON):
        on.add(at)
    elif any(one in word for one in _OFF):
        off.add(at)
    else:
        raise CalendarRowsWrong(year=year, day=line[:20])


def _take_sentence(sentence: str, year: int, off: set[date], on: set[date]) -> None:
    """Days that end in 上班 are worked, days that end in 放假 are not; what says neither says nothing."""
    for clause in re.split(r"(?<=上班)|(?<=放假)|(?<=休息)", sentence):
        days = on if clause.endswith("上班") else off if clause.endswith(("放假", "休息")) else None
        if days is not None:
            days.update(_days(clause, year))


def _days(clause: str, year: int) -> set[date]:
    found: set[date] = set()
    for span in _SPAN.finditer(clause):
        first = _date(year, *span.group(2, 3, 4))
        last = _date(year, span.group(6) or str(first.year), span.group(7) or str(first.month), span.group(8))
        if not timedelta() <= last - first <= _LONGEST:
            raise CalendarRowsWrong(year=year, day=span.group(0))
        found.update(first + timedelta(days=n) for n in range((last - first).days + 1))
    month = ""
    for single in _DAY.finditer(_SPAN.sub("", clause)):
        month = single.group(2) or month
        found.add(_date(year, single.group(1), month, single.group(3)))
    return found


def _date(year: int, named: str | None, month: str | None, day: str) -> date:
    try:
        return date(int(named or year), int(month or 0), int(day))
    except ValueError:
        raise CalendarRowsWrong(year=year, day=f"{named or year}-{month or '?'}-{day}") from None
