"""Copies of the house, and a log that is not what it was: nothing goes on from a past that others saw end."""

from __future__ import annotations

from draw_service.rules.refusals.bad_input import BadInput
from draw_service.rules.refusals.out_of_order import OutOfOrder


class BackupMissing(BadInput):
    code = "backup-missing"
    zh, en = "{path} 里没有可用的备份。", "There is no backup in {path} that could be used."
    todo_zh, todo_en = (
        "核对文件夹（--from）和时刻（--at）；没有写完的备份不算数。",
        "Check the folder (--from) and the time (--at); a backup that was not finished does not count.",
    )


class BackupDamaged(BadInput):
    code = "backup-damaged"
    zh, en = (
        "备份 {path} 已损坏，或与其说明不符。",
        "The backup {path} is damaged, or not the one it says it is.",
    )
    todo_zh, todo_en = "改用另一份备份。", "Use another backup."


class DatabaseTaken(BadInput):
    code = "database-taken"
    zh, en = (
        "目标数据库里已有内容，没有覆盖。",
        "There is something in the database already; it was not overwritten.",
    )
    todo_zh, todo_en = (
        "停止服务，把原数据库移走并保留；PostgreSQL 另建空库，用 --into 指明。",
        "Stop the service, move the old database away and keep it; on PostgreSQL make an empty one and name "
        "it with --into.",
    )


class ToolFailed(OutOfOrder):
    code = "tool-failed"
    zh, en = "{tool} 没有安装，或没有完成。", "{tool} is not installed, or did not finish."
    todo_zh, todo_en = (
        "安装与服务器同版本的 PostgreSQL 客户端，核对连接和权限后重试。",
        "Install the PostgreSQL client of the server's version, check connection and rights, and try again.",
    )


class CheckpointForeign(BadInput):
    code = "checkpoint-foreign"
    zh, en = (
        "{path} 不是本日志签名的检查点。",
        "{path} is no checkpoint that this log has signed.",
    )
    todo_zh, todo_en = (
        "核对文件和日志公钥（panel keys show）。",
        "Check the file and the log's key (panel keys show).",
    )


class LogUnsound(OutOfOrder):
    code = "log-unsound"
    zh, en = (
        "日志核验不通过：记录、先后或签名对不上（第 {place} 条附近）。",
        "The log does not verify: entries, order or signature do not fit (about entry {place}).",
    )
    todo_zh, todo_en = (
        "不要启动服务；保留这份数据库，从另一份备份恢复，并告知监管部门。",
        "Do not start the service; keep this database, restore another backup, and tell the regulator.",
    )


class LogRolledBack(OutOfOrder):
    code = "log-rolled-back"
    zh, en = (
        "日志被退回：现有 {have} 条，已知的检查点有 {known} 条。",
        "The log was rolled back: it has {have} entries, a known checkpoint has {known}.",
    )
    todo_zh, todo_en = (
        "不要启动服务；改用更新的备份，PostgreSQL 再用归档的 WAL 恢复到该检查点之后。"
        "确实无法找回的，这本日志到此为止：保留它交监管部门，用新的密钥文件另起一本，进行中的抽取逐一按新的一次办理。",
        "Do not start the service; use a newer backup, on PostgreSQL with the archived WAL up to a time after "
        "that checkpoint. If it is lost for good, this log ends here: keep it for the regulator, begin another "
        "with a new keyring, and do every running draw as a new attempt there.",
    )


class LogForked(OutOfOrder):
    code = "log-forked"
    zh, en = (
        "日志与已知的检查点（{known} 条）不是同一本。",
        "The log is not the one a known checkpoint ({known} entries) was made of.",
    )
    todo_zh, todo_en = (
        "不要启动服务；保留这份数据库，并立即告知监管部门。",
        "Do not start the service; keep this database, and tell the regulator at once.",
    )
