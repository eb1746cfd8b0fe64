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
Words = tuple[str, str]
"""The same sentence in Chinese and in English."""

MISSING: Words = ("请填写", "Fill this in")
_NO_NUMBER: Words = ("请填写数字", "Give a number")
_TOO_LONG: Words = ("太长", "Too long")
_NO_TIME: Words = ("请填写日期和时间，例如 2026-03-04 09:00", "Give date and time, such as 2026-03-04 09:00")
_NO_DAY: Words = ("请填写日期，例如 2026-03-04", "Give a date, such as 2026-03-04")
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

    def moment(self, name: str, *, needed: bool = True) -> datetime | None:
        """A local time (Asia/Shanghai) as aware UTC."""
        found = unicodedata.normalize("NFKC", self._raw(name)).strip().replace("T", " ").replace("/", "-")
        if not found:
            self._need(name, needed)
            return None
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
        """What the sender called an uploaded file, "" when there is none. Never a path to write to."""
        found = self._data.get(name)
        return (found.filename or "") if isinstance(found, UploadFile) else ""

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
