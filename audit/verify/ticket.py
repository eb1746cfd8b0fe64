"""One expert's own ticket: the private receipt opens one leaf of the public bundle, the order says the rest.

A receipt is JSON ``{"format":"edraw-ticket/1","draw","handle","salt","identity":{"id","name","unit"}}``. Only
whoever knows the salt can open the leaf, so it tells nobody else that the leaf is this expert's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from audit import shapes
from audit.canonical import NotCanonical, canonical, parse
from audit.shapes import BodyError
from audit.verify.bundle import IDENTITY
from audit.verify.course import Course
from audit.verify.lists import Lists
from audit.verify.openings import identity_hash
from audit.verify.order import Order
from audit.verify.report import Said
from audit.verify.seats import Seats
from audit.verify.seed import Keyed

FORMAT = "edraw-ticket/1"
_RECEIPT = shapes.shape(
    {
        "format": shapes.one_of(FORMAT),
        "draw": shapes.draw_id,
        "handle": shapes.hex32,
        "salt": shapes.hex32,
        "identity": IDENTITY,
    }
)


@dataclass(frozen=True)
class Rank:
    """``rank`` of ``of`` in the order of one stratum; the first is 1."""

    stratum: str
    rank: int
    of: int


@dataclass(frozen=True)
class Ticket:
    """What a receipt shows. ``place``: pool, excluded or none; ``slot``: the seat the order gave, if any;
    ``sealed``: whether the expert held a seat at the last seal."""

    good: bool
    place: str
    said: Said
    ticket: str = ""
    ranks: tuple[Rank, ...] = ()
    recused: bool = False
    slot: int | None = None
    sealed: bool = False

    def as_json(self) -> dict[str, object]:
        """The answer as plain JSON values."""
        found: dict[str, object] = {
            "good": self.good,
            "place": self.place,
            "zh": self.said.zh,
            "en": self.said.en,
        }
        if self.good and self.place == "pool":
            found |= {
                "ticket": self.ticket,
                "ranks": [{"stratum": one.stratum, "rank": one.rank, "of": one.of} for one in self.ranks],
                "recused": self.recused,
                "slot": self.slot,
                "sealed": self.sealed,
            }
        return found


def _none(zh: str, en: str) -> Ticket:
    return Ticket(False, "none", Said(zh, en))


def _read(receipt: bytes) -> Mapping[str, Any] | None:
    try:
        found: Mapping[str, Any] = parse(receipt)
        _RECEIPT(found)
    except (NotCanonical, BodyError):
        return None
    return found


def check_ticket(
    receipt: bytes,
    draw: str,
    course: Course | None,
    lists: Lists | None,
    order: Order | None,
    seats: Seats | None,
    seed: bytes | None,
) -> Ticket:
    """Compare a receipt with what the steps found; nothing of a failed bundle is told."""
    own = _read(receipt)
    if own is None:
        return _none("回执文件无法读取", "the receipt cannot be read")
    if own["draw"] != draw:
        return _none("回执属于另一次抽取", "the receipt is of another draw")
    if course is None or lists is None or (course.order is not None and seats is None):
        return _none(
            "没有可对照的名单：核验包未通过，或本次没有随机名单",
            "there is no list to compare with: the bundle failed, or no list was locked",
        )
    handle = own["handle"]
    if handle in lists.excluded:
        return Ticket(
            True,
            "excluded",
            Said(
                "代号在不符合条件名单中，未参加抽取；事由见核验包，如有异议可向监管部门提出",
                "the handle is on the list of those not eligible, with its reason; "
                "object to the regulator if it is wrong",
            ),
        )
    leaf = lists.pool.get(handle)
    if leaf is None:
        return _none("代号不在本次抽取的任何名单中", "the handle is in no list of this draw")
    if identity_hash(bytes.fromhex(own["salt"]), canonical(own["identity"]).decode()) != leaf["c"]:
        return _none("回执与名单中的条目不符：条目属于另一人", "the leaf holds another person than you")
    if course.order is None or order is None or seats is None or seed is None:
        said = Said("您在名单中；本次未产生顺序", "you are in the pool; no order was drawn")
        return Ticket(True, "pool", said)
    return _placed(handle, leaf["s"], order, seats, seed)


def _placed(handle: str, strata: list[str], order: Order, seats: Seats, seed: bytes) -> Ticket:
    """Where the expert stood, and whether the turn came."""
    ranks = tuple(
        Rank(name, order.by_stratum[name].index(handle) + 1, len(order.by_stratum[name])) for name in strata
    )
    recused, slot = handle in seats.recused, seats.given.get(handle)
    if slot is not None:
        end = Said(f"抽中第 {slot} 席", f"you were drawn for slot {slot}")
    elif recused:
        end = Said("须回避", "you had to step back")
    else:
        end = Said("未轮到", "your turn did not come")
    zh = "，".join(f"专业 {one.stratum} 第 {one.rank} 位（共 {one.of} 位）" for one in ranks)
    en = ", ".join(f"{one.rank} of {one.of} in stratum {one.stratum}" for one in ranks)
    return Ticket(
        True,
        "pool",
        Said(f"您在名单中：{zh}；{end.zh}", f"you are in the pool: {en}; {end.en}"),
        Keyed(seed, b"edraw/1 ticket\0")(bytes.fromhex(handle)).hex(),
        ranks,
        recused,
        slot,
        handle in seats.sealed_at_last.values(),
    )
