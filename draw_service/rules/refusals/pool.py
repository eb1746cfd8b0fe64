"""Keeping the register (Art. 2): what two people do, and what stands against it."""

from __future__ import annotations

from draw_service.rules.refusals.bad_input import BadInput
from draw_service.rules.refusals.out_of_order import OutOfOrder
from draw_service.rules.refusals.unlawful import Unlawful


class NotInThisStanding(OutOfOrder):
    code, article = "not-in-this-standing", "Art. 2, 22"
    zh, en = (
        "专家现在的状态是“{value}”，不能办理“{what}”。",
        "The expert is “{value}”; “{what}” cannot be done.",
    )
    todo_zh, todo_en = "请先核对专家状态。", "Check where the expert stands first."


class CaseDecided(OutOfOrder):
    code, article = "case-decided", "Art. 2"
    zh, en = "这一事项已经办结，或不在等待这一步。", "This case is closed, or does not wait for this step."
    todo_zh, todo_en = "请看最新的列表。", "Look at the list as it stands now."


class PairDecided(OutOfOrder):
    code, article = "pair-decided", "Art. 2"
    zh, en = "这一对已经有结论，没有改动。", "This pair has its decision already; nothing was changed."
    todo_zh, todo_en = "请看最新的列表。", "Look at the list as it stands now."


class ReviewMissing(OutOfOrder):
    code, article = "review-missing", "Art. 2"
    zh, en = "行业监管部门还没有审核。", "The industry regulator has not reviewed it yet."
    todo_zh, todo_en = "审核同意后再批准。", "Approve it after the review."


class CaseOpen(OutOfOrder):
    code, article = "case-open", "Art. 2"
    zh, en = "有一件同类事项还没有办结。", "A case of the same kind is open already."
    todo_zh, todo_en = "先办结或撤回那一件。", "Decide or withdraw that one first."


class PreviewStale(OutOfOrder):
    code, article = "preview-stale", "Art. 2"
    zh, en = (
        "名册或文件在预览之后有变化，没有更新任何人。",
        "The register or the file changed since the preview; nobody was changed.",
    )
    todo_zh, todo_en = "请重新预览，核对后再办理。", "Preview again, check it, then go on."


class PapersMissing(BadInput):
    code, article = "papers-missing", "Art. 2"
    zh, en = (
        "没有附材料，或没有写明监管部门文号。",
        "A document is missing, or the number of the regulator's paper.",
    )
    todo_zh, todo_en = "附上材料，写明文号后再提交。", "Add the document and its number, then send again."


class EntryWrong(BadInput):
    code, article = "entry-wrong", "Art. 2"
    zh, en = "登记内容有 {total} 处错误。", "{total} entries are wrong."
    todo_zh, todo_en = "请改正标出的内容，已填内容不会丢失。", "Correct what is marked; nothing is lost."


class KnownIdentity(BadInput):
    code, article = "known-identity", "Art. 2"
    zh, en = "这个证件号已在库中，不能重复入库。", "This identity number is in the register already."
    todo_zh, todo_en = (
        "请按证件号找到原有登记，办理更正或重新入库。",
        "Find the entry by the number and change it, or re-admit the expert.",
    )


class EditionWrong(BadInput):
    code, article = "edition-wrong", "招标投标法实施条例 45"
    zh, en = (
        "新旧专业对照第 {row} 行有误：{zh}。",
        "Row {row} of the table of old and new codes is wrong: {en}.",
    )
    todo_zh, todo_en = "对照两版分类改正后再提交。", "Correct it from both editions and send again."


class PoolUnlawful(Unlawful):
    code, article = "pool-unlawful", "Art. 2, 3; 政府采购法实施条例 39"
    zh, en = (
        "这类项目的合法专家库是{options}，不能选用{what}。",
        "A project of this kind draws from pool {options}; {what} cannot be chosen.",
    )
    todo_zh, todo_en = (
        "改用规定的合法专家库；确需其他合法专家库的，由三方确认。",
        "Use the pool the rule names; another lawful one needs the three parties.",
    )
