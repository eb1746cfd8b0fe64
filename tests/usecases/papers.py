"""Papers as plain text, for what a use case hands over."""

from __future__ import annotations

from dataclasses import dataclass, field

from draw_service.usecases.ports import CallCard, PaperKit, RosterSheet


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
