"""Which sealed card each seat stands at, so that the people in the room tick it off as calls go on: when the
power fails, the paper knows where the order stands (Art. 5(2)). A label names nobody."""

from __future__ import annotations

from draw_service.usecases.chain import load
from draw_service.usecases.manual.print_kit import kit_of
from draw_service.usecases.ports import House


def kit_labels(house: House, draw_id: str) -> dict[int, str]:
    """Slot -> label of its holder's card, for holders whose card is in the kit. Raises ``NotFound``."""
    with house.books() as books:
        draw, kit = load(books, draw_id), kit_of(books, draw_id)
    if kit is None or draw.seating is None:
        return {}
    label_of = {card: label for label, card in kit.cards.items()}
    found = {
        slot: label_of.get((draw.seating.stratum_of[slot], holder.handle.hex()), "")
        for slot, holder in draw.seating.holders.items()
    }
    return {slot: label for slot, label in sorted(found.items()) if label}
