"""Every leaf of the house log, for ``panel verify --log`` and for witnesses: no fork, no hidden attempt."""

from __future__ import annotations

from base64 import b64encode

from audit.canonical import canonical
from draw_service.usecases.ports import House


def export_log(house: House) -> bytes:
    """``{"leaves":[base64…]}`` in log order; leaves hold no names."""
    house.sequence()
    with house.views() as books:
        return canonical({"leaves": [b64encode(leaf).decode() for leaf in books.journal.leaves()]})


MOST = 1000
"""Leaves on one page of the feed."""


def leaves_from(house: House, first: int) -> bytes:
    """``{"from":first,"leaves":[base64…]}``: the leaves that follow under the newest checkpoint, at most
    ``MOST``; none when there are no more."""
    with house.views() as books:
        found = [b64encode(leaf).decode() for leaf in books.journal.leaves(first, MOST)]
    return canonical({"from": first, "leaves": found})
