"""The form, the file or the command says something that cannot be."""

from __future__ import annotations

from audit.refusal import Refusal


class BadInput(Refusal):
    code, status = "bad-input", 422
    zh, en = "填写有误：{what}。", "The input is wrong: {what}."
    todo_zh, todo_en = "改正后再提交，已填内容不会丢失。", "Correct it and send again; nothing is lost."


class BadCode(BadInput):
    code, article = "bad-code", "Art. 8(2)"
    zh, en = "这不是有效的凭条码（校验不符）。", "This is not a valid slip code (its check does not fit)."
    todo_zh, todo_en = "请核对后重新输入或扫描。", "Check it and type or scan it again."


class SlipUsed(BadInput):
    code, article = "slip-used", "Art. 8(2)"
    zh, en = "该凭条已经使用过。", "This slip was used before."
    todo_zh, todo_en = "重新制作一张凭条。", "Make a new slip."


class ShareDoesNotOpen(BadInput):
    code, article = "share-does-not-open", "Art. 8(2)"
    zh, en = "份额码与申请时的承诺不符。", "The share code does not open the commitment."
    todo_zh, todo_en = "请核对是否拿错凭条。", "Check whether it is the right slip."


class UnsealCodeDoesNotOpen(BadInput):
    code, article = "unseal-code-does-not-open", "Art. 8(5)"
    zh, en = "启封码不能打开本次名单。", "The unseal code does not open this roster."
    todo_zh, todo_en = "请核对是否拿错凭条。", "Check whether it is the right slip."


class BadOutcome(BadInput):
    code, article = "bad-outcome", "Art. 5"
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
    code, article = "specialty-row-wrong", "Art. 2"
    zh, en = "专业分类第 {row} 行有误：{what}。", "Row {row} of the specialty table is wrong: {what}."
    todo_zh, todo_en = "请对照官方目录改正后再导入。", "Correct it from the official file and import again."


class BidderRowWrong(BadInput):
    code, article = "bidder-row-wrong", "Art. 12"
    zh, en = "投标人名单第 {row} 行有误：{zh}。", "Row {row} of the bidder list is wrong: {en}."
    todo_zh, todo_en = (
        "改正该行后再提交，名单没有更改。",
        "Correct that row and send again; the list was not changed.",
    )


class FileRefused(BadInput):
    code = "file-refused"
    zh, en = "文件不能读取：{zh}。", "The file cannot be read: {en}."
    todo_zh, todo_en = "用表格软件另存为xlsx后再试。", "Save it as xlsx from a spreadsheet program."


class PeriodWrong(BadInput):
    code, article = "period-wrong", "Art. 8(1)"
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


class PracticeUnfinished(BadInput):
    code = "practice-unfinished"
    zh, en = (
        "文件夹 {folder} 里的演练城市没有准备完，或放的是别的内容。",
        "The practice city in {folder} was not finished, or something else is in there.",
    )
    todo_zh, todo_en = (
        "如果另一个进程正在准备，请等它完成；否则用 --data 换一个空文件夹，或删除这个文件夹后重来。",
        "If another process is preparing it, wait for that; else give an empty folder (--data), or delete this"
        " one and start again.",
    )


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
    code, article = "draw-id-wrong", "Art. 8(1)"
    zh, en = "抽取编号的格式不对。", "This is not the form of a draw id."
    todo_zh, todo_en = (
        "照申请回执上的编号填写，如 AP-2026-0001.1。",
        "Copy it from the application, such as AP-2026-0001.1.",
    )


class SettingWrong(BadInput):
    code = "setting-wrong"
    zh, en = "设置 {name} 有误：{zh}。", "The setting {name} is wrong: {en}."
    todo_zh, todo_en = (
        "更正后重试：命令的参数、环境变量或 .env 文件。",
        "Correct the option, the environment or the .env file, then try again.",
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


class KitMiscounted(BadInput):
    code, article = "kit-miscounted", "Art. 5(2), 8(3)"
    zh, en = (
        "清点的张数与记录不符：应当是 {left} 张。",
        "The count does not fit: {left} cards are to be there.",
    )
    todo_zh, todo_en = (
        "请重新清点，已拆而没有录入的也算；确实缺少的，登记事件：名单可能已经泄露。",
        "Count again, cards opened but not typed back included. If one is missing, report an incident: the "
        "list may have leaked.",
    )


class CardMistyped(BadInput):
    code, article = "card-mistyped", "Art. 8(4)"
    zh, en = (
        "身份证号码的位数或校验位不对，没有查找任何人，也没有记录。",
        "The identity number has the wrong length or check digit; nobody was looked up and nothing was logged.",
    )
    todo_zh, todo_en = "请对照证件重新输入，或扫描。", "Type it again from the card, or scan it."
