"""What three parties see before they choose in a selective draw (Art. 4(2)): seats, consent, and nobody."""

from __future__ import annotations

from dataclasses import dataclass

from draw_service.rules.applications import Party
from draw_service.rules.refusals import NotAllowed
from draw_service.usecases.applications.list_specialties import list_specialties
from draw_service.usecases.chain import application_of, load
from draw_service.usecases.ports import House
from draw_service.usecases.presence import parties_asked
from draw_service.usecases.supervision.record_consent import Consent, consent_of


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat to choose for: ``code`` and ``name`` of its specialty."""

    slot: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class SelectionView:
    """``consent`` None until the regulator has recorded it; ``parties`` confirm; ``chosen``: it is done."""

    seats: tuple[Seat, ...]
    consent: Consent | None
    parties: tuple[Party, ...]
    chosen: bool


def look_at_selection(house: House, draw_id: str) -> SelectionView:
    """Raises ``NotFound``, and ``NotAllowed`` for a random draw."""
    names, parties = list_specialties(house), parties_asked(house, draw_id, "selective_parties")
    with house.views() as books:
        draw = load(books, draw_id)
        if application_of(books, draw).mode != "selective":
            raise NotAllowed
        codes = [stratum.code for stratum in draw.strata for _ in range(stratum.quota)]
        seats = (Seat(slot, code, names.get(code, "")) for slot, code in enumerate(codes, start=1))
        consent = consent_of(books, draw_id)
        return SelectionView(tuple(seats), consent, tuple(parties), draw.selected is not None)
