"""The house cannot work as it stands: keyring, database, printer."""

from __future__ import annotations

from draw_service.rules.refusals.out_of_order import OutOfOrder


class KeyringDamaged(OutOfOrder):
    code = "keyring-damaged"
    zh, en = (
        "密钥文件无法使用：内容不完整，比数据库旧（之后更换过密钥），不属于这个数据库，或刚被另一进程更换。",
        (
            "The keyring cannot be used: it is incomplete, older than the database (keys were rotated since), "
            "another house's, or another process has just replaced it."
        ),
    )
    todo_zh, todo_en = (
        "停止其他进程后重试；仍不行的，放回最近一次更换密钥之后另存的密钥文件。",
        (
            "Stop the other processes and try again; if that fails, put the keyring back that was kept after the "
            "last rotation."
        ),
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


class NoDataFolder(NoRegister):
    code = "no-data-folder"
    zh, en = "没有数据文件夹 {path}。", "There is no data folder {path}."
    todo_zh, todo_en = (
        "核对 --data 或 PANEL_DATA；新装的先启动 panel serve，丢失的用 panel restore 恢复。",
        "Check --data or PANEL_DATA; on a new machine start panel serve first, after a loss panel restore.",
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


class ReaderSilent(OutOfOrder):
    code, article = "reader-silent", "Art. 8(4)"
    zh, en = "读卡器或指纹仪没有应答。", "The card reader or fingerprint device does not answer."
    todo_zh, todo_en = (
        "请放好证件或手指后再读；仍不行的，直接输入身份证号码。",
        "Put the card or finger on it and try again; else type the number of the identity card.",
    )
