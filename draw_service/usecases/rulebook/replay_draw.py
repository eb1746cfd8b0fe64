"""A draw of any age computed again from its own evidence, beside the rules it was made under (Art. 25)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from audit.canonical import canonical
from audit.verify import Report, verify
from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.pack_editions import Difference, differences
from draw_service.rules.refusals import OutOfOrder
from draw_service.usecases.chain import load
from draw_service.usecases.ports import House
from draw_service.usecases.rulebook.look_at_rules import READERS
from draw_service.usecases.supervision.export_bundle import bundle_of
from draw_service.usecases.supervision.export_policy import export_policy
from draw_service.usecases.supervision.supervised import own_draw


@dataclass(frozen=True, slots=True)
class Replayed:
    """``report``: every step of the verifier over the draw's public bundle; ``since``: what of the rules is
    different today from the pack the draw was filed under. No person is named in either."""

    draw_id: str
    filed_at: datetime
    rule_pack: str
    today: str
    since: tuple[Difference, ...]
    report: Report


def replay_draw(house: House, who: Who, draw_id: str) -> Replayed:
    """Raises ``NotYourRoom``, ``SecondFactorMissing``, ``NotFound`` (also for a regulator whose it is not),
    ``OutOfOrder`` while the draw runs."""
    must_hold(who, *READERS)
    house.sequence()
    with house.views() as books:
        if Role.REGULATOR in who.roles:
            own_draw(books, who, draw_id)
        draw = load(books, draw_id)
        if draw.end is None:
            raise OutOfOrder
        bundle = canonical(bundle_of(books, draw, "public"))
    then, today = house.pack_by_id(draw.rule_pack, draw.filed_at), house.pack(house.clock.now())
    report = verify(bundle, policy=export_policy(house))
    return Replayed(draw_id, draw.filed_at, then.id, today.id, differences(then, today), report)
