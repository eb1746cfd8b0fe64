"""Papers as plain text, for what a use case hands over, and their register over a town's state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from draw_service.usecases.ports import CallCard, Paper, PaperKit, Printing, RosterSheet
from tests.usecases.books import State


@dataclass
class PlainPapers:
    """Keeps what it was asked to set; the sheet is the serial alone."""

    center: str = "Center"
    cards: list[CallCard] = field(default_factory=list)
    kits: list[PaperKit] = field(default_factory=list)

    def call_card(self, card: CallCard) -> bytes:
        self.cards.append(card)
        return card.serial.encode()

    def kit(self, kit: PaperKit) -> bytes:
        self.kits.append(kit)
        return kit.serial.encode()

    def roster(self, sheet: RosterSheet) -> bytes:
        lines = [f"{slot}\t{name}\t{unit}" for slot, name, unit in sheet.lines]
        return "\n".join([f"{sheet.draw_id}\t{sheet.serial}\t{sheet.envelope}", *lines]).encode()

    def missing(self, text: str) -> Sequence[str]:
        """This font has nothing beyond the basic plane."""
        return [one for one in dict.fromkeys(text) if ord(one) > 0xFFFF]

    def paper(self, paper: Paper, nth: int = 1) -> bytes:
        return f"{paper.serial}\t{paper.kind}\t{nth}".encode()


class FakePaperRegister:
    """``ports.PaperRegister`` over tuples."""

    def __init__(self, state: State) -> None:
        self._state = state

    def hold(self, center: str) -> None:
        """One transaction at a time."""

    def next_number(self, center: str, kind: str, year: int) -> int:
        name = f"paper/{center}/{kind}/{year}"
        self._state.numbers[name] = self._state.numbers.get(name, 0) + 1
        return self._state.numbers[name]

    def add(self, center: str, paper: Paper, printing: Printing) -> None:
        self._state.papers = (*self._state.papers, (center, paper))
        self.add_printing(center, printing)

    def add_printing(self, center: str, printing: Printing) -> None:
        self._state.printings = (*self._state.printings, (center, printing))

    def paper(self, center: str, serial: str) -> Paper | None:
        return next((one for one in self._of(center) if one.serial == serial), None)

    def newest(self, center: str, kind: str, subject: str) -> Paper | None:
        same = [one for one in self._of(center) if (one.kind, one.subject) == (kind, subject)]
        return same[-1] if same else None

    def about(self, center: str, *, project: str = "", subject: str = "") -> Sequence[Paper]:
        return [
            one
            for one in self._of(center)
            if (project or subject) and project in ("", one.project) and subject in ("", one.subject)
        ]

    def printings(self, center: str, serial: str) -> Sequence[Printing]:
        return [one for where, one in self._state.printings if (where, one.serial) == (center, serial)]

    def _of(self, center: str) -> list[Paper]:
        return [one for where, one in self._state.papers if where == center]
