"""Call and sign-in records beside the auditor's bundle, as JSON lines (protocol section 7)."""

from __future__ import annotations

from draw_service.rules.refusals import NotUnsealed
from draw_service.usecases.chain import load
from draw_service.usecases.ports import House


def export_records(house: House, draw_id: str) -> bytes:
    """One canonical record per line, what ``panel verify --records`` reads. Raises ``NotUnsealed``."""
    with house.books() as books:
        if load(books, draw_id).unsealed is None:
            raise NotUnsealed
        return b"".join(record.data + b"\n" for record in books.draws.call_records(draw_id))
