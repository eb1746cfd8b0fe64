"""Refusals of the ledger and what hangs on it (Art. 20 to 22). No sentence names a person."""

from __future__ import annotations

from audit.refusal import Refusal


class ConductNotFound(Refusal):
    code, status = "conduct-not-found", 404
    zh, en = "没有这条记录。", "There is no such record."
    todo_zh, todo_en = "请核对编号。", "Check the number."


class NotInThisState(Refusal):
    code, article = "not-in-this-state", "Art. 20"
    zh, en = "该记录现在是“{what}”，不能办理此步。", "The record is “{what}” now; this step does not fit."
    todo_zh, todo_en = "请刷新页面查看当前状态。", "Look at its present state first."


class SecondPersonNeeded(Refusal):
    code, status, article = "second-person-needed", 403, "Art. 20"
    zh, en = "此步须由另一人办理。", "Another person has to do this."
    todo_zh, todo_en = "请交由未经手前一步的人员办理。", "Give it to somebody who did not do the step before."


class RoleNotAllowed(Refusal):
    code, status, article = "role-not-allowed", 403, "Art. 20, 21, 22"
    zh, en = "您所在的部门不办理此项。", "Your department does not do this."
    todo_zh, todo_en = "请交由主管部门办理。", "Give it to the department in charge."


class ItemUnknown(Refusal):
    code, status, article = "item-unknown", 422, "Art. 20"
    zh, en = "没有第 {value} 项。", "There is no item {value}."
    todo_zh, todo_en = "请选择第 1 至 20 项。", "Choose an item from 1 to 20."


class ActInFuture(Refusal):
    code, article, status = "act-in-future", "Art. 20", 422
    zh, en = "行为时间晚于现在。", "The act lies in the future."
    todo_zh, todo_en = "请核对时间。", "Check the time."


class DuplicateEntry(Refusal):
    code, article = "duplicate-entry", "Art. 20"
    zh, en = (
        "同一专家在同一项目中已有同一项的登记。",
        "The same item is on record for the same expert and project.",
    )
    todo_zh, todo_en = "确属另一行为的，请说明理由。", "If it was another act, give the reason."


class ReasonNeeded(Refusal):
    code, article, status = "reason-needed", "Art. 20", 422
    zh, en = "须说明理由。", "A reason is needed."
    todo_zh, todo_en = "请填写理由后再提交。", "Give the reason and send again."


class EvidenceRefused(Refusal):
    code, article, status = "evidence-refused", "Art. 20", 422
    zh, en = "证据文件不能接收：{zh}。", "The evidence file is not taken: {en}."
    todo_zh, todo_en = (
        "请提供不超过 {total} MB 的 PDF、图片、视频或表格。",
        "Give a PDF, picture, video or spreadsheet of at most {total} MB.",
    )


class ObjectionTooLate(Refusal):
    code, article = "objection-too-late", "Art. 21"
    zh, en = "异议期已于 {until} 届满。", "The time for objections ended on {until}."
    todo_zh, todo_en = "如有新的证据，请向监管部门反映。", "Take new evidence to the regulator."


class ObjectionOpen(Refusal):
    code, article = "objection-open", "Art. 21"
    zh, en = "尚有异议没有答复。", "An objection has not been answered yet."
    todo_zh, todo_en = "答复后再办理。", "Answer it first."


class WindowOpen(Refusal):
    code, article = "window-open", "Art. 21"
    zh, en = "异议期至 {until}，尚未届满。", "The time for objections runs until {until}."
    todo_zh, todo_en = "届满后再办理。", "Wait until it has ended."


class AnnualDiffers(Refusal):
    code, article = "annual-differs", "Art. 22"
    zh, en = (
        "重新计算的结果与拟定的不一致，台账在此期间有变动。",
        "Computed again, the results differ from those prepared: the ledger has changed meanwhile.",
    )
    todo_zh, todo_en = "请重新拟定年度结果。", "Prepare the annual results again."


class RestorationIncomplete(Refusal):
    code, article = "restoration-incomplete", "Art. 22"
    zh, en = "恢复前尚缺：{missing}。", "Not on record yet: {missing}."
    todo_zh, todo_en = "登记齐全后再恢复。", "Record what is missing, then restore."


class NotApproved(Refusal):
    code, status, article = "not-approved", 403, "Art. 21"
    zh, en = "该查询尚未获批准。", "The query has not been approved."
    todo_zh, todo_en = "请等候批准。", "Wait for the approval."


class LedgerLineWrong(Refusal):
    code, status, article = "ledger-line-wrong", 422, "Art. 20, 21, 22"
    zh, en = "台账第 {row} 行有误：{zh}。", "Line {row} of the ledger is wrong: {en}."
    todo_zh, todo_en = "请重新导出台账后再算。", "Export the ledger again and recompute."
