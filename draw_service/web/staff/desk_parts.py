"""What the pages of the day share: the words of states and grounds, and who confirms (Art. 13, 14, 20(1))."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import Request

from draw_service.rules.access import Role
from draw_service.rules.applications import Party
from draw_service.rules.codes import Word
from draw_service.usecases.presence import Codes
from draw_service.web.gates import form_of, who_of

STATES = {
    "arrived": Word("已签到", "signed in"),
    "expected": Word("待签到", "expected"),
    "late": Word("迟到", "late"),
    "overdue": Word("超过时限未到", "past the limit"),
    "unsealed": Word("已接受，待锁定", "accepted, not sealed yet"),
    "vacant": Word("空缺，待确认更换", "vacant, to be replaced"),
    "waiting": Word("待通知", "to be notified"),
    "calling": Word("通知中", "being notified"),
    "exhausted": Word("顺序已用尽", "order exhausted"),
}
KINDS = {"arrived": "good", "late": "warm", "overdue": "bad", "vacant": "bad"}
CAUSE_WORDS = {
    "illness": Word("本人突发疾病", "sudden illness"),
    "accident": Word("途中事故", "an accident on the way"),
    "weather": Word("恶劣天气", "bad weather"),
    "traffic": Word("交通中断", "traffic broke down"),
    "duty": Word("紧急公务", "urgent official duty"),
    "other": Word("其他正当理由", "another good reason"),
}
GROUND_WORDS = {
    "unable": Word("因故无法参加（第十三条第三项）", "cannot attend (Art. 13(3))"),
    "recused": Word("主动申请回避（第十三条第二项）", "asked to step back (Art. 13(2))"),
    "interest": Word("与招标人有利害关系（第十三条第一项）", "interest with the tenderer (Art. 13(1))"),
    "leaked": Word("名单泄露（第十三条第四项）", "the list leaked (Art. 13(4))"),
}
OUTCOME_CHOICES = {
    "withdrawn": Word("因故无法参加", "cannot attend"),
    "recused": Word("申请回避", "asks to step back"),
}
LEAK_WORDS = {
    "seen-outside": Word("场外有人知道名单", "somebody outside knows names"),
    "contacted": Word("专家在集合前被人联系", "experts were contacted before they came"),
    "published": Word("名单出现在网络或纸上", "names stand on the net or on paper"),
    "envelope-open": Word("保密信封被拆动", "the envelope was tampered with"),
    "other": Word("其他", "something else"),
}


def offered(words: Mapping[str, Word], lang: str) -> list[tuple[str, str]]:
    """Options of a form."""
    return [(value, word.say(lang)) for value, word in words.items()]


def operator_here(request: Request) -> bool:
    """Whether the account may do what the center confirms with the other parties."""
    return Role.OPERATOR in who_of(request).roles


def codes_typed(request: Request, parties: Iterable[Party], prefix: str = "code_") -> Codes:
    """The entry codes as typed; the center is the account that is signed in."""
    form = form_of(request)
    return {
        party: who_of(request).account if party == "center" else form.code(prefix + party, longest=40)
        for party in parties
    }


def desk_words(request: Request) -> dict[str, Any]:
    """What every page of the desk is given."""
    lang: str = request.state.lang
    return {
        "states": STATES,
        "kinds": KINDS,
        "operator": operator_here(request),
        "causes": offered(CAUSE_WORDS, lang),
        "grounds": offered(GROUND_WORDS, lang),
        "outcomes": offered(OUTCOME_CHOICES, lang),
        "reasons": offered(LEAK_WORDS, lang),
    }
