"""What platforms are told after the result notice: the roster, the result, what proves it (招标投标法 37)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from draw_service.web.api.sent import HEX_EXAMPLE
from draw_service.web.api.told import AT, DRAW, NUMBER, State, Told, example


class MemberTold(Told):
    """一名评审专家。/ A member of the panel."""

    slot: int
    """席位。/ Seat."""
    specialty: str
    """席位的专业代码。/ Specialty the seat asked for."""
    name: str
    """姓名。/ Name."""
    unit: str
    """工作单位的统一社会信用代码，或专家库中的单位号，或空。
    / Credit code of the employer, or its number in the register, or empty."""
    arrived_at: datetime | None
    """签到时间（国标 EXPERT_CHECK_IN_TIME）。/ When the member signed in."""


class RosterRead(Told):
    """启封后的名单；结果公告登记以后方可取得，每次取用均入日志。
    / The opened roster, after the result notice alone; every look is logged."""

    model_config = example(
        draw_id=DRAW,
        members=[{"slot": 1, "specialty": "A08", "name": "…", "unit": "", "arrived_at": AT}],
    )

    draw_id: str
    """抽取编号。/ The draw."""
    members: list[MemberTold]
    """按席位。/ By seat."""


class PoolCounts(Told):
    """封存时的人数。/ Sizes of the locked lists."""

    eligible: int
    """可抽。/ Eligible."""
    excluded: int
    """不合条件。/ Excluded."""
    recused: int
    """回避。/ Recused."""


class ResultRead(Told):
    """结果和核验所需的事实。/ The result, and the facts its proof rests on."""

    model_config = example(
        draw_id=DRAW,
        application_id=NUMBER,
        attempt=1,
        state="closed",
        ground="",
        mode="random",
        seats_filled=5,
        seats_total=5,
        pool={"eligible": 68, "excluded": 12, "recused": 3},
        rule_pack="national+jilin+baicheng",
        notice_at=AT,
        lock_hash=HEX_EXAMPLE,
        seed=HEX_EXAMPLE,
        result_commitment=HEX_EXAMPLE,
        roster_hash=HEX_EXAMPLE,
        head_hash=HEX_EXAMPLE,
        events=31,
        log_key="panel.example/log+1a2b3c4d+Aa…",
    )

    draw_id: str
    """抽取编号。/ The draw."""
    application_id: str
    """申请编号。/ Its application."""
    attempt: int
    """第几次。/ Which attempt."""
    state: State
    """closed 或 aborted。/ closed or aborted."""
    ground: str
    """终止的原因代码。/ Code of the ground of an abort, else empty."""
    mode: Literal["random", "selective"]
    """抽取方式。/ How experts were chosen."""
    seats_filled: int
    """已落实席位。/ Seats that are filled."""
    seats_total: int
    """应抽席位。/ Seats there were."""
    pool: PoolCounts
    """封存的各名单人数，未封存为 0。/ Sizes of the locked lists, 0 when nothing was locked."""
    rule_pack: str
    """适用的规则包。/ The rule pack it was filed under."""
    notice_at: datetime
    """结果公告登记的时间。/ When the result notice was recorded."""
    lock_hash: str
    """封存事件的哈希，应与纸质回执一致；未封存为空。/ Hash of the lock, as on the paper receipt; or empty."""
    seed: str
    """种子，未揭示为空。/ The seed; empty when it was never revealed."""
    result_commitment: str
    """对顺序的承诺。/ Commitment to the order."""
    roster_hash: str
    """密封名单的哈希。/ Hash of the sealed roster."""
    head_hash: str
    """最后一个事件的哈希。/ Hash of the last event."""
    events: int
    """事件数。/ How many events it has."""
    log_key: str
    """日志公钥；请与中心纸质交付的比对。/ The log's key; compare it with the one handed over on paper."""
