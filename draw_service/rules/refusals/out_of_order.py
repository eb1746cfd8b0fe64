"""The act exists, but not now; and what is not there."""

from __future__ import annotations

from audit.refusal import Refusal


class NotFound(Refusal):
    code, status = "not-found", 404
    zh, en = "没有这一项，或尚不可查看。", "There is no such thing, or it is not open yet."
    todo_zh, todo_en = "请核对编号，或到规定时间后再来。", "Check the number, or come back when it is time."


class OutOfOrder(Refusal):
    code = "out-of-order"
    zh, en = "现在不能办理这一步。", "This step cannot be done now."
    todo_zh, todo_en = "请按页面所示的下一步办理。", "Do the next step shown."


class DrawEnded(OutOfOrder):
    code, article = "draw-ended", "Art. 4"
    zh, en = "本次抽取已经结束。", "This draw has ended."
    todo_zh, todo_en = "需要重新抽取的，由三方确认后另行立项。", "A new attempt needs three parties."


class NotLocked(OutOfOrder):
    code, article = "not-locked", "Art. 8(2)"
    zh, en = "名单尚未封存。", "The lists are not locked yet."
    todo_zh, todo_en = "先封存名单。", "Lock the lists first."


class AlreadyLocked(OutOfOrder):
    code, article = "already-locked", "Art. 4"
    zh, en = "名单已经封存，每次抽取只封存一次。", "The lists are locked; an attempt is locked once."
    todo_zh, todo_en = "继续揭示份额。", "Go on to the shares."


class ReceiptNotPrinted(OutOfOrder):
    code, article = "receipt-not-printed", "Art. 8(2)"
    zh, en = "封存回执尚未打印交付，不得出示份额码。", "The lock receipt is not printed and handed out yet."
    todo_zh, todo_en = "先打印并交付封存回执。", "Print and hand out the lock receipt first."


class RevealOutOfTurn(OutOfOrder):
    code, article = "reveal-out-of-turn", "Art. 4"
    zh, en = (
        "份额按招标人、监管部门、中心的顺序揭示，现在轮到：{turn}。",
        ("Shares are revealed in the order tenderer, regulator, center; it is the turn of: {turn}."),
    )
    todo_zh, todo_en = "请轮到的一方出示份额码。", "Let the party whose turn it is show its code."


class NotRevealed(OutOfOrder):
    code, article = "not-revealed", "Art. 4"
    zh, en = "三方份额尚未全部揭示。", "Not all three shares are revealed."
    todo_zh, todo_en = "先揭示全部份额。", "Reveal all shares first."


class NotOrdered(OutOfOrder):
    code, article = "not-ordered", "Art. 8(2)"
    zh, en = "顺序尚未产生。", "The order does not exist yet."
    todo_zh, todo_en = "先完成抽取。", "Finish the draw first."


class NoOpenSeat(OutOfOrder):
    code, article = "no-open-seat", "Art. 8(3)"
    zh, en = "没有等待通知的席位。", "No seat is waiting to be called."
    todo_zh, todo_en = "等待应答或锁定结果。", "Wait for answers or seal the result."


class CallOpen(OutOfOrder):
    code, article = "call-open", "Art. 5"
    zh, en = "还有席位的通知没有结果（{slots}）。", "Calls are still open (seats {slots})."
    todo_zh, todo_en = "等待这些席位的结果。", "Wait for the outcome of these seats."


class SeatNotCalled(OutOfOrder):
    code, article = "seat-not-called", "Art. 5"
    zh, en = "第 {slot} 席当前没有被通知或在席的人。", "Seat {slot} has no active holder."
    todo_zh, todo_en = "请核对席位号。", "Check the seat number."


class SeatsOpen(OutOfOrder):
    code, article = "seats-open", "Art. 8(3)"
    zh, en = (
        "还有席位没有结果（{slots}），不能锁定。",
        "Seats are still open ({slots}); the result cannot be sealed.",
    )
    todo_zh, todo_en = "继续逐席通知。", "Go on calling."


class NotSealed(OutOfOrder):
    code, article = "not-sealed", "Art. 8(3)"
    zh, en = "抽取结果尚未锁定。", "The result is not sealed."
    todo_zh, todo_en = "先锁定结果。", "Seal the result first."


class TooEarlyToOpen(OutOfOrder):
    """Says what ``NotFound`` says: nobody learns from outside whether there is something to open."""

    code, status, article = NotFound.code, NotFound.status, NotFound.article
    zh, en = NotFound.zh, NotFound.en
    todo_zh, todo_en = NotFound.todo_zh, NotFound.todo_en


class GateWaits(OutOfOrder):
    code, article = "gate-waits", "Art. 10"
    zh, en = "日志检查点尚未覆盖这一步。", "The log's checkpoint does not cover the step before yet."
    todo_zh, todo_en = (
        "稍候再试；持续出现请通知监管部门。",
        "Try again shortly; if it stays, tell the regulator.",
    )


class WitnessSilent(OutOfOrder):
    code, article = "witness-silent", "Art. 10"
    zh = "日志见证 {wait} 秒内没有签署，抽取停在这一步。"
    en = "The log's witness has not signed within {wait} seconds; the draw stands still here."
    todo_zh = "此前办完的步骤均有效。请监管部门查看日志见证（panel witness status），恢复后再试；不得绕过。"
    todo_en = (
        "What was done before counts. Let the regulator look at the witness (panel witness status), then try "
        "again; there is no way round it."
    )


class WitnessRefuses(OutOfOrder):
    code, article = "witness-refuses", "Art. 10"
    zh = "日志见证不予签署：日志与它此前见过的不符，抽取停在这一步。"
    en = "The log's witness does not sign: the log is not the one it has seen before. The draw stands still here."
    todo_zh = "立即通知监管部门，保留数据库与备份的原状；见证人的页面写明原因。"
    todo_en = (
        "Tell the regulator at once and leave database and backups as they are; the witness's page says why."
    )


class NotUnsealed(OutOfOrder):
    code, article = "not-unsealed", "Art. 8(5)"
    zh, en = "名单尚未启封。", "The roster is not unsealed."
    todo_zh, todo_en = "先由双方启封。", "Unseal it with two parties first."


class NotAccountedFor(OutOfOrder):
    code, article = "not-accounted-for", "Art. 9"
    zh, en = (
        "还有专家既未到场也未更换（席位 {slots}）。",
        "Experts are neither there nor replaced (seats {slots}).",
    )
    todo_zh, todo_en = "全部到齐或更换后再结束。", "Close when all are there or replaced."


class NeedsReplacementConfirmed(OutOfOrder):
    code, article = "replacement-not-confirmed", "Art. 13"
    zh, en = (
        "第 {slot} 席的更换尚未经三方确认。",
        "The replacement of seat {slot} is not confirmed by three parties.",
    )
    todo_zh, todo_en = "先由三方确认更换。", "Let the three parties confirm it first."


class AttemptOpen(OutOfOrder):
    code, article = "attempt-open", "Art. 4"
    zh, en = "该申请已有未结束的抽取。", "This application already has an attempt that has not ended."
    todo_zh, todo_en = "继续原来的抽取。", "Go on with that attempt."


class RoomBusy(OutOfOrder):
    code, article = "room-busy", "Art. 11"
    zh, en = "抽取室正在进行另一个项目。", "Another project is in the draw room."
    todo_zh, todo_en = "请在室外等候，按队列进入。", "Wait outside for your turn in the queue."


class NotInQueue(OutOfOrder):
    code, article = "not-in-queue", "Art. 11"
    zh, en = "该项目不在等候队列，或还没有轮到。", "The project is not in the queue, or it is not its turn."
    todo_zh, todo_en = "先在队列登记。", "Join the queue first."


class PartyNotEntered(OutOfOrder):
    code, article = "party-not-entered", "Art. 8(2)"
    zh, en = "尚未到场签到：{parties}。", "Not signed in in the room: {parties}."
    todo_zh, todo_en = "请该方在抽取室签到并寄存手机。", "Let them sign in and deposit their phones."


class PhoneNotDeposited(OutOfOrder):
    code, article = "phone-not-deposited", "Art. 10"
    zh, en = "通讯、录音、录像工具尚未寄存。", "Phones and recorders are not deposited."
    todo_zh, todo_en = "寄存并勾选后，再办一次。", "Deposit them, tick the box, and try again."


class SecretsErased(OutOfOrder):
    code, article = "secrets-erased", "Art. 9"
    zh, en = "该抽取的密钥已按规定销毁。", "The secrets of this draw were erased as the protocol asks."
    todo_zh, todo_en = "使用监管部门保存的核验包。", "Use the bundle the regulator keeps."


class ClockWentBack(OutOfOrder):
    code, article = "clock-went-back", "Art. 8(3)"
    zh, en = "服务器时钟早于日志最后一条记录。", "The clock is earlier than the last entry of the log."
    todo_zh, todo_en = "请管理员校准时钟。", "Let the administrator set the clock."


class ChangedUnderYou(OutOfOrder):
    code = "changed-under-you"
    zh, en = "另一处操作刚刚改变了它。", "Another session has just changed it."
    todo_zh, todo_en = "刷新后再试。", "Reload and try again."


class MovedOn(OutOfOrder):
    code, article = "moved-on", "Art. 4"
    zh, en = "已由另一窗口办理，这里没有重复办理。", "Another window has done it; nothing was done twice."
    todo_zh, todo_en = "请看现在的状态。", "Look at how it stands now."


class DeskClosed(OutOfOrder):
    code, article = "desk-closed", "Art. 8(4), 9"
    zh, en = "签到台还没有开放。", "The sign-in desk is not open yet."
    todo_zh, todo_en = "临近签到时间再来。", "Come back near the sign-in time."


class NamesUnchecked(OutOfOrder):
    code, article = "names-unchecked", "Art. 8(5)"
    zh, en = "还没有逐一核对完身份（第 {slots} 席）。", "Not every identity is checked yet (seats {slots})."
    todo_zh, todo_en = "逐席核对后再办理。", "Check them seat by seat first."


class StillExpected(OutOfOrder):
    code, article = "still-expected", "Art. 14, 20(1)"
    zh, en = "还没有超过时限（{until}）。", "The limit ({until}) is not past yet."
    todo_zh, todo_en = "到时仍未签到再办理。", "Come back when it is past."


class CardNotNext(OutOfOrder):
    code, article = "card-not-next", "Art. 4, 5(2)"
    zh, en = (
        "现在不轮到这张通知卡，其结果不能登记。",
        "It is not the turn of this card; its result cannot be entered.",
    )
    todo_zh, todo_en = (
        "按抽取顺序登记上一张卡的结果，或核对卡号。",
        "Enter the cards in the committed order, or check the number of the card.",
    )


class ByCardOnly(OutOfOrder):
    code, article = "by-card-only", "Art. 5(2)"
    zh, en = (
        "人工通知以通知卡为准：号码在卡上，结果凭卡录入，由见证人确认。",
        "A call by hand goes by its card: the number is on it, the result is typed back and countersigned.",
    )
    todo_zh, todo_en = (
        "打印通知卡；卡已在外的，由拨打人和见证人录入结果。",
        "Print the card, or let caller and witness type back the one that is out.",
    )


class KitOut(OutOfOrder):
    code, article = "kit-out", "Art. 5(2)"
    zh, en = "本次抽取的纸面备用件已经打印。", "The paper kit of this draw is printed already."
    todo_zh, todo_en = "先由两人销毁原件并登记。", "Let two people destroy it on record first."


class KitNotAccountedFor(OutOfOrder):
    code, article = "kit-not-accounted-for", "Art. 5(2), 8(3)"
    zh, en = (
        "纸面备用件 {serial} 还有 {left} 张卡既未录入也未销毁，不能结束。",
        "{left} cards of the paper kit {serial} are neither typed back nor destroyed; the draw stays open.",
    )
    todo_zh, todo_en = (
        "由两人清点未用的卡，销毁并登记，再结束。",
        "Let two people count the unused cards and destroy them on record, then close.",
    )


class KitMissing(OutOfOrder):
    code, article = "kit-missing", "Art. 5(2)"
    zh, en = "没有这份纸面备用件，或已经销毁。", "There is no such paper kit, or it was destroyed."
    todo_zh, todo_en = "请核对备用件编号。", "Check the serial of the kit."


class ChangeOpen(OutOfOrder):
    code, article = "change-open", "Art. 8(1)"
    zh, en = "该申请有一项变更正在页面上填写。", "A change of this application is being written in the pages."
    todo_zh, todo_en = "请在页面上提交或放弃它。", "Send it there, or drop it."
