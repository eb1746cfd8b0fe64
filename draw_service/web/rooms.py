"""The rooms of the pages: where each is, what it is called, who may enter. The navigation is made from it."""

from __future__ import annotations

from dataclasses import dataclass

from draw_service.rules.access import CENTER_ROLES, Role, Who


@dataclass(frozen=True, slots=True)
class Room:
    """``path``: what its pages begin with."""

    path: str
    zh: str
    en: str
    roles: frozenset[Role]

    def name(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh


def _room(path: str, zh: str, en: str, *roles: Role) -> Room:
    return Room(path, zh, en, frozenset(roles))


ROOMS = (
    _room("/applications", "抽取申请", "Applications", Role.TENDERER, Role.AGENCY),
    _room("/payments", "劳务支付", "Payments", Role.TENDERER),
    _room("/draw-room", "抽取室", "Draw room", Role.OPERATOR),
    _room("/desk", "签到台", "Sign-in desk", Role.DESK, Role.OPERATOR),
    _room("/unsealing", "启封", "Unsealing", Role.OPERATOR),
    _room("/papers", "文书", "Papers", Role.OPERATOR),
    _room("/fees", "劳务报酬", "Fees", Role.OPERATOR),
    _room("/counter", "制单台", "Slip counter", Role.COUNTER),
    _room("/supervision", "监管", "Supervision", Role.REGULATOR),
    _room("/pool", "专家库", "Expert pool", Role.POOL_KEEPER),
    _room(
        "/conduct",
        "行为记分",
        "Conduct ledger",
        *(Role.OPERATOR, Role.TENDERER, Role.AGENCY, Role.REGULATOR),
    ),
    _room("/lead", "异议办理", "Objections", Role.LEAD),
    _room("/office", "年度确认", "Annual confirmation", Role.OFFICE),
    _room(
        "/measures",
        "监督措施",
        "Supervision measures",
        *(Role.OFFICE, Role.REGULATOR, Role.TENDERER, Role.AGENCY, Role.OPERATOR),
    ),
    _room("/admin", "系统管理", "Administration", Role.ADMINISTRATOR),
    _room("/rules", "规则参数", "Rules", Role.OFFICE, Role.ADMINISTRATOR, Role.LEAD, Role.REGULATOR),
    _room(
        "/catalogue",
        "交易目录",
        "Transaction catalogue",
        *(Role.ADMINISTRATOR, Role.POOL_KEEPER, Role.OPERATOR, Role.REGULATOR, Role.LEAD, Role.OFFICE),
    ),
    _room("/looks", "查看记录", "Who looked", Role.REGULATOR, Role.LEAD, Role.OFFICE),
    _room("/reports", "举报", "Reports in confidence", Role.REGULATOR, Role.OFFICE),
    _room("/incidents", "事件登记", "Incidents", *CENTER_ROLES, Role.REGULATOR, Role.LEAD, Role.OFFICE),
    _room("/handovers", "交接班", "Handovers", *CENTER_ROLES, Role.REGULATOR, Role.LEAD, Role.OFFICE),
    _room("/archive", "档案", "Archive", Role.OPERATOR, Role.OFFICE, Role.REGULATOR),
    _room("/terminals", "抽取终端", "Draw terminals", *(Role.ADMINISTRATOR, Role.OPERATOR, Role.OFFICE)),
)


def rooms_of(who: Who) -> list[Room]:
    """The rooms this account may enter, in the order shown."""
    return [room for room in ROOMS if room.roles & who.roles]
