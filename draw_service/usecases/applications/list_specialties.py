"""The specialties an application may ask for, by code (Art. 2; 招标投标法实施条例 45)."""

from __future__ import annotations

from draw_service.rules.specialties import UPPER_LEVELS
from draw_service.usecases.ports import House


def list_specialties(house: House) -> dict[str, str]:
    """Code -> name, ascending; the two upper levels where no table was imported."""
    with house.views() as books:
        return dict(sorted((books.pool.specialties() or dict(UPPER_LEVELS)).items()))
