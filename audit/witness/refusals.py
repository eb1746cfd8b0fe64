"""Why a witness does not start."""

from __future__ import annotations

from audit.refusal import Refusal


class WitnessKeyExposed(Refusal):
    code = "witness-key-exposed"
    zh = "日志见证的密钥文件 {path} 可被他人读取。"
    en = "Others can read the witness's key file {path}."
    todo_zh = "请用 chmod 600 收回权限；如已外泄，请换密钥并通知各方。"
    todo_en = "Take the rights back with chmod 600; if it leaked, make a new key and tell every party."


class WitnessKeyDamaged(Refusal):
    code = "witness-key-damaged"
    zh = "日志见证的密钥文件 {path} 不能读取。"
    en = "The witness's key file {path} cannot be read."
    todo_zh = "请从备份恢复该文件。"
    todo_en = "Restore it from its backup."


class WitnessElsewhere(Refusal):
    code = "witness-elsewhere"
    zh = "这个文件夹里是另一个日志的见证。"
    en = "The folder holds the witness of another log."
    todo_zh = "请核对 --origin 和 --log-vkey，或换一个文件夹。"
    todo_en = "Check --origin and --log-vkey, or use another folder."


class WitnessMissing(Refusal):
    code = "witness-missing"
    status = 404
    zh = "文件夹 {path} 里没有日志见证。"
    en = "There is no log witness in {path}."
    todo_zh = "请先用 panel witness --data 启动一次，并给出 --origin、--log-vkey 和 --feed。"
    todo_en = "Start it once with panel witness --data, --origin, --log-vkey and --feed."


class WitnessDamaged(Refusal):
    code = "witness-damaged"
    zh = "日志见证的数据文件不能读取。"
    en = "The witness's own file cannot be read."
    todo_zh = "请从备份恢复；不得删去重来，否则此前签过什么就无从核对。"
    todo_en = "Restore it from its backup; starting anew would forget what was signed before."
