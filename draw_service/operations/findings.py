"""What ``panel doctor`` finds: one finding a check."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: a slug, how it stands, what was found and what to do about it, in both languages."""

    check: str
    state: State
    zh: str
    en: str
    todo_zh: str = ""
    todo_en: str = ""

    def as_json(self) -> dict[str, str]:
        return asdict(self)
