"""What the register of papers turns down (Art. 8(3), 9; 印章管理制度 5)."""

from __future__ import annotations

from draw_service.rules.refusals.bad_input import BadInput
from draw_service.rules.refusals.not_allowed import NotAllowed
from draw_service.rules.refusals.out_of_order import OutOfOrder


class NamesSealed(OutOfOrder):
    code, article = "names-sealed", "Art. 8(3), 9"
    zh, en = (
        "名单尚未启封，含姓名的文书此时不存在。",
        "The list is sealed; a paper with names does not exist yet.",
    )
    todo_zh, todo_en = "启封之后再打印。", "Print it after the unsealing."


class PaperNotYet(OutOfOrder):
    code, article = "paper-not-yet", "Art. 8"
    zh, en = "办到这一步之前，没有可打印的内容。", "Before that step is done there is nothing to print."
    todo_zh, todo_en = "先办完相应的环节。", "First finish the step this paper is about."


class PaperPrinted(OutOfOrder):
    code, article = "paper-printed", "印章管理制度 5"
    zh, en = (
        "这份文书已按编号 {serial} 打印，内容没有变化。",
        "This paper is printed already as {serial}, and nothing in it has changed.",
    )
    todo_zh, todo_en = (
        "需要再打一份的，按补印办理并写明原因。",
        "For another copy use the reprint, with a reason.",
    )


class BlindPrintOnly(NotAllowed):
    code, article = "blind-print-only", "Art. 8(3)"
    zh, en = (
        "这份文书只能由专门的环节直接送打印机，不能预览、下载或在此补印。",
        "This paper goes straight to the printer by an act of its own: no preview, download or reprint here.",
    )
    todo_zh, todo_en = (
        "请到启封页或人工通知页办理。",
        "Use the page of the unsealing or of the calls by hand.",
    )


class ReprintUnexplained(BadInput):
    code, article = "reprint-unexplained", "印章管理制度 5"
    zh, en = (
        "补印须写明原因，份数为 1 至 {most}。",
        "A reprint needs a reason, and from 1 to {most} copies.",
    )
    todo_zh, todo_en = "请补充后再提交。", "Complete it and send again."
