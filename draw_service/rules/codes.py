"""What the slugs of the log mean, in Chinese and English: why codes (Art. 12), outcomes, parties, phases.

The log holds slugs; people read words. One table serves pages, papers and the terminal.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Word(NamedTuple):
    """The same thing in both languages."""

    zh: str
    en: str

    def say(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


PARTY_WORDS: Mapping[str, Word] = {
    "tenderer": Word("招标人", "tenderer"),
    "regulator": Word("监管部门", "regulator"),
    "center": Word("中心", "center"),
}

DISPATCH_MARK = Word("（外派）", " (dispatch service)")
"""After the title of a paper, or a place, of the dispatch service (Art. 15)."""

OUTCOME_WORDS: Mapping[str, Word] = {
    "accepted": Word("接受", "accepted"),
    "declined": Word("谢绝", "declined"),
    "silent": Word("接通未应答", "silent"),
    "unconfirmed": Word("选择未确认", "unconfirmed"),
    "unreachable": Word("无法接通", "unreachable"),
    "withdrawn": Word("不能参加", "withdrawn"),
    "recused": Word("回避", "recused"),
    "late": Word("迟到", "late"),
    "absent": Word("未到", "absent"),
    "leaked": Word("名单泄露", "list leaked"),
}

_TIES = {
    "employer-is": ("现单位是{}", "employer is the {}"),
    "worked-for": ("近年曾任职于{}", "worked for the {}"),
    "board-of": ("任{}董事或监事", "on the board of the {}"),
    "controls": ("控制{}", "controls the {}"),
    "relative-of": ("是{}负责人的近亲属", "near relative of the head of the {}"),
}
_ROLES = {
    "bidder": ("投标人", "bidder"),
    "agency": ("代理机构", "agency"),
    "tenderer": ("招标人", "tenderer"),
}

WHY_WORDS: Mapping[str, Word] = {
    "not-available": Word("标记为不可用", "marked not available"),
    "suspended": Word("暂停抽取", "suspended"),
    "leave": Word("请假", "on leave"),
    "engaged": Word("同时段有其他评标", "engaged in another evaluation"),
    "stopped-late": Word("迟到超过三次停止抽取", "stopped after late arrivals"),
    "left-pool": Word("已出库", "left the pool"),
    "other-pool": Word("不在本项目所用专家库", "not in the pool of this project"),
    "out-of-town": Word("不在本项目抽取地区", "outside the district of this project"),
    **{
        f"{tie}-{role}": Word(zh.format(whom[0]), en.format(whom[1]))
        for tie, (zh, en) in _TIES.items()
        for role, whom in _ROLES.items()
    },
    "authority-staff": Word("主管或监督部门工作人员", "staff of the authority or supervisor"),
    "declared": Word("声明有利害关系", "declared interest"),
    "bidders-opened": Word("投标人名单开启后发现", "found when the bidder list opened"),
    "relative-on-panel": Word("近亲属已在评标委员会", "a near relative is on the panel"),
    "same-employer": Word("同单位人数超限", "too many of one employer"),
    "legal-bar": Word("法律规定的其他情形", "barred by law"),
}


class Parties(tuple[str, ...]):
    """Parties as people say them."""

    __slots__ = ()

    def say(self, lang: str) -> str:
        return ("、" if lang == "zh" else ", ").join(PARTY_WORDS[party].say(lang) for party in self)
