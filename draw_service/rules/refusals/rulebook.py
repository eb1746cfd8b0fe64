"""PURE. Refusals around editions of the rule pack (Art. 24, 25)."""

from __future__ import annotations

from draw_service.rules.refusals.bad_input import BadInput
from draw_service.rules.refusals.out_of_order import OutOfOrder


class PackEditionTooEarly(BadInput):
    code, article = "pack-edition-too-early", "Art. 25"
    zh, en = (
        "规则版本最早可自 {day} 起生效。",
        "An edition of the rules holds from {day} at the earliest.",
    )
    todo_zh, todo_en = (
        "请改生效日期：规则不溯及既往，也不得早于已确认的版本。",
        "Choose a later day: rules never reach back, nor before an edition already confirmed.",
    )


class PackUnchanged(BadInput):
    code, article = "pack-unchanged", "Art. 25"
    zh, en = "“{name}”没有任何更改。", "Nothing changes in “{name}”."
    todo_zh, todo_en = (
        "请填写新值或确认文号，或去掉这一项。",
        "Give a new value or a confirmation, or leave it out.",
    )


class PackEditionDecided(OutOfOrder):
    code, article = "pack-edition-decided", "Art. 25"
    zh, en = "规则包 {pack} 已经处理。", "Rule pack {pack} is decided already."
    todo_zh, todo_en = (
        "请查看其结果；需要更改的，另拟新版。",
        "See what became of it; to change it, draft another.",
    )


class PackEditionStale(OutOfOrder):
    code, article = "pack-edition-stale", "Art. 25"
    zh, en = (
        "规则包 {pack} 拟定之后，另有版本生效或确认，所见的变化已不准。",
        "Since rule pack {pack} was drafted another one was confirmed; what was shown of it is no longer right.",
    )
    todo_zh, todo_en = "请撤回后按现行规则重新拟定。", "Withdraw it and draft it again on the rules of now."
