"""PURE. What supervision measures, terminals and the dispatch service turn down (Art. 7, 15, 23)."""

from __future__ import annotations

from draw_service.rules.refusals.bad_input import BadInput
from draw_service.rules.refusals.out_of_order import OutOfOrder
from draw_service.rules.refusals.unlawful import Unlawful


class MeasureIncomplete(BadInput):
    code, article = "measure-incomplete", "Art. 23"
    zh, en = "监督措施的内容不完整。", "The measure is not complete."
    todo_zh, todo_en = (
        "请写明单位、事实、违反的条款、整改要求和文号；退回答复时写明理由。",
        "Give the institution, the facts, the clause, what is to be done and the document's number; a returned "
        "answer needs its reason.",
    )


class MeasureElsewhere(OutOfOrder):
    code, article = "measure-elsewhere", "Art. 23"
    zh, en = "这项监督措施已不在这一步。", "This measure is not at this step any more."
    todo_zh, todo_en = "请重新打开页面，按现状办理。", "Open the page again and go on from where it stands."


class TerminalUnchecked(Unlawful):
    code, article = "terminal-unchecked", "Art. 7"
    zh, en = (
        "这间抽取室没有在有效期内的终端条件检查表，不得抽取。",
        "This draw room has no checklist of the terminal's conditions in force; nothing is drawn there.",
    )
    todo_zh, todo_en = (
        "请由一人逐项检查、另一人确认，或改用其他抽取室。",
        "One person goes through the conditions and another confirms, or use another room.",
    )


class ChecklistIncomplete(BadInput):
    code, article = "checklist-incomplete", "Art. 7"
    zh, en = "四项条件须逐项勾选并写明情况。", "Each of the four conditions is ticked, with a note."
    todo_zh, todo_en = (
        "请补齐；有一项不具备的，先整改再检查。",
        "Fill in what is missing; where a condition is not met, put it right first.",
    )


class ChecklistDecided(OutOfOrder):
    code, article = "checklist-decided", "Art. 7"
    zh, en = "这份检查表已经处理。", "This checklist is decided already."
    todo_zh, todo_en = "需要的话，请重新检查。", "Go through the conditions again if need be."


class DispatchBookedLate(Unlawful):
    code, article = "dispatch-booked-late", "Art. 15(1)"
    zh, en = (
        "外派专家须在发布招标采购公告之前预约。",
        "The dispatch of experts is booked before the tender notice is published.",
    )
    todo_zh, todo_en = "请核对公告发布时间。", "Check when the notice is published."


class DispatchUnapproved(Unlawful):
    code, article = "dispatch-unapproved", "Art. 15(2)"
    zh, en = (
        "外派专家须持公共资源交易管理部门同意抽取使用专家的文件办理。",
        "The dispatch of experts needs the management department's paper of consent.",
    )
    todo_zh, todo_en = "请填写文号并附上文件。", "Give the paper's number and attach the paper."


class DispatchHostUnfit(Unlawful):
    code, article = "dispatch-host-unfit", "Art. 15"
    zh, en = (
        "外派须由有场所、有专业力量的单位申请。",
        "Experts are dispatched to hosts with a place and staff of their own.",
    )
    todo_zh, todo_en = "两项都具备后再申请，并在申请中声明。", "Declare both, once both are there."


class InHouseFirst(OutOfOrder):
    code, article = "in-house-first", "Art. 15"
    zh, en = (
        "场内项目正在等候，外派项目不得先进入抽取室。",
        "A project of the house is waiting; the dispatch service does not enter the draw room before it.",
    )
    todo_zh, todo_en = "请等场内项目抽取完毕。", "Wait until the house's own project has drawn."


class DispatchByPerson(OutOfOrder):
    code, article = "dispatch-by-person", "Art. 5(2), 15"
    zh, en = (
        "外派服务的专家由工作人员电话通知。",
        "Experts of the dispatch service are phoned by a person.",
    )
    todo_zh, todo_en = "请打印通知卡，照卡拨打。", "Print the call card and phone from it."
