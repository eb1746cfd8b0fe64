"""The form of an application: its steps and fields, from what was typed to an application and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import chain
from typing import cast, get_args

from starlette.datastructures import FormData

from draw_service.rules.applications import Application, Dispatch, Listing, Mode, Procurement, WhyNone
from draw_service.rules.identifiers import Odd, company_name, credit_code
from draw_service.rules.lottery import Stratum
from draw_service.rules.people import Company
from draw_service.usecases.ports import Draft
from draw_service.web.forms import SHANGHAI, Form

ROWS, MOST_ROWS = 4, 16
"""Specialties offered at first, and at most."""
_NO_TIME = datetime.min.replace(tzinfo=UTC)
_CODE = re.compile(r"[A-Z](?:[0-9]{2}){0,3}")

STEPS: Mapping[str, tuple[str, ...]] = {
    "project": (
        *("project_code", "section_code", "project_name", "procurement", "budget", "complex", "threshold"),
        *("catalogue", "catalogue_law", "authority", "mode", "kind"),
    ),
    "dispatch": (*("dispatch_host", "booked_at", "notice_at", "approval", "host_place", "host_staff"),),
    "parties": ("other_name", "other_code"),
    "experts": (
        *(f"{part}_{row}" for row in range(1, MOST_ROWS + 1) for part in ("code", "quota")),
        *("rows", "owner_representatives", "out_of_town", "areas", "pools"),
    ),
    "times": ("bid_opening", "signin_at", "signin_place", "expected_minutes", "latest_start"),
}
"""Step -> its fields, in the order they are asked."""

LABELS: Mapping[str, str] = {
    "project_code": "项目编号",
    "section_code": "标段（包）编号",
    "project_name": "项目名称",
    "procurement": "采购方式",
    "budget": "预算金额（元）",
    "complex": "技术复杂、专业性强或社会影响较大",
    "threshold": "达到公开招标数额标准",
    "catalogue": "公共资源交易目录项目",
    "catalogue_law": "另有规定的法律法规",
    "authority": "主管和监督部门",
    "mode": "抽取方式",
    "kind": "服务类别",
    "dispatch_host": "申请单位和评标地点",
    "booked_at": "预约时间",
    "notice_at": "招标采购公告发布时间",
    "approval": "同意抽取使用专家文件的文号",
    "approval_file": "同意抽取使用专家的文件（PDF）",
    "host_place": "具有组织招投标活动的场所",
    "host_staff": "有能够编制招标文件及组织评标的专业力量",
    "other_name": "单位名称",
    "other_code": "统一社会信用代码",
    **{f"code_{row}": "抽取专业" for row in range(1, MOST_ROWS + 1)},
    **{f"quota_{row}": "人数" for row in range(1, MOST_ROWS + 1)},
    "owner_representatives": "招标人代表人数",
    "out_of_town": "需要异地专家",
    "areas": "限定地区代码",
    "pools": "限定专家库",
    "bid_opening": "开标时间",
    "signin_at": "专家签到时间",
    "signin_place": "签到地点",
    "expected_minutes": "预计评标时长（分钟）",
    "latest_start": "评标最迟开始时间",
    "commitment": "承诺值",
    "unseal_pk": "启封公钥",
    "entry": "入场码（8 个字符）",
    "mandate": "委托书的 SHA-256",
    "mandate_file": "委托书文件",
    "holder": "启封码由谁保管",
    "kept": "保管确认",
    "reason": "原因",
    "bidders": "投标人名单",
    "bidders_file": "表格文件",
    "letter_file": "申请书扫描件",
    "supplier": "提出申请的供应商",
    "person": "申请回避的人",
    "employer": "其单位",
    "grounds": "申请回避的理由",
}
"""Field -> its label."""

PROCUREMENTS: Mapping[str, str] = {
    "tendering": "招标投标",
    "government-procurement": "政府采购（招标）",
    "negotiation": "竞争性谈判",
    "consultation": "竞争性磋商",
    "inquiry": "询价",
}
NO_LINE: Mapping[WhyNone, str] = {"not-listed": "不在目录内", "other-law": "法律法规对专家抽取另有规定"}
KINDS = ("in-house", "dispatch")
MODES: Mapping[str, str] = {"random": "随机抽取", "selective": "选择性抽取"}


def form_from(typed: Mapping[str, str]) -> Form:
    """What was typed, as a form to be read again."""
    return Form(FormData(typed))


def step_of(field: str) -> str:
    return next((step for step, fields in STEPS.items() if field in fields), "")


def in_page_order(fields: Iterable[str]) -> list[str]:
    """As somebody meets them who goes through the pages."""
    places = {field: n for n, field in enumerate(chain.from_iterable(STEPS.values()))}
    return sorted(fields, key=lambda field: places.get(field, len(places)))


def read(form: Form, draft: Draft, names: Mapping[str, str]) -> Application:
    """The application that was typed. What is missing or odd is noted on ``form``; call ``form.check()``
    before using what is returned. ``names``: the specialty table."""
    code = form.code("project_code", longest=20)
    other = company(form, needed=draft.filed_by == "agency")
    strata = _strata(form, names)
    opening, signin = form.moment("bid_opening"), form.moment("signin_at")
    latest = form.moment("latest_start")
    if latest and signin and latest < signin:
        form.wrong("latest_start", "不能早于签到时间", "Not before the sign-in time")
    return Application(
        project_code=code,
        section_code=form.code("section_code", needed=False, longest=23) or code,
        project_name=form.text("project_name", longest=200),
        procurement=cast("Procurement", form.choice("procurement", get_args(Procurement))),
        filed_by=draft.filed_by,
        tenderer=draft.tenderer if draft.filed_by == "tenderer" else other or draft.tenderer,
        strata=strata,
        owner_representatives=form.number("owner_representatives", needed=False, most=20),
        bid_opening=opening or _NO_TIME,
        signin_at=signin or _NO_TIME,
        signin_place=form.text("signin_place", longest=100),
        expected_minutes=form.number("expected_minutes", least=1, most=7 * 24 * 60),
        latest_start=latest or _NO_TIME,
        agency=draft.agency if draft.filed_by == "agency" else other,
        authority=tuple(form.lines("authority", needed=False, longest=1000)),
        budget_fen=form.yuan("budget", needed=False) * 100,
        complex=form.ticked("complex"),
        open_tender_threshold_reached=form.ticked("threshold"),
        out_of_town=form.ticked("out_of_town"),
        pools=tuple(_parts(form, "pools")),
        areas=tuple(_areas(form)),
        mode=cast("Mode", form.choice("mode", get_args(Mode))),
        dispatch=_dispatch(form) if is_dispatch(form) else None,
        catalogue=_listing(form),
    )


def is_dispatch(form: Form) -> bool:
    """Whether the dispatch service is asked for (Art. 15)."""
    return form.choice("kind", KINDS, needed=False) == "dispatch"


def _listing(form: Form) -> Listing | None:
    """None where the question was never put: a draft of a platform, or of the time before it was asked."""
    if "catalogue" not in form.typed:
        return None
    chosen = form.code("catalogue", longest=12)
    why = next((one for one in NO_LINE if one == chosen), "")
    law = form.text("catalogue_law", needed=why == "other-law", longest=100)
    return Listing("", why, law if why == "other-law" else "") if why else Listing(chosen)


def _dispatch(form: Form) -> Dispatch:
    return Dispatch(
        form.text("dispatch_host", longest=200),
        form.moment("booked_at") or _NO_TIME,
        form.moment("notice_at") or _NO_TIME,
        form.text("approval", longest=60),
        form.ticked("host_place"),
        form.ticked("host_staff"),
    )


def company(form: Form, *, needed: bool) -> Company | None:
    """The firm across the table; None when nothing was typed and nothing is needed."""
    name, code = form.text("other_name", needed=needed, longest=200), form.code("other_code", needed=needed)
    if not name and not code:
        return None
    if not name or not code:
        form.wrong("other_code" if name else "other_name", "名称和代码都要填写", "Give both name and code")
    try:
        return Company(company_name(name), credit_code(code))
    except Odd:
        form.wrong("other_code", "代码校验不符，请对照营业执照", "The code does not check; see the licence")
        return None


def _strata(form: Form, names: Mapping[str, str]) -> tuple[Stratum, ...]:
    found: dict[str, Stratum] = {}
    for row in range(1, MOST_ROWS + 1):
        written = form.code(f"code_{row}", needed=False)
        quota = form.number(f"quota_{row}", needed=bool(written), least=1, most=99)
        if not written:
            if quota:
                form.wrong(f"code_{row}", "请填写专业", "Give the specialty")
            continue
        code = specialty(written, names)
        if not code:
            form.wrong(f"code_{row}", "专业分类中没有这一项", "Not in the classification")
        elif code in found:
            form.wrong(f"code_{row}", "同一专业填了两次，请合并人数", "Given twice; add the numbers up")
        else:
            found[code] = Stratum(code.lower(), code, quota)
    if not found:
        form.wrong("code_1", "请至少填写一个专业", "Give at least one specialty")
    return tuple(found.values())


def specialty(written: str, names: Mapping[str, str]) -> str:
    """The code that was meant: a code, a code with its name, or a name that only one code has; else ""."""
    begins = _CODE.match(written.upper())
    if begins and begins[0] in names:
        return begins[0]
    meant = [code for code, name in names.items() if name == written]
    return meant[0] if len(meant) == 1 else ""


def _parts(form: Form, name: str) -> list[str]:
    return [part for part in re.split("[,，、;；]", form.code(name, needed=False)) if part]


def _areas(form: Form) -> list[str]:
    parts = _parts(form, "areas")
    if any(not part.isascii() or not part.isdigit() or len(part) > 12 for part in parts):
        form.wrong("areas", "地区代码只含数字，多个用逗号隔开", "Area codes are digits, divided by commas")
    return parts


def typed_of(application: Application, names: Mapping[str, str]) -> dict[str, str]:
    """The form as it would have been typed for ``application``."""
    other = application.agency if application.filed_by == "tenderer" else application.tenderer
    outside = application.dispatch
    said = application.catalogue
    listing = {"catalogue": said.line or said.why, "catalogue_law": said.law} if said else {}
    rows = {
        key: value
        for row, stratum in enumerate(application.strata, start=1)
        for key, value in (
            (f"code_{row}", f"{stratum.code} {names.get(stratum.code, '')}".strip()),
            (f"quota_{row}", str(stratum.quota)),
        )
    }
    return {
        "project_code": application.project_code,
        "section_code": application.section_code,
        "project_name": application.project_name,
        "procurement": application.procurement,
        "budget": str(application.budget_fen // 100) if application.budget_fen else "",
        "complex": "1" if application.complex else "",
        "threshold": "1" if application.open_tender_threshold_reached else "",
        **listing,
        "authority": "\n".join(application.authority),
        "mode": application.mode,
        "kind": "dispatch" if outside else "in-house",
        "dispatch_host": outside.host if outside else "",
        "booked_at": _local(outside.booked_at) if outside else "",
        "notice_at": _local(outside.notice_at) if outside else "",
        "approval": outside.approval if outside else "",
        "host_place": "1" if outside and outside.place else "",
        "host_staff": "1" if outside and outside.staff else "",
        "other_name": other.name if other else "",
        "other_code": other.code if other else "",
        **rows,
        "rows": str(max(ROWS, len(application.strata))),
        "owner_representatives": str(application.owner_representatives),
        "out_of_town": "1" if application.out_of_town else "",
        "areas": ",".join(application.areas),
        "pools": ",".join(application.pools),
        "bid_opening": _local(application.bid_opening),
        "signin_at": _local(application.signin_at),
        "signin_place": application.signin_place,
        "expected_minutes": str(application.expected_minutes),
        "latest_start": _local(application.latest_start),
    }


def _local(at: datetime) -> str:
    """As a browser's time field takes it."""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")
