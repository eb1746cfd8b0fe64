"""Which papers of a draw are out: what the draw room's page shows of the calls by hand (Art. 5(2)).

Serials, seats and labels; a number is on the paper alone and a name on none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from draw_service.usecases.chain import load
from draw_service.usecases.manual.kit_labels import labels_of
from draw_service.usecases.manual.next_card import card_out
from draw_service.usecases.manual.print_kit import kit_of
from draw_service.usecases.manual.read_out import gap_minutes
from draw_service.usecases.notices import policy_of
from draw_service.usecases.ports import House


@dataclass(frozen=True, slots=True)
class CardsView:
    """``by_hand``: slots whose open call a person makes. ``card``: serial of the card that is out, "" for
    none, printed at ``at`` for the ``ordinal``-th call of ``slot``; a call by hand without a card needs a
    reprint. ``tries`` rounds of calls, ``gap`` minutes apart at least, before a card may end without an
    answer. ``kit``:
    serial of the paper kit that is out, "" for none, with ``unused`` cards to type back or destroy;
    ``labels``: slot -> label of its holder's card of the kit."""

    by_hand: tuple[int, ...]
    card: str
    slot: int | None
    ordinal: int | None
    at: datetime | None
    tries: int
    gap: int
    kit: str
    unused: int
    labels: Mapping[int, str]


def look_at_cards(house: House, draw_id: str) -> CardsView:
    """Raises ``NotFound``."""
    with house.views() as books:
        draw, kit = load(books, draw_id), kit_of(books, draw_id)
        out = card_out(books, draw)
    policy = policy_of(house.pack_by_id(draw.rule_pack, draw.filed_at))
    return CardsView(
        by_hand=tuple(draw.by_hand),
        card=out.serial if out is not None else "",
        slot=out.slot if out is not None else None,
        ordinal=out.ordinal if out is not None else None,
        at=out.at if out is not None else None,
        tries=policy.tries,
        gap=gap_minutes(policy),
        kit=kit.serial if kit is not None and not kit.destroyed else "",
        unused=kit.unused if kit is not None else 0,
        labels=labels_of(draw, kit),
    )
