"""What platforms are told of an application and its progress. Nothing here names an expert (Art. 8(3))."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from draw_service.web.api.sent import FIELDS_EXAMPLE, HEX_EXAMPLE, ApplicationFields, DispatchAsked

State = Literal[
    "draft", "handed-over",
    "filed", "appointed", "entered", "locked", "calling", "sealed", "unsealed", "closed", "aborted",
]  # fmt: skip
AT = "2026-03-02T01:00:00Z"
NUMBER, DRAW = "AP-2026-0001", "AP-2026-0001.1"
_FIRM = {"name": "鹤测市公路局", "code": "91350100M000100Y43"}


class Told(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)


def example(**fields: Any) -> ConfigDict:
    return ConfigDict(use_attribute_docstrings=True, json_schema_extra={"examples": [fields]})


class NamedFirm(Told):
    """单位。/ A firm or public body."""

    name: str
    """名称。/ Its name."""
    code: str
    """统一社会信用代码，没有时为空。/ Credit code, empty when unknown."""


class StratumTold(Told):
    """一个专业和人数。/ A specialty and how many experts of it."""

    code: str
    """专业代码。/ Specialty code."""
    name: str
    """专业名称。/ What it is called."""
    quota: int
    """人数。/ How many."""


class CatalogueTold(Told):
    """交易目录中的项目和由此而来的义务。/ The line of the catalogue, and the duty that follows."""

    line: str
    """目录代码，没有时为空。/ Code of the line, empty for none."""
    why: str
    """没有目录项目的原因：not-listed，other-law。/ Why there is none."""
    law: str
    """另有规定的法律法规。/ The law that rules instead."""
    name: str
    """目录项目名称，提交后给出。/ What the line is called, from the filing on."""
    edition: str
    """提交时的目录版本。/ The edition it was filed under."""
    duty: Literal["must", "may", "other-rule"] | None
    """must 应当从本系统抽取，may 可以，other-rule 从其规定；提交后给出。/ From the filing on."""


class DispatchTold(Told):
    """外派服务（第十五条）。/ The dispatch service (Art. 15)."""

    host: str
    booked_at: datetime
    notice_at: datetime
    approval: str
    place: bool
    staff: bool


for _name, _field in DispatchTold.model_fields.items():
    _field.description = DispatchAsked.model_fields[_name].description
DispatchTold.model_rebuild(force=True)


class DispatchPaperTold(Told):
    """已加密保存的同意文件。/ The paper of consent that is kept, encrypted."""

    model_config = example(digest=HEX_EXAMPLE)

    digest: str
    """文件的加盐哈希，与日志中的一致。/ Salted hash of the paper, as the log holds it."""


class ApplicationTold(Told):
    """抽取申请的内容，字段同提交时。/ What an application says, as it was sent."""

    project_code: str
    section_code: str
    project_name: str
    procurement: str
    budget_yuan: int
    complex: bool
    open_tender_threshold_reached: bool
    authority: list[str]
    mode: str
    catalogue: CatalogueTold | None
    strata: list[StratumTold]
    owner_representatives: int
    out_of_town: bool
    areas: list[str]
    pools: list[str]
    bid_opening: datetime
    signin_at: datetime
    signin_place: str
    expected_minutes: int
    latest_start: datetime
    dispatch: DispatchTold | None


for _name, _field in ApplicationTold.model_fields.items():
    _field.description = ApplicationFields.model_fields[_name].description
ApplicationTold.model_rebuild(force=True)


class AttemptTold(Told):
    """一次抽取。/ One attempt."""

    draw_id: str
    """抽取编号。/ Its id."""
    attempt: int
    """第几次。/ Which attempt."""
    state: State
    """状态。/ Where it stands."""
    notice_at: datetime | None
    """结果公告登记的时间；此后方可取名单和核验包。
    / When the result notice was recorded; roster and bundles exist from then on."""


class BiddersTold(Told):
    """已密封的投标人名单，只见数量和带密钥的摘要。/ The sealed list, by count and keyed hash alone."""

    model_config = example(firms=4, digest=HEX_EXAMPLE[:32])

    firms: int
    """单位数，含联合体成员和上级公司。/ How many firms, members and parents counted."""
    digest: str
    """名单的带密钥摘要，换了名单就会不同。/ Keyed hash of the list; another list has another one."""


class ApplicationRead(Told):
    """一份申请及其进展。/ An application and how far it is."""

    model_config = example(
        application_id=NUMBER,
        side="tenderer",
        state="filed",
        version=1,
        draft_version=None,
        complete=True,
        missing=[],
        tenderer=_FIRM,
        agency=None,
        application={
            **FIELDS_EXAMPLE,
            "section_code": FIELDS_EXAMPLE["project_code"],
            "complex": False,
            "open_tender_threshold_reached": False,
            "mode": "random",
            "out_of_town": False,
            "areas": [],
            "pools": [],
            "dispatch": None,
            "catalogue": None,
            "strata": [
                {"code": "A08", "name": "工程施工", "quota": 3},
                {"code": "B07", "name": "建筑材料", "quota": 2},
            ],
        },
        attempts=[{"draw_id": DRAW, "attempt": 1, "state": "filed", "notice_at": None}],
        next_draw_id=DRAW,
        unseal_half="",
        bidders=None,
        dispatch_paper="",
    )

    application_id: str
    """申请编号。/ Its number."""
    side: Literal["tenderer", "agency"]
    """接口密钥所属单位是招标人还是代理机构。/ As which party the key's organisation reads it."""
    state: State
    """状态：draft 草稿，handed-over 待招标人提交，其余为抽取阶段。
    / draft, handed-over (the tenderer's turn), or the phase of the draw."""
    version: int
    """已提交的版本，0 为尚未提交。/ Version that was filed; 0 before."""
    draft_version: int | None
    """草稿版本，没有草稿时为空；提交时要给出。/ Version of the draft, null for none; filing asks for it."""
    complete: bool
    """草稿是否已填完整。/ Whether nothing is missing in the draft."""
    missing: list[str]
    """草稿中未填好的字段。/ Fields of the draft that are not filled in properly."""
    tenderer: NamedFirm
    """招标人。/ The tenderer."""
    agency: NamedFirm | None
    """代理机构。/ Its agency."""
    application: ApplicationTold | None
    """现行内容；草稿未填完整时为空。/ What stands now; null while the draft is incomplete."""
    attempts: list[AttemptTold]
    """历次抽取。/ Its attempts."""
    next_draw_id: str
    """下一张见证凭条要对应的抽取编号。/ The draw id the next slip is made for."""
    unseal_half: str
    """代理机构交来的启封公钥，没有时为空。/ Public key of the unseal code the agency holds, else empty."""
    bidders: BiddersTold | None
    """投标人名单，未提交时为空。/ The bidder list, null while there is none."""
    dispatch_paper: str
    """外派服务同意文件的加盐哈希，没有时为空。
    / Salted hash of the paper of consent for the dispatch service, empty while there is none."""


class ApplicationLine(Told):
    """列表中的一份申请。/ An application in a list."""

    application_id: str
    """申请编号。/ Its number."""
    project_name: str
    """项目名称。/ Name of the project."""
    side: Literal["tenderer", "agency"]
    """以哪一方身份。/ As which party."""
    state: State
    """状态。/ Where it stands."""
    bid_opening: datetime | None
    """开标时间，草稿为空。/ Bid opening; null for a draft."""
    attempts: int
    """抽取次数。/ How many attempts there were."""
    changing: bool
    """是否有变更正在填写。/ Whether a change of it is being written."""
    dispatch: bool
    """是否外派服务（第十五条）；草稿为 false。/ Of the dispatch service (Art. 15); false for a draft."""


class ApplicationPage(Told):
    """一页申请，新的在前。/ A page of applications, newest first."""

    model_config = example(
        items=[
            {
                "application_id": NUMBER,
                "project_name": "鹤测桥加固",
                "side": "tenderer",
                "state": "filed",
                "bid_opening": "2026-03-04T01:30:00Z",
                "attempts": 1,
                "changing": False,
                "dispatch": False,
            }
        ],
        next_cursor=NUMBER,
    )

    items: list[ApplicationLine]
    """本页。/ This page; it may be shorter than asked although more follow."""
    next_cursor: str | None
    """取下一页时的 cursor，最后一页为空。/ The cursor of the next page, null on the last one."""


class SeatCounts(Told):
    """席位数；各项之和等于 total。/ Seats by state; they add up to total."""

    total: int
    """应抽席位。/ Seats there are to fill."""
    waiting: int
    """待通知。/ Nobody is called yet."""
    calling: int
    """通知中。/ Somebody is being called."""
    accepted: int
    """已应答。/ Somebody said yes."""
    arrived: int
    """已签到。/ Somebody has signed in."""
    exhausted: int
    """无人可抽。/ Nobody is left for it."""


class MilestoneTold(Told):
    """已发生的一步。/ Something that happened."""

    at: datetime
    """时间。/ When."""
    type: str
    """事件类型，见术语表。/ Event type, as in the glossary."""
    detail: str
    """一方、版本号、原因代码或纸件编号。/ A party, a version, a reason code or a serial."""


class StatusRead(Told):
    """进展：阶段和席位，不含姓名。/ How far it is: phase and seats, no names."""

    model_config = example(
        application_id=NUMBER,
        draw_id=DRAW,
        attempt=1,
        state="calling",
        seats={"total": 5, "waiting": 2, "calling": 1, "accepted": 2, "arrived": 0, "exhausted": 0},
        milestones=[{"at": AT, "type": "application.filed", "detail": ""}],
        as_of=AT,
    )

    application_id: str
    """申请编号。/ Number of the application."""
    draw_id: str
    """当前抽取的编号，草稿为空。/ The attempt in hand, empty for a draft."""
    attempt: int
    """第几次，草稿为 0。/ Which attempt, 0 for a draft."""
    state: State
    """状态。/ Where it stands."""
    seats: SeatCounts | None
    """席位；排序以前为空。/ Seats; null before the order stands."""
    milestones: list[MilestoneTold]
    """已发生的各步。/ What happened so far."""
    as_of: datetime
    """数据截至。/ When this was read."""


class SpecialtyTold(Told):
    code: str
    """代码。/ Code."""
    name: str
    """名称。/ Name."""


class SpecialtyList(Told):
    """专业分类。/ The classification."""

    model_config = example(items=[{"code": "A08", "name": "工程施工"}])

    items: list[SpecialtyTold]
    """按代码升序。/ Ascending by code."""
