"""What the fee sheets turn down (Art. 18)."""

from __future__ import annotations

from draw_service.rules.refusals.bad_input import BadInput
from draw_service.rules.refusals.out_of_order import OutOfOrder


class PresenceWrong(BadInput):
    code, article = "presence-wrong", "Art. 18"
    zh, en = (
        "时间、里程或住宿晚数不合理：离开不早于到达，一次不超过 {most} 小时。",
        "Times, distance or nights cannot be: nobody leaves before coming or stays beyond {most} hours.",
    )
    todo_zh, todo_en = "请对照签到表更正。", "Correct them from the sign-in sheet."


class FeeReasonMissing(BadInput):
    """``slot``: the place on the sheet, "" for the sheet itself."""

    code, article = "fee-reason-missing", "Art. 18"
    zh, en = (
        "更改已有记录须写明理由（席位 {slot}）。",
        "A change of what is on record needs its reason (seat {slot}).",
    )
    todo_zh, todo_en = "请填写理由后再保存。", "Write the reason and save again."


class SheetIncomplete(OutOfOrder):
    code, article = "fee-sheet-incomplete", "Art. 18"
    zh, en = "还有席位没有离开时间：{slots}。", "The time of leaving is missing for these seats: {slots}."
    todo_zh, todo_en = "请先补齐，再确认。", "Put it down first, then confirm."


class SheetSettled(OutOfOrder):
    code, article = "fee-sheet-settled", "Art. 18"
    zh, en = "发放明细现在的状态不能这样办理。", "The fee sheet does not stand so that this could be done."
    todo_zh, todo_en = (
        "草稿才能更改，确认后才能支付；确认有误且尚未支付的，退回后再改。",
        "A draft can be changed, a confirmed sheet paid; give a wrong one back before anybody is paid.",
    )


class PaidTooEarly(BadInput):
    code, article = "paid-day-wrong", "Art. 18"
    zh, en = (
        "支付日期应在评审结束之日到今天之间。",
        "The day of payment lies between the evaluation and today.",
    )
    todo_zh, todo_en = "请核对支付凭证上的日期。", "Check the date on the voucher."


class BankFieldsWrong(BadInput):
    code, article = "bank-fields-wrong", "Art. 18"
    zh, en = (
        "请填写户名、开户行和 8 至 30 位数字的账号。",
        "Give the holder, the bank, and a number of 8 to 30 digits.",
    )
    todo_zh, todo_en = "请对照银行卡或存折更正。", "Correct them from the card or passbook."


class AttachmentRefused(BadInput):
    code, article = "attachment-refused", "财务管理制度（试行） 16(8)"
    zh, en = (
        "扫描件须为未加密的 PDF，不超过 10 MB、200 页。",
        "A scan is a PDF without a password, at most 10 MB and 200 pages.",
    )
    todo_zh, todo_en = "请重新扫描或另存为 PDF 后上传。", "Scan it again, or save it as PDF, and upload that."
