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
