"""Hand the auditor's bundle to the regulator and erase the draw's secrets (protocol section 5)."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from audit.canonical import NotCanonical, parse_canonical
from audit.events import HouseEvent
from draw_service.rules.refusals import NotUnsealed, OutOfOrder, SecretsErased
from draw_service.usecases.chain import load
from draw_service.usecases.expert.own_tickets import keep_receipts
from draw_service.usecases.ports import House
from draw_service.usecases.presence import Codes, confirm_parties
from draw_service.usecases.statistics.catch_up import catch_up
from draw_service.usecases.supervision.export_bundle import bundle_of
from draw_service.usecases.witnessed import await_gate


def hand_over(house: House, draw_id: str, bundle: bytes, codes: Codes) -> str:
    """The regulator confirms to hold ``bundle``; K and the register copy are erased with it.

    Afterwards only the sealed roster holds K, and each expert's own receipt opens the own leaf. Returns the
    bundle's hex SHA-256. Raises ``OutOfOrder`` when ``bundle`` is not this draw's auditor bundle,
    ``SecretsErased`` when it was handed over before.
    """
    confirm_parties(house, draw_id, codes, ("center", "regulator"))
    await_gate(house, draw_id, whole=True)
    catch_up(house)  # who was called is told by K alone
    with house.books() as books:
        now = house.clock.now()
        draw = load(books, draw_id)
        if draw.end is None or draw.unsealed is None:
            raise NotUnsealed
        if books.draws.marked(draw_id, "bundle") is not None:
            raise SecretsErased
        if not _same_evidence(bundle, bundle_of(books, draw, "auditor")):
            raise OutOfOrder
        digest = sha256(bundle).hexdigest()
        keep_receipts(house, books, draw)
        books.draws.mark(draw_id, "bundle", now)
        body = {"draw": draw_id, "bundle": digest}
        books.journal.note("supervision", HouseEvent.BUNDLE_HANDED, body, now)
        books.draws.erase_secrets(draw_id)
        books.journal.note("supervision", HouseEvent.SECRETS_ERASED, {"draw": draw_id}, now)
        books.commit()
    return digest


def _same_evidence(data: bytes, expected: dict[str, Any]) -> bool:
    """Equal but for the checkpoint and the proofs to it, which move on with the log."""
    try:
        found = parse_canonical(data)
    except NotCanonical:
        return False
    if not isinstance(found, dict) or set(found) != set(expected):
        return False
    settled = ("format", "stage", "origin", "pool", "excluded", "recusals", "recusals_added", "openings", "k")
    return all(found[key] == expected[key] for key in settled) and _logged(found) == _logged(expected)


def _logged(bundle: dict[str, Any]) -> list[object]:
    """The bytes of its events, whatever somebody else's file may hold there."""
    events = bundle["events"] if isinstance(bundle["events"], list) else []
    return [event.get("bytes") if isinstance(event, dict) else None for event in events]
