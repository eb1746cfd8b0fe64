"""PURE. Refusals around incidents, confidential reports, handovers and the catalogue (Art. 3, 9, 16, 17)."""

from __future__ import annotations

from draw_service.rules.refusals.bad_input import BadInput
from draw_service.rules.refusals.out_of_order import OutOfOrder


class IncidentSettled(OutOfOrder):
    code, article = "incident-settled", "保密工作制度 10"
    zh, en = "这一步已经办理，或事件已有结论。", "This step is done already, or the incident is concluded."
    todo_zh, todo_en = "请查看事件的现状。", "See how the incident stands now."


class IncidentStepsMissing(OutOfOrder):
    code, article = "incident-steps-missing", "保密工作制度 10"
    zh, en = (
        "先控制、上报，才能作出结论；有了结论，才能结案。",
        "An incident is contained and reported before it is concluded, and concluded before it is closed.",
    )
    todo_zh, todo_en = "请先办理缺少的一步。", "Do the missing step first."


class ReceiptUnknown(BadInput):
    code, article = "receipt-unknown", "Art. 16(6)"
    zh, en = "没有这个回执码。", "There is no such receipt code."
    todo_zh, todo_en = (
        "请照回执逐字核对，连字符和空格可以省略。",
        "Compare it letter by letter; dashes and blanks may be left out.",
    )


class HandoverOpen(OutOfOrder):
    code, article = "handover-open", "Art. 9"
    zh, en = "这个岗位已有一次交班待接收。", "A handover of this post already waits to be taken over."
    todo_zh, todo_en = "先由接班人接收或退回。", "Let it be taken over or sent back first."


class HandoverDecided(OutOfOrder):
    code, article = "handover-decided", "Art. 9"
    zh, en = "这次交班已经办结，或不由您撤回。", "This handover is settled, or not yours to withdraw."
    todo_zh, todo_en = "请看最新的交接记录。", "Look at the handovers as they stand now."


class HandoverIncomplete(BadInput):
    code, article = "handover-incomplete", "Art. 9, 10"
    zh, en = (
        "须当面清点的没有全部勾选，或未办结的事没有说明。",
        "Something to look at together is not ticked, or open matters are not explained.",
    )
    todo_zh, todo_en = (
        "逐项清点，并写明接班人须知。",
        "Go through them, and write what the next one must know.",
    )
