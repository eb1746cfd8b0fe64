"""What the archive turns down (档案管理制度 3, 4; 保密工作制度 6; 采购法 42)."""

from __future__ import annotations

from draw_service.rules.refusals.bad_input import BadInput
from draw_service.rules.refusals.not_allowed import NotAllowed
from draw_service.rules.refusals.out_of_order import OutOfOrder
from draw_service.rules.refusals.unlawful import Unlawful


class ArchiveReasonMissing(BadInput):
    code, article = "archive-reason-missing", "档案管理制度 4"
    zh, en = "查阅和销毁档案须写明理由。", "A look into the archive, or a destruction, needs its reason."
    todo_zh, todo_en = "请填写理由后再提交。", "Write the reason and send again."


class ArchiveUnreadable(BadInput):
    code, article = "archive-unreadable", "档案管理制度 3"
    zh, en = (
        "{path} 不是年度档案，或清单无法识别。",
        "{path} is no year's archive, or its manifest cannot be read.",
    )
    todo_zh, todo_en = (
        "请指定 panel archive make 写出的文件夹。",
        "Name a folder that panel archive make wrote.",
    )


class LookNotApproved(NotAllowed):
    code, article = "look-not-approved", "档案管理制度 4"
    zh, en = (
        "这份查阅申请没有批准、已过期，或不是您提出的。",
        "This request is not approved, its time is up, or somebody else made it.",
    )
    todo_zh, todo_en = "请重新申请，由另一人审批。", "Ask again; another person decides."


class RequestSettled(OutOfOrder):
    code, article = "request-settled", "档案管理制度 4"
    zh, en = "这项申请已经办结。", "This request is settled."
    todo_zh, todo_en = "如仍需要，请另行提出。", "Make a new one if it is still needed."


class KeptStill(Unlawful):
    code, article = "kept-still", "政府采购法 42"
    zh, en = (
        "保管期限到 {until} 为止，期满前不得销毁。",
        "It has to be kept until {until}; nothing is destroyed before.",
    )
    todo_zh, todo_en = "请在期满之后再提出。", "Propose it after that day."


class RecordsDestroyed(OutOfOrder):
    code, article = "records-destroyed", "个人信息保护法 47"
    zh, en = (
        "这个项目的人员记录已按规定销毁，无法再读取；日志和公开核验包仍在。",
        "The people of this project were destroyed as the rules ask; the log and the public bundle remain.",
    )
    todo_zh, todo_en = "请查阅销毁清册。", "See the certificate of destruction."
