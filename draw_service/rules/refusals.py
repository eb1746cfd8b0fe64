"""Every refusal of the draw service, as one tree.

Refusal (audit.refusal)
├── NotFound              nothing here by that name; "not yet" and "not there" look the same from outside
├── OutOfOrder            the act exists, but not now
│   ├── DrawEnded, NotLocked, AlreadyLocked, NotRevealed, RevealOutOfTurn, ReceiptNotPrinted
│   ├── NotOrdered, NoOpenSeat, CallOpen, SeatNotCalled, SeatsOpen, NotSealed, TooEarlyToOpen
│   ├── GateWaits, NotUnsealed, NotAccountedFor, NeedsReplacementConfirmed, AttemptOpen
│   ├── RoomBusy, NotInQueue, PartyNotEntered, PhoneNotDeposited, DeskClosed, StillExpected
│   ├── SecretsErased, ClockWentBack, ChangedUnderYou
│   ├── CardNotNext, KitOut, KitMissing
│   ├── KeyringDamaged, KeyringForeign, KeyringMissing, NoRegister, DatabaseUnusable
│   └── PrinterMissing, PrinterFailed
├── BadInput              the form says something that cannot be
│   ├── BadCode, SlipUsed, ShareDoesNotOpen, UnsealCodeDoesNotOpen, FileRefused
│   ├── BadOutcome, BadGround, PeriodWrong, CreditCodeWrong, FolderInUse
│   ├── SettingWrong, AddressUnusable, CalleesWrong, CallsWrong
│   ├── PathUnusable: PathMissing, PathIsFolder, PathTaken, PathForbidden, DiskFull, NotSpreadsheet
│   ├── DrawIdWrong
│   └── PackInvalid, ParameterMissing, SpecialtyRowWrong
├── Unlawful              a rule of the regulation or the law stands against it; names the article
│   ├── Shortage, NeedsConsent, PackOverride, StandsAside
│   ├── PanelUnlawful: PanelEmpty, PanelEven, PanelTooSmall, TooFewExperts
│   └── WrongTime: FiledTooLate, DrawTooLate, DrawTooEarly, CallTooLate
└── NotAllowed            the wrong person, or too few of them
    └── PartiesMissing, EntryCodeWrong, EntryCodeSpent, KeyringExposed, DrillKeyring, RealKeyring
"""

from __future__ import annotations

from audit.refusal import Refusal


class NotFound(Refusal):
    code, status = "not-found", 404
    zh, en = "没有这一项，或尚不可查看。", "There is no such thing, or it is not open yet."
    todo_zh, todo_en = "请核对编号，或到规定时间后再来。", "Check the number, or come back when it is time."


# --- OutOfOrder -------------------------------------------------------------------------------------------


class OutOfOrder(Refusal):
    code = "out-of-order"
    zh, en = "现在不能办理这一步。", "This step cannot be done now."
    todo_zh, todo_en = "请按页面所示的下一步办理。", "Do the next step shown."


class DrawEnded(OutOfOrder):
    code = "draw-ended"
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
    code = "receipt-not-printed"
    zh, en = "封存回执尚未打印交付，不得出示份额码。", "The lock receipt is not printed and handed out yet."
    todo_zh, todo_en = "先打印并交付封存回执。", "Print and hand out the lock receipt first."


class RevealOutOfTurn(OutOfOrder):
    code = "reveal-out-of-turn"
    zh, en = (
        "份额按招标人、监管部门、中心的顺序揭示，现在轮到：{turn}。",
        ("Shares are revealed in the order tenderer, regulator, center; it is the turn of: {turn}."),
    )
    todo_zh, todo_en = "请轮到的一方出示份额码。", "Let the party whose turn it is show its code."


class NotRevealed(OutOfOrder):
    code = "not-revealed"
    zh, en = "三方份额尚未全部揭示。", "Not all three shares are revealed."
    todo_zh, todo_en = "先揭示全部份额。", "Reveal all shares first."


class NotOrdered(OutOfOrder):
    code, article = "not-ordered", "Art. 8(2)"
    zh, en = "顺序尚未产生。", "The order does not exist yet."
    todo_zh, todo_en = "先完成抽取。", "Finish the draw first."


class NoOpenSeat(OutOfOrder):
    code = "no-open-seat"
    zh, en = "没有等待通知的席位。", "No seat is waiting to be called."
    todo_zh, todo_en = "等待应答或锁定结果。", "Wait for answers or seal the result."


class CallOpen(OutOfOrder):
    code = "call-open"
    zh, en = "还有席位的通知没有结果（{slots}）。", "Calls are still open (seats {slots})."
    todo_zh, todo_en = "等待这些席位的结果。", "Wait for the outcome of these seats."


class SeatNotCalled(OutOfOrder):
    code = "seat-not-called"
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
    code = "gate-waits"
    zh, en = "日志检查点尚未覆盖这一步。", "The log's checkpoint does not cover the step before yet."
    todo_zh, todo_en = (
        "稍候再试；持续出现请通知监管部门。",
        "Try again shortly; if it stays, tell the regulator.",
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
    todo_zh, todo_en = "寄存后再进入抽取室。", "Deposit them, then enter."


class SecretsErased(OutOfOrder):
    code = "secrets-erased"
    zh, en = "该抽取的密钥已按规定销毁。", "The secrets of this draw were erased as the protocol asks."
    todo_zh, todo_en = "使用监管部门保存的核验包。", "Use the bundle the regulator keeps."


class ClockWentBack(OutOfOrder):
    code = "clock-went-back"
    zh, en = "服务器时钟早于日志最后一条记录。", "The clock is earlier than the last entry of the log."
    todo_zh, todo_en = "请管理员校准时钟。", "Let the administrator set the clock."


class ChangedUnderYou(OutOfOrder):
    code = "changed-under-you"
    zh, en = "另一处操作刚刚改变了它。", "Another session has just changed it."
    todo_zh, todo_en = "刷新后再试。", "Reload and try again."


class DeskClosed(OutOfOrder):
    code, article = "desk-closed", "Art. 8(4), 9"
    zh, en = "签到台还没有开放。", "The sign-in desk is not open yet."
    todo_zh, todo_en = "临近签到时间再来。", "Come back near the sign-in time."


class StillExpected(OutOfOrder):
    code, article = "still-expected", "Art. 14, 20(1)"
    zh, en = "还没有超过时限（{until}）。", "The limit ({until}) is not past yet."
    todo_zh, todo_en = "到时仍未签到再办理。", "Come back when it is past."


class KeyringDamaged(OutOfOrder):
    code = "keyring-damaged"
    zh, en = (
        "密钥文件无法使用：内容不完整，或刚被另一进程更换。",
        ("The keyring cannot be used: it is incomplete, or another process has just replaced it."),
    )
    todo_zh, todo_en = (
        "停止其他进程后重试；仍不行的，从备份恢复密钥文件。",
        ("Stop the other processes and try again; if that fails, restore the keyring from its backup."),
    )


class KeyringForeign(OutOfOrder):
    code = "keyring-foreign"
    zh, en = "密钥文件不属于这个数据库。", "The keyring is not the one this database was made with."
    todo_zh, todo_en = (
        "核对数据文件夹，或从备份恢复原来的密钥文件。",
        ("Check the data folder, or restore the keyring that belongs to it from its backup."),
    )


class KeyringMissing(OutOfOrder):
    code = "keyring-missing"
    zh, en = (
        "数据库在，密钥文件 {path} 不在，库中的姓名和证件号无法读取。",
        "The database is there, its keyring {path} is not; nothing in it can be read without.",
    )
    todo_zh, todo_en = (
        "从备份恢复密钥文件，或核对数据文件夹（--data）。",
        "Restore the keyring from its backup, or check the data folder (--data).",
    )


class NoRegister(OutOfOrder):
    code = "no-register"
    zh, en = "{path} 里还没有名册。", "There is no register in {path} yet."
    todo_zh, todo_en = (
        "核对数据文件夹（--data）；新建的，先导入专家名册。",
        "Check the data folder (--data); for a new one, import a roster first.",
    )


class DatabaseUnusable(OutOfOrder):
    code = "database-unusable"
    zh, en = (
        "数据库无法使用：连接不上、已损坏、已满或只读。",
        ("The database cannot be used: out of reach, damaged, full or read-only."),
    )
    todo_zh, todo_en = (
        "请管理员检查数据库和磁盘；已损坏的，从备份恢复。",
        ("Let the administrator check database and disk; if it is damaged, restore the backup."),
    )


class PrinterMissing(OutOfOrder):
    code, article = "printer-missing", "Art. 7(2)"
    zh, en = "没有可用的保密信封打印机。", "There is no printer for the confidential envelope."
    todo_zh, todo_en = "由管理员配置打印机。", "Let the administrator set one up."


class PrinterFailed(OutOfOrder):
    code, article = "printer-failed", "Art. 8(3)"
    zh, en = "打印没有完成，编号 {serial} 已作废。", "The print failed; serial {serial} is void."
    todo_zh, todo_en = (
        "检查打印机，由三方确认后重印。",
        "Check the printer; three parties confirm the reprint.",
    )


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


class KitOut(OutOfOrder):
    code, article = "kit-out", "Art. 5(2)"
    zh, en = "本次抽取的纸面备用件已经打印。", "The paper kit of this draw is printed already."
    todo_zh, todo_en = "先由两人销毁原件并登记。", "Let two people destroy it on record first."


class KitMissing(OutOfOrder):
    code, article = "kit-missing", "Art. 5(2)"
    zh, en = "没有这份纸面备用件，或已经销毁。", "There is no such paper kit, or it was destroyed."
    todo_zh, todo_en = "请核对备用件编号。", "Check the serial of the kit."


# --- BadInput ---------------------------------------------------------------------------------------------


class BadInput(Refusal):
    code, status = "bad-input", 422
    zh, en = "填写有误：{what}。", "The input is wrong: {what}."
    todo_zh, todo_en = "改正后再提交，已填内容不会丢失。", "Correct it and send again; nothing is lost."


class BadCode(BadInput):
    code = "bad-code"
    zh, en = "这不是有效的凭条码（校验不符）。", "This is not a valid slip code (its check does not fit)."
    todo_zh, todo_en = "请核对后重新输入或扫描。", "Check it and type or scan it again."


class SlipUsed(BadInput):
    code = "slip-used"
    zh, en = "该凭条已经使用过。", "This slip was used before."
    todo_zh, todo_en = "重新制作一张凭条。", "Make a new slip."


class ShareDoesNotOpen(BadInput):
    code = "share-does-not-open"
    zh, en = "份额码与申请时的承诺不符。", "The share code does not open the commitment."
    todo_zh, todo_en = "请核对是否拿错凭条。", "Check whether it is the right slip."


class UnsealCodeDoesNotOpen(BadInput):
    code = "unseal-code-does-not-open"
    zh, en = "启封码不能打开本次名单。", "The unseal code does not open this roster."
    todo_zh, todo_en = "请核对是否拿错凭条。", "Check whether it is the right slip."


class BadOutcome(BadInput):
    code = "bad-outcome"
    zh, en = "该席位现在不能记为“{outcome}”。", "The seat cannot get the outcome “{outcome}” now."
    todo_zh, todo_en = "请选择页面列出的结果。", "Choose one of the outcomes shown."


class BadGround(BadInput):
    code, article = "bad-ground", "Art. 13"
    zh, en = "不能以“{ground}”为由办理。", "“{ground}” is not a ground for this."
    todo_zh, todo_en = (
        "首次揭示后只有名单泄露、专业填报错误、项目停止、份额遗失可以终止。",
        (
            "After the first reveal only a leak, a wrong specialty, a stopped project or a lost share ends a draw."
        ),
    )


class PackInvalid(BadInput):
    code, article = "pack-invalid", "Art. 25"
    zh, en = "规则包的参数“{name}”有误：{what}。", "Parameter “{name}” of the rule pack is wrong: {what}."
    todo_zh, todo_en = "请管理员更正规则包。", "Let the administrator correct the rule pack."


class ParameterMissing(PackInvalid):
    code = "parameter-missing"
    zh, en = "规则包 {pack} 没有参数“{name}”。", "Rule pack {pack} has no parameter “{name}”."


class SpecialtyRowWrong(BadInput):
    code = "specialty-row-wrong"
    zh, en = "专业分类第 {row} 行有误：{what}。", "Row {row} of the specialty table is wrong: {what}."
    todo_zh, todo_en = "请对照官方目录改正后再导入。", "Correct it from the official file and import again."


class FileRefused(BadInput):
    code = "file-refused"
    zh, en = "文件不能读取：{zh}。", "The file cannot be read: {en}."
    todo_zh, todo_en = "用表格软件另存为xlsx后再试。", "Save it as xlsx from a spreadsheet program."


class PeriodWrong(BadInput):
    code = "period-wrong"
    zh, en = "结束时间不晚于开始时间。", "The period ends before it begins."
    todo_zh, todo_en = "请核对起止时间。", "Check both times."


class CreditCodeWrong(BadInput):
    code, article = "credit-code-wrong", "Art. 12"
    zh, en = "统一社会信用代码校验不符，或名称为空。", "The credit code is wrong, or the name is empty."
    todo_zh, todo_en = "请对照营业执照核对。", "Check it against the business licence."


class FolderInUse(BadInput):
    code = "folder-in-use"
    zh, en = (
        "文件夹 {folder} 里另有 {total} 个不是演练写下的文件，一个也没有动。",
        "The folder {folder} holds {total} files that no drill wrote; none was touched.",
    )
    todo_zh, todo_en = "换一个空文件夹（--out）。", "Give an empty folder (--out)."


class PathUnusable(BadInput):
    code = "path-unusable"
    zh, en = "{path} 打不开，或不能写入。", "{path} cannot be opened or written."
    todo_zh, todo_en = "请核对路径。", "Check the path."


class PathMissing(PathUnusable):
    code = "path-missing"
    zh, en = "没有 {path}。", "There is no {path}."
    todo_zh, todo_en = "请核对文件名和所在文件夹。", "Check the name and the folder it stands in."


class PathIsFolder(PathUnusable):
    code = "path-is-folder"
    zh, en = "{path} 是文件夹，不是文件。", "{path} is a folder, not a file."
    todo_zh, todo_en = "请写出文件名。", "Give the name of a file."


class PathTaken(PathUnusable):
    code = "path-taken"
    zh, en = "{path} 已经存在，没有覆盖。", "{path} exists already and was not overwritten."
    todo_zh, todo_en = "换一个文件名，或先将它移走。", "Give another name, or move it away first."


class PathForbidden(PathUnusable):
    code = "path-forbidden"
    zh, en = "没有读写 {path} 的权限。", "You have no permission for {path}."
    todo_zh, todo_en = "换一个位置，或请管理员授权。", "Choose another place, or ask the administrator."


class DiskFull(PathUnusable):
    code = "disk-full"
    zh, en = "磁盘已满，{path} 没有写成。", "The disk is full; {path} was not written."
    todo_zh, todo_en = "腾出空间后重试。", "Make room, then try again."


class NotSpreadsheet(PathUnusable):
    code = "not-spreadsheet"
    zh, en = "{path} 的文件名应以 .xlsx 结尾。", "The name {path} must end in .xlsx."
    todo_zh, todo_en = "改用 .xlsx 文件名。", "Give a name that ends in .xlsx."


class DrawIdWrong(BadInput):
    code = "draw-id-wrong"
    zh, en = "抽取编号的格式不对。", "This is not the form of a draw id."
    todo_zh, todo_en = (
        "照申请回执上的编号填写，如 AP-2026-0001.1。",
        "Copy it from the application, such as AP-2026-0001.1.",
    )


class SettingWrong(BadInput):
    code = "setting-wrong"
    zh, en = "设置 {name} 有误：{zh}。", "The setting {name} is wrong: {en}."
    todo_zh, todo_en = (
        "更正环境变量或 .env 文件后重试。",
        "Correct the environment or the .env file, then try again.",
    )


class AddressUnusable(BadInput):
    code = "address-unusable"
    zh, en = "此地址或端口不能使用。", "The address or the port cannot be used."
    todo_zh, todo_en = "换一个端口，或关闭占用它的程序。", "Choose another port, or stop what is using it."


class CalleesWrong(BadInput):
    code = "callees-wrong"
    zh, en = "演练号码文件有误：{zh}。", "The callee file is wrong: {en}."
    todo_zh, todo_en = "更正该文件后重试。", "Correct the file, then try again."


class CallsWrong(BadInput):
    code, article = "calls-wrong", "Art. 5(2)"
    zh, en = "通知卡上的通话记录有误：{zh}。", "The calls on the card are wrong: {en}."
    todo_zh, todo_en = (
        "请对照通知卡和电话机的通话记录改正。",
        "Correct them from the card and the call list of the telephone.",
    )


# --- Unlawful ---------------------------------------------------------------------------------------------


class Unlawful(Refusal):
    code, status = "unlawful", 422
    zh, en = "规定不允许。", "The rules do not allow it."
    todo_zh, todo_en = "请按所列条款调整。", "Adjust it to the article named."


class Shortage(Unlawful):
    code, article = "shortage", "Art. 13; 26号令 16"
    zh, en = "符合条件的专家不足：{detail}。", "Too few eligible experts: {detail}."
    todo_zh, todo_en = (
        "经三方确认放宽专业、改用其他合法专家库或抽取异地专家：{options}。",
        ("With three parties, widen the specialty, use another lawful pool or draw out of town: {options}."),
    )


class NeedsConsent(Unlawful):
    code, article = "needs-consent", "Art. 4(2)"
    zh, en = (
        "选择性抽取须有行业监管部门的书面同意和理由。",
        ("A selective draw needs the regulator's consent on record and a reason."),
    )
    todo_zh, todo_en = "登记同意文号和理由。", "Record the consent's number and the reason."


class PackOverride(Unlawful):
    code, article = "pack-override", "Art. 24"
    zh, en = (
        "{level}规则包的“{name}”（{value}）不得放宽上位规定（{upper}，{article}）。",
        ("“{name}” ({value}) in the {level} pack may not loosen what stands above it ({upper}, {article})."),
    )
    todo_zh, todo_en = (
        "国家另有规定的从其规定，请删除或收紧该参数。",
        ("National law wins: remove the parameter or make it stricter."),
    )


class PanelUnlawful(Unlawful):
    """The panel's size or composition; the sentence names the article of the law."""

    code, article = "panel-unlawful", "Art. 6"
    todo_zh, todo_en = (
        "请调整专家人数或招标人代表人数。",
        ("Change the number of experts or owner representatives."),
    )


class PanelEmpty(PanelUnlawful):
    code = "panel-empty"
    zh, en = (
        "每个专业至少抽取一人，招标人代表不得为负数（{article}）。",
        ("Each specialty needs at least one seat, and owner representatives cannot be negative ({article})."),
    )


class PanelEven(PanelUnlawful):
    code = "panel-even"
    zh, en = (
        "评审委员会共 {total} 人，应为单数（{article}）。",
        ("The panel has {total} members; it must be odd ({article})."),
    )


class PanelTooSmall(PanelUnlawful):
    code = "panel-too-small"
    zh, en = (
        "评审委员会共 {total} 人，不得少于 {least} 人（{article}）。",
        ("The panel has {total} members; it needs at least {least} ({article})."),
    )


class TooFewExperts(PanelUnlawful):
    code = "too-few-experts"
    zh, en = (
        "评审委员会共 {total} 人，其中专家 {experts} 人，不得少于 {least} 人（{article}）。",
        ("{experts} of {total} members are experts; at least {least} must be ({article})."),
    )


class WrongTime(Unlawful):
    """Too early or too late; times are shown in Asia/Shanghai."""

    code, article = "wrong-time", "Art. 8"
    todo_zh, todo_en = "请调整时间或变更申请。", "Choose another time or change the application."


class FiledTooLate(WrongTime):
    code, article = "filed-too-late", "Art. 8(1)"
    zh, en = (
        "抽取申请最迟应在 {last} 前提交{mark}。",
        ("The application is due before {last} at the latest{mark}."),
    )


class DrawTooLate(WrongTime):
    code = "draw-too-late"
    zh, en = (
        "抽取最迟应在 {last} 前进行{mark}（{article}）。",
        ("The draw must be made before {last} at the latest{mark} ({article})."),
    )


class DrawTooEarly(WrongTime):
    code, article = "draw-too-early", "Art. 24"
    zh, en = (
        "抽取不得早于 {first}{mark}（{article}）。",
        ("The draw may not be made before {first}{mark} ({article})."),
    )


class CallTooLate(WrongTime):
    code, article = "call-too-late", "Art. 8, 14"
    zh, en = (
        "现在通知，专家在最迟开始时间 {latest} 前已来不及到场。",
        ("An expert called now could no longer be there by the latest start, {latest}."),
    )
    todo_zh, todo_en = (
        "由招标人变更最迟开始时间，或结束本次抽取。",
        ("Let the tenderer change the latest start, or end the draw."),
    )


class StandsAside(Unlawful):
    code, article = "stands-aside", "Art. 12"
    zh, en = (
        "所选人员中有人不符合条件或应当回避（{why}）。",
        "One of the chosen is not eligible or must step back ({why}).",
    )
    todo_zh, todo_en = "另选一人。", "Choose someone else."


# --- NotAllowed -------------------------------------------------------------------------------------------


class NotAllowed(Refusal):
    code, status = "not-allowed", 403
    zh, en = "您不能办理这一项。", "You may not do this."
    todo_zh, todo_en = "由有权的一方办理。", "Let the party concerned do it."


class PartiesMissing(NotAllowed):
    code, article = "parties-missing", "Art. 8(2), 13"
    zh, en = "缺少确认：{missing}。", "Confirmation is missing from: {missing}."
    todo_zh, todo_en = "请各方在现场确认。", "Let every party confirm on the spot."


class EntryCodeWrong(NotAllowed):
    code = "entry-code-wrong"
    zh, en = "入场码不正确，还可尝试 {left} 次。", "The entry code is wrong; {left} tries are left."
    todo_zh, todo_en = "请核对凭条上的八位入场码。", "Check the eight characters on the slip."


class EntryCodeSpent(NotAllowed):
    code = "entry-code-spent"
    zh, en = "入场码已错误五次，不再接受。", "The entry code was wrong five times and is no longer accepted."
    todo_zh, todo_en = "登记原因后更换凭条。", "Replace the slip, with the reason on record."


class DrillKeyring(NotAllowed):
    code = "drill-keyring"
    zh, en = (
        "这份密钥是演练用的，不能用于正式系统。",
        "This keyring was made for a drill and serves no real house.",
    )
    todo_zh, todo_en = "为正式系统另设数据文件夹。", "Give the real house a data folder of its own."


class RealKeyring(NotAllowed):
    code = "real-keyring"
    zh, en = "这份密钥是正式系统的，不能用于演练。", "This keyring is the real house's and serves no drill."
    todo_zh, todo_en = "为演练另设数据文件夹。", "Give the drill a data folder of its own."


class KeyringExposed(NotAllowed):
    code = "keyring-exposed"
    zh, en = (
        "密钥文件 {path} 可被其他用户读取，不予启动。",
        ("Other users may read the keyring {path}; the service does not start with it."),
    )
    todo_zh, todo_en = "将权限改为 0600，并考虑更换密钥。", "Set its mode to 0600 and consider new keys."
