"""What platforms send: read with patience (spaces, full-width, lower case), checked strictly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)
from pydantic_core import PydanticCustomError

from draw_service.rules.applications import Mode, Procurement, WhyNone
from draw_service.rules.identifiers import Odd, credit_code, plain

ChangeReason = Literal["postponed", "specialties", "headcount", "place", "correction", "other"]
SlipReason = Literal["lost", "damaged", "misprinted", "witness-changed"]
_YEARS = range(2000, 2100)


def _text(read: Callable[[str], str]) -> BeforeValidator:
    return BeforeValidator(lambda given: read(given) if isinstance(given, str) else given)


def _compact(given: str) -> str:
    return "".join(unicodedata.normalize("NFKC", given).split())


def _lower(given: str) -> str:
    return _compact(given).lower()


def _upper(given: str) -> str:
    return _compact(given).upper()


def _checked(given: str) -> str:
    try:
        return credit_code(given)
    except Odd:
        raise PydanticCustomError("credit_code", "credit code") from None


def _written(given: Any) -> Any:
    # A number is no time, though the library would take it for one.
    if not isinstance(given, str) or not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]", given):
        raise PydanticCustomError("time", "time")
    return given


def _minute(given: datetime) -> datetime:
    if given.year not in _YEARS or given.second or given.microsecond:
        raise PydanticCustomError("time", "time")
    return given.astimezone(UTC)


Name = Annotated[str, Field(min_length=1, max_length=200), _text(plain)]
Place = Annotated[str, Field(min_length=1, max_length=100), _text(plain)]
Code = Annotated[str, Field(min_length=1, max_length=20), _text(_compact)]
SectionCode = Annotated[str, Field(max_length=23), _text(_compact)]
Hex = Annotated[str, Field(pattern="^[0-9a-f]{64}$"), _text(_lower)]
CreditCode = Annotated[str, Field(max_length=18), _text(_compact), AfterValidator(_checked)]
OwnCode = Annotated[str, Field(min_length=1, max_length=18), _text(_compact), AfterValidator(_checked)]
Time = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_minute)]
Whole = Annotated[int, Field(strict=True)]
Flag = Annotated[bool, Field(strict=True)]

HEX_EXAMPLE = "2b1c6a0d7e5f48390a1b2c3d4e5f60718293a4b5c6d7e8f9000112233445566a"
KEY_EXAMPLE = "1dd7a38ce48ac76e6ff01c6bdc2cfd8c2f8eb1a2f4f3d2f0ad3a1c9f0b7e4c55"


class Sent(BaseModel):
    """No field is taken that nobody knows: a misspelt one would be lost without a word."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, hide_input_in_errors=True)


class Firm(Sent):
    """单位。/ A firm or public body."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "鹤测市公路局", "code": "91350100M000100Y43"}]}
    )

    name: Name
    """名称。/ Its name."""
    code: OwnCode
    """统一社会信用代码（GB 32100）。/ Unified social credit code (GB 32100)."""


class BidderFirm(Sent):
    """投标人、联合体成员或其上级公司。/ A bidder, a member of its consortium or a parent company."""

    name: Name
    """名称。/ Its name."""
    code: CreditCode = ""
    """统一社会信用代码；没有的留空，按名称比对。
    / Credit code; empty when there is none, names then decide."""


class BidderLine(BidderFirm):
    """一个投标人。/ One bidder."""

    members: Annotated[list[BidderFirm], Field(max_length=20)] = []
    """联合体成员和申报的上级公司。/ Members of its consortium and declared parent companies."""


class SpecialtySeats(Sent):
    """一个专业和人数。/ A specialty and how many experts of it."""

    code: Annotated[str, Field(pattern="^[A-Z]([0-9]{2}){0,3}$"), _text(_upper)]
    """专业代码（发改法规〔2018〕316号）；写到二级时其下各级都可抽取。
    / Specialty code; a code of an upper level includes all below it."""
    quota: Annotated[Whole, Field(ge=1, le=99)]
    """人数。/ How many."""


class CatalogueEntry(Sent):
    """交易目录中的项目；不在目录内的写 why。/ Its line of the transaction catalogue, or why there is none."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"line": "A01"}]})

    line: Annotated[str, Field(max_length=12, pattern="^([A-Z0-9][A-Z0-9.-]{0,11})?$"), _text(_upper)] = ""
    """目录代码。/ Code of the line."""
    why: WhyNone = ""
    """没有目录项目的原因：not-listed 不在目录内，other-law 法律法规另有规定。/ Why there is none."""
    law: Annotated[str, Field(max_length=100), _text(plain)] = ""
    """另有规定的法律法规。/ The law that rules instead."""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.line) == bool(self.why) or (self.why == "other-law" and not self.law):
            raise PydanticCustomError("catalogue", "catalogue")
        return self


DISPATCH_EXAMPLE: dict[str, Any] = {
    "host": "鹤测县医院会议室",
    "booked_at": "2026-02-20T09:00:00+08:00",
    "notice_at": "2026-02-24T09:00:00+08:00",
    "approval": "鹤管函〔2026〕3号",
    "place": True,
    "staff": True,
}


class DispatchAsked(Sent):
    """专家外派服务及其条件（第十五条）。/ The dispatch service and its conditions (Art. 15)."""

    model_config = ConfigDict(json_schema_extra={"examples": [DISPATCH_EXAMPLE]})

    host: Name
    """申请单位和评标地点。/ The unit and place the experts go to."""
    booked_at: Time
    """预约时间，须早于公告发布（第十五条第一项）。/ When it was booked; before the notice (Art. 15(1))."""
    notice_at: Time
    """招标采购公告发布时间。/ When the tender notice is published."""
    approval: Annotated[str, Field(min_length=1, max_length=60), _text(plain)]
    """市级管理部门同意文件的文号（第十五条第二项）；文件用 putDispatchPaper 提交。
    / Number of the department's consent (Art. 15(2)); the paper goes in by putDispatchPaper."""
    place: Flag
    """申请单位具有组织招投标活动的场所。/ The host declares to have a place."""
    staff: Flag
    """申请单位有编制招标文件及组织评标的专业力量。/ The host declares to have staff."""


class DispatchPaperSent(Sent):
    """同意抽取使用专家的文件（第十五条第二项）。/ The paper of consent (Art. 15(2))."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"pdf": "JVBERi0xLjcKJSVFT0YK"}]})

    pdf: Annotated[str, Field(min_length=4, max_length=7_000_000, pattern="^[A-Za-z0-9+/]+={0,2}$")]
    """PDF 文件的 Base64（RFC 4648），不超过 5 MB、20 页。/ The PDF in base64, up to 5 MB and 20 pages."""


FIELDS_EXAMPLE: dict[str, Any] = {
    "project_code": "E2208000001000123001",
    "project_name": "鹤测桥加固",
    "procurement": "tendering",
    "budget_yuan": 3000000,
    "authority": ["鹤测市住房和城乡建设局"],
    "strata": [{"code": "A08", "quota": 3}, {"code": "B07", "quota": 2}],
    "owner_representatives": 2,
    "bid_opening": "2026-03-04T09:30:00+08:00",
    "signin_at": "2026-03-04T10:00:00+08:00",
    "signin_place": "三楼签到台",
    "expected_minutes": 240,
    "latest_start": "2026-03-04T16:00:00+08:00",
}


class ApplicationFields(Sent):
    """抽取申请的内容。/ What an application says."""

    model_config = ConfigDict(json_schema_extra={"examples": [FIELDS_EXAMPLE]})

    project_code: Code
    """招标项目编号（国标 TENDER_PROJECT_CODE）。/ Project code (data standard TENDER_PROJECT_CODE)."""
    section_code: SectionCode = ""
    """标段（包）编号（国标 BID_SECTION_CODE）；空的同项目编号。
    / Section code (BID_SECTION_CODE); empty: the project's."""
    project_name: Name
    """项目名称。/ Name of the project."""
    procurement: Procurement
    """采购方式：tendering 招标投标，government-procurement 政府采购（招标），negotiation 竞争性谈判，
    consultation 竞争性磋商，inquiry 询价。/ How it is procured."""
    budget_yuan: Annotated[Whole, Field(ge=0, le=10**12)] = 0
    """预算金额（元）。/ Budget in yuan."""
    complex: Flag = False
    """技术复杂、专业性强或社会影响较大（87号令 47）。/ Technically complex or of large social impact."""
    open_tender_threshold_reached: Flag = False
    """达到公开招标数额标准（74号令 7）。/ The open-tender threshold is reached."""
    catalogue: CatalogueEntry | None = None
    """公共资源交易目录（第三条）；尚未接入的平台可以不填。
    / The transaction catalogue (Art. 3); a platform that does not send it yet may leave it out."""
    authority: Annotated[list[Place], Field(max_length=9)] = []
    """主管和监督部门（第十二条第二项）。/ Bodies in charge of or supervising the project (Art. 12(2))."""
    mode: Mode = "random"
    """抽取方式：random 随机，selective 选择性（第四条第二款）。/ How experts are chosen (Art. 4(2))."""
    strata: Annotated[list[SpecialtySeats], Field(min_length=1, max_length=16)]
    """所需专业和人数。/ Specialties and head-counts."""
    owner_representatives: Annotated[Whole, Field(ge=0, le=20)] = 0
    """招标人代表人数。/ Representatives of the owner on the panel."""
    out_of_town: Flag = False
    """需要异地专家。/ Experts from out of town are needed."""
    areas: Annotated[list[Annotated[str, Field(pattern="^[0-9]{1,12}$")]], Field(max_length=20)] = []
    """限定的地区代码。/ Area codes experts must be of; empty: any."""
    pools: Annotated[list[Annotated[str, Field(pattern="^[0-9A-Za-z-]{1,20}$")]], Field(max_length=20)] = []
    """限定的专家库（国标 BASE_TYPE）。/ Pools experts must be of (BASE_TYPE); empty: any."""
    bid_opening: Time
    """开标时间，带时区，整分钟。/ Bid opening, with its zone, whole minutes."""
    signin_at: Time
    """专家签到时间；申请后只能推迟。/ When experts sign in; once filed it may only be postponed."""
    signin_place: Place
    """签到地点。/ Where."""
    expected_minutes: Annotated[Whole, Field(ge=1, le=7 * 24 * 60)]
    """预计评标时长（分钟）。/ Expected length of the evaluation in minutes."""
    latest_start: Time
    """评标最迟开始时间。/ The latest the evaluation may begin."""
    dispatch: DispatchAsked | None = None
    """外派服务：专家到申请单位评标（第十五条），由工作人员电话通知；空的为场内项目。提交后不再改变。
    / Dispatch service (Art. 15): experts go to the host and are phoned by a person; null for a project of the
    house. Once filed it stays."""


_TENDERER: dict[str, Any] = {"name": "鹤测市公路局", "code": "91350100M000100Y43"}
_SLIP: dict[str, Any] = {"commitment": HEX_EXAMPLE, "unseal_pk": KEY_EXAMPLE, "entry_code": "7KQ4-M2XD"}


class NewApplication(ApplicationFields):
    """一份新的抽取申请。/ A new application."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**FIELDS_EXAMPLE, "tenderer": _TENDERER}]})

    tenderer: Firm
    """招标人。/ The tenderer."""
    agency: Firm | None = None
    """代理机构。/ Its agency, when there is one."""


class Slip(Sent):
    """见证凭条的公开部分；份额码和启封码只在纸上。
    / The public half of a witness slip; share code and unseal code stay on paper."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SLIP]})

    commitment: Hex
    """对份额的承诺，64 位十六进制。/ Commitment to the share, 64 hex digits."""
    unseal_pk: Hex
    """启封公钥，64 位十六进制。/ Public key of the unseal code, 64 hex digits."""
    entry_code: Annotated[str, Field(pattern="^[0-9A-Z]{4}-?[0-9A-Z]{4}$", repr=False), _text(_upper)]
    """入场码，8 个字符。/ Entry code, 8 characters."""


class SlipGiven(Sent):
    slip: Slip
    """为 next_draw_id 制作的见证凭条。/ The slip made for next_draw_id."""
    mandate: Hex | None = None
    """由代理机构保管启封码时：书面委托书文件的 SHA-256。
    / When the agency holds the unseal code: SHA-256 of the written mandate."""


class Filing(SlipGiven):
    """招标人提交草稿。/ The tenderer sends the draft."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"draft_version": 3, "slip": _SLIP}]})

    draft_version: Annotated[Whole, Field(ge=1, le=10**9)]
    """核对过的草稿版本；已有改动的不予提交。
    / The version of the draft that was checked; a newer one is not sent."""


class NextAttempt(SlipGiven):
    """终止后再次抽取。/ The next attempt after an aborted one."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"slip": _SLIP}]})


class SlipReplacement(SlipGiven):
    """封存前更换凭条。/ Another slip, before the lock."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"slip": _SLIP, "reason": "lost"}]})

    reason: SlipReason
    """原因：lost 遗失，damaged 损坏，misprinted 印错，witness-changed 换人。/ Why."""


class Change(Sent):
    """对已提交申请的变更，即新的版本。/ A change of a filed application: a new version."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "postponed", "application": FIELDS_EXAMPLE}]}
    )

    reason: ChangeReason
    """原因：postponed 推迟，specialties 专业，headcount 人数，place 地点，correction 更正，other 其他。
    / Why."""
    application: ApplicationFields
    """变更后的全部内容。/ All of it as it stands after the change."""


class BidderList(Sent):
    """投标人名单；密封保存，只用于回避比对（第十二条）。
    / The bidder list; sealed, only matched against (Art. 12)."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"bidders": [{"name": "远山建设有限公司", "members": []}]}]}
    )

    bidders: Annotated[list[BidderLine], Field(min_length=1, max_length=500)]
    """每个投标人一项。/ One item a bidder."""
