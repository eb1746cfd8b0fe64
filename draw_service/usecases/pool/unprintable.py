"""Characters of a name that no paper can show, reported when the name enters the register (Art. 8(3)).

A list that is printed blind cannot be corrected by hand, so whoever enters the name hears of it at once. The
paper shows the code point in place of the character: 〔U+2B55F〕.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from draw_service.rules.roster_rows import ReadExpert
from draw_service.usecases.ports import House


@dataclass(frozen=True, slots=True)
class Unprintable:
    """A row of a roster; ``characters``: those of its name that papers spell out."""

    sheet: str
    row: int
    characters: tuple[str, ...] = field(repr=False)

    def say(self, lang: str) -> str:
        """For whoever entered the row."""
        shown = shown_as(self.characters)
        if lang == "zh":
            return f"{self.sheet} 第 {self.row} 行：姓名中的字 {shown} 字库没有，文书上将以码位印出，请核对。"
        return (
            f"{self.sheet} row {self.row}: the font has no {shown}; papers print the code point instead,"
            " please check the name."
        )


def shown_as(characters: Iterable[str]) -> str:
    """Each character beside its code point: 𫕟（U+2B55F）."""
    return " ".join(f"{one}（U+{ord(one):04X}）" for one in characters)


def unprintable(house: House, experts: Iterable[ReadExpert]) -> tuple[Unprintable, ...]:
    """The rows whose names hold such characters, in the order of the file."""
    found = ((one, tuple(house.papers.missing(one.record.name))) for one in experts)
    return tuple(Unprintable(one.sheet, one.row, missing) for one, missing in found if missing)
