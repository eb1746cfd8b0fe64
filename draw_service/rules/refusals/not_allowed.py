"""The wrong person, or too few of them (Art. 8(2), 13)."""

from __future__ import annotations

from audit.refusal import Refusal


class NotAllowed(Refusal):
    code, status = "not-allowed", 403
    zh, en = "您不能办理这一项。", "You may not do this."
    todo_zh, todo_en = "由有权的一方办理。", "Let the party concerned do it."


class TendererSends(NotAllowed):
    code, article = "tenderer-sends", "Art. 8(1), 8(2)"
    zh, en = (
        "申请由招标人的账户提交：见证人和份额码属于招标人。",
        "The tenderer's own account sends the application: witness and share code are the tenderer's.",
    )
    todo_zh, todo_en = (
        "请转交招标人，由其补上见证凭条后提交。",
        "Hand it over; the tenderer adds the slip and sends.",
    )


class PartiesMissing(NotAllowed):
    code, article = "parties-missing", "Art. 8(2), 13"
    zh, en = "缺少确认：{missing}。", "Confirmation is missing from: {missing}."
    todo_zh, todo_en = "请各方在现场确认。", "Let every party confirm on the spot."


class EntryCodeWrong(NotAllowed):
    code, article = "entry-code-wrong", "Art. 8(2)"
    zh, en = "入场码不正确，还可尝试 {left} 次。", "The entry code is wrong; {left} tries are left."
    todo_zh, todo_en = "请核对凭条上的八位入场码。", "Check the eight characters on the slip."


class EntryCodeSpent(NotAllowed):
    code, article = "entry-code-spent", "Art. 8(2)"
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
