"""Two people destroy the cards of the kit that were not used, on record (Art. 5(2), 8(3))."""

from __future__ import annotations

from dataclasses import replace

from audit.events import HouseEvent
from draw_service.rules.refusals import KitMiscounted
from draw_service.usecases.manual.print_kit import keep_kit, kit_out
from draw_service.usecases.manual.type_back import Witness
from draw_service.usecases.ports import House
from draw_service.usecases.presence import Codes, confirm_parties


def destroy_kit(house: House, draw_id: str, serial: str, unused: int, witness: Witness, codes: Codes) -> int:
    """``unused``: cards counted and destroyed; with the ones typed back they must be all. Possible after the
    draw has ended too. Raises ``KitMissing``, ``KitMiscounted`` when a card is not accounted for,
    ``PartiesMissing``, ``EntryCodeWrong``."""
    confirm_parties(house, draw_id, codes, ("center", witness))
    with house.books() as books:
        kit = kit_out(books, draw_id, serial)
        if unused != kit.unused:
            raise KitMiscounted(left=kit.unused)
        keep_kit(books, draw_id, replace(kit, destroyed=True))
        body = {"draw": draw_id, "serial": serial, "cards": unused, "by": f"center,{witness}"}
        books.journal.note("papers", HouseEvent.KIT_DESTROYED, body, house.clock.now())
        books.commit()
    return unused
