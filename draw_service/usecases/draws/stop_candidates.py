"""The one way a pool leaf is stopped after the lock: ``recusal.added`` (protocol section 3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from audit.canonical import canonical
from audit.events import DrawEvent
from audit.merkle import leaf_hash, root
from draw_service.rules.life import Draw
from draw_service.rules.lottery import why_leaf
from draw_service.rules.refusals import BadInput
from draw_service.usecases.chain import append
from draw_service.usecases.ports import Books, House


def add_leaves(
    house: House,
    books: Books,
    draw: Draw,
    why: Mapping[bytes, str],
    reason: str,
    by: Sequence[str],
    evidence: str = "",
) -> None:
    """Append one ``recusal.added`` for ``why`` (raw handle -> code) and apply it to ``draw``'s seats;
    a selective draw has no such event.

    ``evidence``: hex hash of the paper behind it, "" for the service's own reasons.
    """
    if draw.seating is None:
        raise ValueError("recusals are added after the order")
    if draw.selected is not None:
        # No pool was locked, so there is no leaf to add: holders step back, reserves are asked at their call.
        draw.seating.recuse(why)
        return
    leaves = [why_leaf(handle, why[handle]) for handle in sorted(why)]
    body = {
        "root": root([leaf_hash(leaf) for leaf in leaves]).hex(),
        "size": len(leaves),
        "reason": reason,
        "by": list(by),
        "evidence": evidence,
    }
    event = append(books, draw, DrawEvent.RECUSAL_ADDED, body, house.clock.now())
    stored = canonical([{"h": handle.hex(), "why": why[handle]} for handle in sorted(why)])
    books.draws.put_added(draw.draw_id, event.n, stored)
    draw.seating.recuse(why)


def require_evidence(evidence: str) -> None:
    """What people add needs its paper, by hex SHA-256 (protocol section 3). Raises ``BadInput``."""
    if len(evidence) != 64 or set(evidence) - set("0123456789abcdef"):
        raise BadInput(what="evidence")
