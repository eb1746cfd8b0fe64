"""PURE. Handing a post over at the end of a shift or of a term (Art. 9, 10).

专家抽取工作人员在评标评审专家到齐之前，不得离开评标区: who goes leaves nothing that nobody looks after. The
service counts what is open, never whose; what it cannot see two people look at together. One offers, another
account that holds the post takes over, and the counts of both moments stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar, Literal

from draw_service.rules.access import Role, not_own
from draw_service.rules.codes import Word
from draw_service.rules.packs import RulePack
from draw_service.rules.refusals import HandoverDecided, HandoverIncomplete, HandoverOpen

Post = Literal["draw-room", "pool", "archive", "keys"]
Item = Literal[
    "sessions", "envelopes", "kits", "phones", "changes", "fees", "incidents", "late", "alarms",
    "cases", "proposals", "looks", "destructions", "catalogue",
]  # fmt: skip
State = Literal["offered", "accepted", "returned", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Duty:
    """A post: who holds it, what the service counts for it, and what two people look at together."""

    word: Word
    roles: frozenset[Role]
    items: tuple[Item, ...]
    looks: Mapping[str, Word]


ITEMS: Mapping[Item, Word] = {
    "sessions": Word("正在进行的抽取", "draws under way"),
    "envelopes": Word("已打印、尚未启封的密封信封", "sealed envelopes printed and not opened"),
    "kits": Word("在外的纸面备用件", "paper kits that are out"),
    "phones": Word("抽取室内寄存、尚未取回的通讯工具", "phones deposited by people now in a draw room"),
    "changes": Word("等待三方确认的变更", "changes that wait for three parties"),
    "fees": Word("未付清的报酬表", "fee sheets not paid"),
    "incidents": Word("未结案的事件", "incidents not closed"),
    "late": Word("上报时限将到或已过的事件", "incidents whose hour is near or past"),
    "alarms": Word("未处理的告警", "alarms nobody has seen to"),
    "cases": Word("未办结的名册事项", "cases of the register not decided"),
    "proposals": Word("未办理的专家更正申请", "experts' own requests not decided"),
    "looks": Word("待审批的查档申请", "archive requests not decided"),
    "destructions": Word("待监销的档案", "destructions that wait for a second person"),
    "catalogue": Word("待确认的交易目录", "editions of the catalogue to be confirmed"),
}
_SHARED: tuple[Item, ...] = ("incidents", "late", "alarms")
_KEYS = Word("钥匙、门禁卡已当面移交", "keys and door cards were handed over in person")
POSTS: Mapping[Post, Duty] = {
    "draw-room": Duty(
        Word("抽取室值班", "draw room"),
        frozenset((Role.OPERATOR, Role.DESK, Role.COUNTER)),
        ("sessions", "envelopes", "kits", "phones", "changes", "fees", *_SHARED),
        {
            "safe": Word("保险柜内的凭条、信封已当面清点", "slips and envelopes in the safe were counted"),
            "keys": _KEYS,
        },
    ),
    "pool": Duty(
        Word("专家库管理", "expert pool"),
        frozenset((Role.POOL_KEEPER,)),
        ("cases", "proposals", "catalogue", *_SHARED),
        {"papers": Word("入库材料原件已当面清点", "original papers of admissions were counted")},
    ),
    "archive": Duty(
        Word("档案保管", "archive"),
        frozenset((Role.OPERATOR,)),
        ("looks", "destructions", "fees", *_SHARED),
        {"boxes": Word("档案盒已当面清点", "boxes of the archive were counted"), "keys": _KEYS},
    ),
    "keys": Duty(
        Word("密钥保管", "keyring"),
        frozenset((Role.ADMINISTRATOR,)),
        ("catalogue", *_SHARED),
        {
            "media": Word("密钥和备份介质已当面清点", "media with keys and backups were counted"),
            "recovery": Word("恢复码信封封口完好", "envelopes with recovery codes are unbroken"),
        },
    ),
}
STATES: Mapping[State, Word] = {
    "offered": Word("待接班人接收", "waits to be taken over"),
    "accepted": Word("已接收", "taken over"),
    "returned": Word("已退回", "sent back"),
    "withdrawn": Word("已撤回", "withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Handover:
    """``open_then``: what was open when it was offered, ``open_now``: when it was taken over; items with
    nothing open are in it as 0. Accounts are "" while nobody did; ``words``: what the next one must know."""

    KIND: ClassVar[str] = "handover"
    id: str
    post: Post
    open_then: Mapping[str, int]
    offered_by: str
    offered_at: datetime
    words: str = field(default="", repr=False)
    state: State = "offered"
    open_now: Mapping[str, int] = field(default_factory=dict)
    decided_by: str = ""
    decided_at: datetime | None = None


def posts_of(roles: Iterable[Role]) -> tuple[Post, ...]:
    """The posts an account may hold."""
    held = frozenset(roles)
    return tuple(post for post, duty in POSTS.items() if duty.roles & held)


def offer(
    handover: Handover, looked: Iterable[str], standing: Iterable[Handover], pack: RulePack
) -> Handover:
    """Raises ``HandoverOpen`` while another of the post waits, ``HandoverIncomplete`` unless all that two
    people look at was looked at, and something is said of what ``handover_explained`` names."""
    if any(one.post == handover.post and one.state == "offered" for one in standing):
        raise HandoverOpen
    owed = any(handover.open_then.get(item) for item in pack.list("handover_explained"))
    if set(POSTS[handover.post].looks) - set(looked) or (owed and not handover.words):
        raise HandoverIncomplete
    return handover


def accept(handover: Handover, by: str, now: datetime, counts: Mapping[str, int]) -> Handover:
    """``counts``: what is open at this moment. Raises ``HandoverDecided``, ``OwnAct``."""
    return replace(_ended(handover, by, now, own=False), state="accepted", open_now=dict(counts))


def send_back(handover: Handover, by: str, now: datetime) -> Handover:
    """Raises as ``accept``."""
    return replace(_ended(handover, by, now, own=False), state="returned")


def withdraw(handover: Handover, by: str, now: datetime) -> Handover:
    """Who offered it stays. Raises ``HandoverDecided`` for anybody else, too."""
    return replace(_ended(handover, by, now, own=True), state="withdrawn")


def _ended(handover: Handover, by: str, now: datetime, *, own: bool) -> Handover:
    if handover.state != "offered" or (own and handover.offered_by != by):
        raise HandoverDecided
    if not own:
        not_own(handover.offered_by, by)
    return replace(handover, decided_by=by, decided_at=now)
