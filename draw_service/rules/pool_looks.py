"""Why somebody may be shown an expert's file by name (Art. 9; 个人信息保护法 6, 51; rules.md section 6).

Each look is logged with one of these reasons; free words would be a place for names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from draw_service.rules.codes import Word

LOOKS: Mapping[str, Word] = {
    "admission": Word("办理入库、重新入库", "admission or re-admission"),
    "change": Word("核对更正申请", "checking a change"),
    "standing": Word("办理暂停、恢复、出库、去世", "suspension, its end, removal, death"),
    "declaration": Word("联系本人更新申报", "asking for a new declaration"),
    "duplicate": Word("核对疑似重复", "comparing entries that look alike"),
    "bulk": Word("核对批量更新", "checking a bulk change"),
    "conduct": Word("办理记分、异议", "a conduct entry or objection"),
    "complaint": Word("核查投诉举报", "following up a complaint"),
    "incident": Word("处置泄密事件", "handling an incident"),
    "asked": Word("本人要求查阅", "the expert asked to see it"),
    "inspection": Word("监督检查", "an inspection"),
}
"""Reason slug -> words."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look. ``account`` looked at ``expert``; ``about``: number of the case or incident, "" for none."""

    id: str
    expert: str
    account: str
    reason: str
    about: str
    at: datetime
