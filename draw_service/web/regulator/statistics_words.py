"""How the statistics say their codes."""

from __future__ import annotations

from collections.abc import Mapping

from draw_service.rules.codes import PARTY_WORDS, Word

ENDS: Mapping[str, Word] = {
    "complete": Word("满员结束", "closed complete"),
    "short": Word("缺员结束", "closed short"),
    "aborted": Word("终止", "aborted"),
}
GROUNDS: Mapping[str, Word] = {
    "leaked": Word("名单泄露", "the list leaked"),
    "wrong-specialty": Word("申请的专业有误", "the filed specialty was wrong"),
    "project-stopped": Word("项目停止", "the project stopped"),
    "share-lost": Word("份额码遗失", "a share code was lost"),
    "witness-absent": Word("见证人未到", "a witness did not come"),
    "misfiled": Word("申请填写有误", "the application was misfiled"),
}
MODES: Mapping[str, Word] = {
    "random": Word("随机抽取", "random draw"),
    "selective": Word("选择性抽取", "selective draw"),
}
LEVELS: Mapping[str, Word] = {
    "low": Word("不易猜中", "hard to guess"),
    "some": Word("可能猜中", "may be guessed"),
    "high": Word("容易猜中", "easy to guess"),
}
SIGNS: Mapping[str, Word] = {
    "few-per-seat": Word("每席候选人少", "few candidates for each seat"),
    "likely-named": Word("很可能被说中", "a member is probably named"),
    "same-people": Word("总是同一些人", "the same people again and again"),
}


def parties_said(joined: str) -> Word:
    """The parties that confirmed, joined with "+"."""
    found = [PARTY_WORDS.get(one, Word(one, one)) for one in joined.split("+") if one]
    return Word("、".join(one.zh for one in found), ", ".join(one.en for one in found))
