"""The register as it stood at the lock, for the regulator's own copy (protocol section 2)."""

from __future__ import annotations

from draw_service.rules.refusals import NotUnsealed, SecretsErased
from draw_service.usecases.chain import load
from draw_service.usecases.ports import House


def export_register(house: House, draw_id: str) -> bytes:
    """Canonical ``[{"id","name","s","unit"}…]``, what ``panel verify --register`` reads.

    Raises ``NotUnsealed`` before unsealing, ``SecretsErased`` after the hand-over.
    """
    with house.books() as books:
        if load(books, draw_id).unsealed is None:
            raise NotUnsealed
        data = books.draws.list(draw_id, "register")
    if data is None:
        raise SecretsErased
    return data
