"""The desk asks for the six digits of the confirmation SMS (Art. 14); it hears yes or no."""

from __future__ import annotations

import hmac

from draw_service.usecases.notices import hash_of_code
from draw_service.usecases.ports import Books, House


def knows_code(house: House, books: Books, draw_id: str, slot: int, code: str) -> bool:
    """Whether ``code`` was sent to the seat's present holder, in the open transaction."""
    kept = books.draws.sign_in_code(draw_id, slot)
    return bool(kept) and hmac.compare_digest(kept, hash_of_code(house, draw_id, slot, code.strip()))
