"""Reading what people typed: forgiving about how, clear about what is missing (ui.md rule 11)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData, UploadFile

from draw_service.rules.refusals import FormRefused

SHANGHAI = ZoneInfo("Asia/Shanghai")
_WHOLE = re.compile("-?[0-9]{1,18}")
_NAME = 120
"""Characters kept of what a sender called a file."""
_YUAN = re.compile("(?:人民币|RMB|CNY)?¥?([0-9]{1,18})(?:元|圆)?整?", re.IGNORECASE)
_LARGER = re.compile("¥?([0-9]{1,12})(?:[.]([0-9]{1,8}))?(万|亿)(?:元|圆)?整?")
_TIME = re.compile("([0-9]{1,2}):?([0-9]{2})")
Words = tuple[str, str]
"""The same sentence in Chinese and in English."""

MISSING: Words = ("请填写", "Fill this in")
_NO_NUMBER: Words = ("请填写数字", "Give a number")
_TOO_LONG: Words = ("太长", "Too long")
_NO_TIME: Words = ("请填写日期和时间，例如 2026-03-04 09:00", "Give date and time, such as 2026-03-04 09:00")
_NO_DAY: Words = ("请填写日期，例如 2026-03-04", "Give a date, such as 2026-03-04")
_NO_YUAN: Words = (
    "请填写整数，以元为单位，例如 1200000",
    "Give a whole number of yuan, such as 1200000",
)
_NO_REFERENCE: Words = (
    "只能用字母、数字和符号；汉字请换成拼音首字母，例如 JH-2026-12",
    "Latin letters, digits and signs only, such as JH-2026-12",
)
_NOT_OFFERED: Words = ("请从所列选项中选择", "Choose one of those offered")


def draw_number(text: str) -> str:
    """The number of a draw as people type it, ``ap-2026-0001.1`` too: half-width capitals without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


class Form:
    """One submitted form. Readers never raise: they note an error and give an empty value; ``check`` raises
    ``FormRefused`` when anything was noted. What was typed stays in ``typed`` for the page."""

    def __init__(self, data: FormData | None = None) -> None:
        self._data = data if data is not None else FormData()
        self.errors: dict[str, Words] = {}

    @property
    def typed(self) -> Mapping[str, str]:
        """What was typed, by field, as it was."""
        return {name: value for name, value in self._data.items() if isinstance(value, str)}

    def text(self, name: str, *, needed: bool = True, longest: int = 500) -> str:
        """One line: NFC, outer blanks dropped."""
        return self._bounded(name, unicodedata.normalize("NFC", self._raw(name)).strip(), needed, longest)

    def code(self, name: str, *, needed: bool = True, longest: int = 200) -> str:
        """A code or number: full-width becomes half-width, blanks go, letters stay as typed."""
        found = "".join(unicodedata.normalize("NFKC", self._raw(name)).split())
        return self._bounded(name, found, needed, longest)

    def draw(self, name: str = "draw", *, needed: bool = True) -> str:
        """The number of a draw."""
        return self._bounded(name, draw_number(self._raw(name)), needed, 64)

    def secret(self, name: str, *, longest: int = 400) -> str:
        """A password, untouched."""
        return self._bounded(name, self._raw(name), True, longest)

    def lines(self, name: str, *, needed: bool = True, longest: int = 20_000) -> list[str]:
        """Non-empty lines of a text area or of pasted spreadsheet cells."""
        text = self._bounded(name, unicodedata.normalize("NFC", self._raw(name)).strip(), needed, longest)
        return [line.strip() for line in text.splitlines() if line.strip()]

    def number(self, name: str, *, needed: bool = True, least: int = 0, most: int = 10**12) -> int:
        found = self.code(name, needed=needed).replace(",", "")
        if not found:
            return 0
        if not (_WHOLE.fullmatch(found) and least <= int(found) <= most):
            self.errors[name] = _NO_NUMBER
            return 0
        return int(found)

    def yuan(self, name: str, *, needed: bool = True, most: int = 10**12) -> int:
        """Whole yuan, with or without their sign. A sum in 万元 is never read as one in yuan: the error says
        what it would be."""
        found = self.code(name, needed=needed).replace(",", "")
        if not found:
            return 0
        whole = _YUAN.fullmatch(found)
        if whole and int(whole[1]) <= most:
            return int(whole[1])
        self.errors[name] = _in_yuan(found) or _NO_YUAN
        return 0

    def reference(self, name: str, *, needed: bool = True, longest: int = 60) -> str:
        """The number of a paper or a device that goes into the log, which takes ASCII alone."""
        found = self.code(name, needed=needed, longest=longest)
        if not (found.isascii() and found.isprintable()):
            self.errors[name] = _NO_REFERENCE
            return ""
        return found

    def moment(self, name: str, *, needed: bool = True, now: datetime | None = None) -> datetime | None:
        """A local time (Asia/Shanghai) as aware UTC. With ``now``, one without a date (``8:40``) is of its
        day."""
        found = unicodedata.normalize("NFKC", self._raw(name)).strip().replace("T", " ").replace("/", "-")
        if not found:
            self._need(name, needed)
            return None
        alone = _TIME.fullmatch(found) if now is not None else None
        if now is not None and alone:
            found = f"{now.astimezone(SHANGHAI):%Y-%m-%d} {alone[1]:0>2}:{alone[2]}"
        try:
            return datetime.fromisoformat(found).replace(tzinfo=SHANGHAI).astimezone(UTC)
        except (ValueError, OverflowError):
            self.errors[name] = _NO_TIME
            return None

    def day(self, name: str, *, needed: bool = True) -> date | None:
        found = unicodedata.normalize("NFKC", self._raw(name)).strip().replace("/", "-")
        if not found:
            self._need(name, needed)
            return None
        try:
            return date.fromisoformat(found)
        except ValueError:
            self.errors[name] = _NO_DAY
            return None

    def choice(self, name: str, offered: Iterable[str], *, needed: bool = True) -> str:
        found = self._raw(name).strip()
        if not found:
            self._need(name, needed)
        elif found not in set(offered):
            self.errors[name] = _NOT_OFFERED
            return ""
        return found

    def choices(self, name: str, offered: Iterable[str]) -> list[str]:
        """Every ticked box of that name."""
        known = set(offered)
        return [v for v in self._data.getlist(name) if isinstance(v, str) and v in known]

    def ticked(self, name: str) -> bool:
        return self._raw(name) not in ("", "0", "false")

    def file(self, name: str) -> bytes | None:
        """The bytes of an uploaded file, None when there is none. It is read once."""
        found = self._data.get(name)
        if not isinstance(found, UploadFile):
            return None
        with found.file:
            return found.file.read() if found.filename else None

    def upload_name(self, name: str) -> str:
        """What the sender called an uploaded file, to be shown: the end of the name alone, without folders or
        characters that steer how text is shown; "" when there is none. Never a path to write to."""
        found = self._data.get(name)
        called = (found.filename or "") if isinstance(found, UploadFile) else ""
        last = re.split(r"[/\\]", called)[-1].strip()
        return "".join(one for one in last if unicodedata.category(one)[0] not in "CZ" or one == " ")[-_NAME:]

    def close(self) -> None:
        """Let go of every file that was sent, read or not; one nobody asks for would stay open."""
        for _name, value in self._data.multi_items():
            if isinstance(value, UploadFile):
                value.file.close()

    def wrong(self, name: str, zh: str, en: str) -> None:
        """Note what a page itself finds wrong with a field."""
        self.errors.setdefault(name, (zh, en))

    def check(self) -> None:
        """Raises ``FormRefused`` when anything was noted."""
        if self.errors:
            raise FormRefused(total=len(self.errors))

    def _raw(self, name: str) -> str:
        found = self._data.get(name, "")
        return found if isinstance(found, str) else ""

    def _bounded(self, name: str, found: str, needed: bool, longest: int) -> str:
        if not found:
            self._need(name, needed)
        if len(found) > longest:
            self.errors[name] = _TOO_LONG
            return ""
        return found

    def _need(self, name: str, needed: bool) -> None:
        if needed:
            self.errors.setdefault(name, MISSING)


def _in_yuan(written: str) -> Words | None:
    """What a sum in 万元 or 亿元 is in yuan; None for anything else, and where no whole yuan come out."""
    found = _LARGER.fullmatch(written)
    if not found:
        return None
    zeros = 4 if found[3] == "万" else 8
    rest = (found[2] or "").rstrip("0")
    if len(rest) > zeros:
        return None
    sum_ = int(found[1] + rest.ljust(zeros, "0"))
    return f"单位是元，不是{found[3]}元：请填写 {sum_}", f"The unit is the yuan: give {sum_}"
