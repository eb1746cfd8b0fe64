"""Which sealed card each seat stands at, so that the people in the room tick it off as calls go on: when the
power fails, the paper knows where the order stands (Art. 5(2)). A label names nobody."""

from __future__ import annotations

from draw_service.rules.life import Draw
from draw_service.usecases.chain import load
from draw_service.usecases.manual.print_kit import Kit, kit_of
from draw_service.usecases.ports import House


def kit_labels(house: House, draw_id: str) -> dict[int, str]:
    """Slot -> label of its holder's card, for holders whose card is in the kit. Raises ``NotFound``."""
    with house.views() as books:
        return labels_of(load(books, draw_id), kit_of(books, draw_id))


def labels_of(draw: Draw, kit: Kit | None) -> dict[int, str]:
    """The same for a draw and its kit; nothing once the kit is destroyed."""
    if kit is None or kit.destroyed or draw.seating is None:
        return {}
    label_of = {card: label for label, card in kit.cards.items()}
    found = {
        slot: label_of.get((draw.seating.stratum_of[slot], holder.handle.hex()), "")
        for slot, holder in draw.seating.holders.items()
    }
    return {slot: label for slot, label in sorted(found.items()) if label}
