"""What an expert's pages turn down (Art. 5, 13, 14, 17, 20)."""

from __future__ import annotations

from draw_service.rules.refusals.bad_input import BadInput
from draw_service.rules.refusals.out_of_order import OutOfOrder


class SeatMovedOn(OutOfOrder):
    code, article = "seat-moved-on", "Art. 5"
    zh, en = (
        "名额已满，或者答复时间已过。您的答复没有生效，也不会扣分。",
        "The place is filled, or the time to answer is over. Your answer has no effect, and costs nothing.",
    )
    todo_zh, todo_en = "不必再做什么，谢谢您。", "Nothing is left to do. Thank you."


class TooLateToCancel(OutOfOrder):
    code, article = "too-late-to-cancel", "Art. 13(3), 14, 20(1)"
    zh, en = (
        "已过应到时间或您已签到，不能在这里办理。",
        "You are due or signed in already; this cannot be done here.",
    )
    todo_zh, todo_en = (
        "请马上致电中心说明原因；有正当理由的，由三方在现场认定。",
        "Call the center at once and say why; a good cause is accepted by the three parties on the spot.",
    )


class LeaveWrong(BadInput):
    code, article = "leave-wrong", "Art. 13(3)"
    zh, en = (
        "请假只能从明天起登记，结束不早于开始，一次不超过一年。",
        "A leave begins tomorrow at the earliest, ends no earlier than it begins, and lasts a year at most.",
    )
    todo_zh, todo_en = "请改日期。", "Change the dates."


class LeaveOverSeat(OutOfOrder):
    code, article = "leave-over-seat", "Art. 13(3)"
    zh, en = (
        "这段时间里您有已经答应或正在答复的评审。",
        "In that time you have accepted an evaluation, or are being asked.",
    )
    todo_zh, todo_en = (
        "请先在首页办理「我不能参加」，再登记请假。",
        'First use "I cannot come" on the first page, then enter the leave.',
    )


class ProposalWrong(BadInput):
    code, article = "proposal-wrong", "Art. 17, 20(4)"
    zh, en = "「{what}」填写有误。", 'The entry "{what}" is wrong.'
    todo_zh, todo_en = "改正后再提交，已填内容不会丢失。", "Correct it and send again; nothing is lost."


class ProposalDecided(OutOfOrder):
    code, article = "proposal-decided", "Art. 2"
    zh, en = "这一申请已经办结。", "This request is decided already."
    todo_zh, todo_en = "请看最新的列表。", "Look at the list as it stands now."


class NameDiffers(BadInput):
    code, article = "name-differs", "Art. 17"
    zh, en = "签名与名册中的姓名不一致。", "The signature is not the name in the register."
    todo_zh, todo_en = "请写本人姓名，与名册一致。", "Write your own name as it stands in the register."
