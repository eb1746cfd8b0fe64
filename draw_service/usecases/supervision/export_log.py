"""Every leaf of the house log, for ``panel verify --log``: proves no fork and no hidden attempt."""

from __future__ import annotations

from base64 import b64encode

from audit.canonical import canonical
from draw_service.usecases.ports import House


def export_log(house: House) -> bytes:
    """``{"leaves":[base64…]}`` in log order; leaves hold no names."""
    house.sequence()
    with house.books() as books:
        return canonical({"leaves": [b64encode(leaf).decode() for leaf in books.journal.leaves()]})
