"""A rule of the regulation or the law stands against it; each names its article."""

from __future__ import annotations

from audit.refusal import Refusal
from draw_service.rules.articles import Clause


class Unlawful(Refusal):
    code, status = "unlawful", 422
    zh, en = "规定不允许。", "The rules do not allow it."
    todo_zh, todo_en = "请按所列条款调整。", "Adjust it to the article named."

    def __init__(self, **fields: object) -> None:
        if isinstance(named := fields.get("article"), str):
            fields["article"] = Clause(named)
        super().__init__(**fields)


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


class ConsentMissing(Unlawful):
    code, article = "consent-missing", "个人信息保护法 29"
    zh, en = "没有本人的单独同意，不得采集指纹。", "No fingerprint is taken without the person's own consent."
    todo_zh, todo_en = (
        "本人同意后勾选；不同意的，用身份证签到，不受任何影响。",
        "Tick it when the person agrees; who does not signs in by identity card, and nothing else changes.",
    )
