"""What the room's own people and the witnesses read of a draw in the same words (ui.md rule 1)."""

from __future__ import annotations

from collections.abc import Iterable

from draw_service.rules.codes import Word
from draw_service.rules.lottery import Stratum
from draw_service.usecases.applications.list_specialties import list_specialties
from draw_service.usecases.ports import House
from draw_service.usecases.room.look_at_session import SessionView

STEPS = (
    Word("核对项目", "Check the project"),
    Word("封存名单", "Lock the lists"),
    Word("揭示份额并抽取", "Reveal the shares and draw"),
    Word("逐席通知", "Notify seat by seat"),
)
SELECTIVE_STEPS = (STEPS[0], Word("三方选定人员", "Three parties choose"), STEPS[3])
"""Of a selective draw, which has no lists to lock and no shares (protocol section 3)."""
CONSENT_REASONS = {
    "large": Word("大型工程", "a large project"),
    "complex": Word("技术复杂", "technically complex"),
    "highly-specialised": Word("专业性极强", "highly specialised"),
    "random-draw-failed": Word("随机抽取难以确定合适专家", "a random draw found no suitable experts"),
}
"""Why the regulator may consent to one (Art. 4(2))."""
STATES = {
    "witness-missing": Word("监管部门见证人未指定", "the regulator's witness is not named"),
    "ready": Word("可以抽取", "ready"),
    "waiting": Word("排队中", "waiting"),
    "in-room": Word("在抽取室", "in the room"),
    "calling": Word("通知中", "being notified"),
    "accepted": Word("已接受", "accepted"),
    "arrived": Word("已签到", "arrived"),
    "exhausted": Word("名单已用尽", "order exhausted"),
    "sealed": Word("结果已锁定", "result sealed"),
    "closed": Word("已结束", "closed"),
    "aborted": Word("已终止", "aborted"),
}
SEAT_STATES = {**STATES, "waiting": Word("待通知", "to be notified")}


def specialties_of(house: House, strata: Iterable[Stratum], lang: str) -> dict[str, str]:
    """Stratum id -> its code, in Chinese with the name of the specialty: the national table has no other."""
    names = list_specialties(house) if lang == "zh" else {}
    return {one.id: f"{one.code} {names.get(one.code, '')}".rstrip() for one in strata}


def stage_of(view: SessionView) -> str:
    """Changes when another form is due on the page."""
    return f"{view.phase} {view.steps} {bool(view.open_calls)} {view.settled} {bool(view.receipt)}"
