"""A database of another version, a copy that is none, a token that does not answer."""

from __future__ import annotations

from draw_service.rules.refusals.out_of_order import OutOfOrder


class DatabaseNewer(OutOfOrder):
    code = "database-newer"
    zh, en = (
        "数据库的版本是 {have}，比本程序新（本程序只到 {known}）；没有改动。",
        "The database is at {have}, newer than this program, which knows {known} at most; nothing was changed.",
    )
    todo_zh, todo_en = (
        "安装与数据库相配的程序，或从备份恢复升级前的数据库。",
        "Install the program the database belongs to, or restore the backup made before the upgrade.",
    )


class SchemaOlder(OutOfOrder):
    code = "schema-older"
    zh, en = (
        "原数据库还不是最新版本，没有复制。",
        "The database to copy is not at the newest schema yet; nothing was copied.",
    )
    todo_zh, todo_en = "先运行 panel migrate，再复制。", "Run panel migrate first, then copy."


class CopyDiffers(OutOfOrder):
    code = "copy-differs"
    zh, en = (
        "复制后的行数与原数据库不一致，复制已全部撤销。",
        "The copy does not hold as many rows as the database; all of it was undone.",
    )
    todo_zh, todo_en = (
        "停止所有服务后重试；原数据库没有改动。",
        "Stop every service and try again; the database itself is unchanged.",
    )


class TokenUnusable(OutOfOrder):
    code = "token-unusable"
    zh, en = (
        "安全模块（PKCS#11）无法使用：连接不上、口令不对、没有所要的密钥，或没有安装 hsm 组件。",
        "The PKCS#11 token cannot be used: out of reach, another PIN, no such key, or the extra hsm is missing.",
    )
    todo_zh, todo_en = (
        "核对 PANEL_PKCS11 和口令；在恢复之前不要另建密钥。",
        "Check PANEL_PKCS11 and the PIN; make no other keys until it answers.",
    )
