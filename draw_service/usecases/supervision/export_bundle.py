"""The evidence bundle of a draw that has ended (protocol section 7)."""

from __future__ import annotations

from typing import Any, Literal

from audit.canonical import canonical, parse_canonical
from draw_service.rules.life import Draw
from draw_service.rules.refusals import NotFound, NotUnsealed, OutOfOrder
from draw_service.usecases.chain import load, secret_k
from draw_service.usecases.ports import Books, House
from draw_service.usecases.witnessed import await_gate

Stage = Literal["auditor", "published", "public"]


def export_bundle(house: House, draw_id: str, stage: Stage) -> bytes:
    """``<draw_id>.edraw.json``: canonical JSON.

    ``auditor`` exists after unsealing, until the hand-over; ``published`` (with names) and ``public`` only
    after the result notice; ``published`` only where the rule pack publishes panels. An attempt that ended
    without unsealing has a public bundle only. Raises ``OutOfOrder``, ``NotUnsealed``, ``SecretsErased``;
    "not yet" and "not there" look the same.
    """
    if stage == "auditor":
        await_gate(house, draw_id, whole=True)
    else:
        house.sequence()  # strangers make nobody wait
    with house.views() as books:
        draw = load(books, draw_id)
        if draw.end is None:
            raise OutOfOrder
        if stage != "public" and draw.unsealed is None:
            raise NotUnsealed
        if stage != "auditor" and books.draws.marked(draw_id, "notice") is None:
            raise NotFound
        if stage == "published" and not _publishes(house, books, draw):
            raise NotFound
        return canonical(bundle_of(books, draw, stage))


def bundle_of(books: Books, draw: Draw, stage: Stage) -> dict[str, Any]:
    """The bundle as an object."""
    gates: dict[str, int | None] = {
        "lock": draw.lock.n if draw.lock is not None else None,
        "order": draw.ordered_n if draw.lock is not None else None,
        "seal": draw.sealed.n if draw.sealed is not None else None,
    }
    openings = books.draws.openings(draw.draw_id) if stage != "public" else None
    random = draw.lock is not None
    return {
        "format": "edraw-bundle/1",
        "stage": stage,
        **books.journal.evidence(draw.draw_id, gates),
        "pool": _leaves(books.draws.list(draw.draw_id, "pool")) if random else [],
        "excluded": _leaves(books.draws.list(draw.draw_id, "excluded")),
        "recusals": _leaves(books.draws.list(draw.draw_id, "recusals")),
        "recusals_added": [_leaves(data) for _n, data in books.draws.added(draw.draw_id)],
        "openings": _leaves(openings),
        "k": secret_k(books, draw.draw_id).hex() if stage == "auditor" else None,
    }


def _publishes(house: House, books: Books, draw: Draw) -> bool:
    found = books.draws.application(draw.application_id)
    kinds = house.pack_by_id(draw.rule_pack, draw.filed_at).list("publishes_panel")
    return found is not None and found[1].procurement in kinds


def _leaves(data: bytes | None) -> list[Any]:
    return list(parse_canonical(data)) if data is not None else []
