"""The card on the desk's reader (Art. 8(4)); typing the number is always possible."""

from __future__ import annotations

from draw_service.rules.refusals import ReaderSilent
from draw_service.usecases.ports import House


def read_card(house: House, desk: str) -> str:
    """Its identity number; ``desk``: the address of the terminal. Raises ``ReaderSilent``."""
    found = house.id_reader.read(desk) if house.id_reader is not None else ""
    if not found:
        raise ReaderSilent
    return found
