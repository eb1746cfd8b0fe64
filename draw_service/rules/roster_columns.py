"""The sheets and columns of a roster (national data standard, set 212; Art. 2, Art. 12).

One table says what both the reader and the writer do: standard name, Chinese header, what else the header
may be called, whether it is mandatory and how long its text may be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from draw_service.rules.identifiers import half_width

SheetKind = Literal["experts", "employers", "relations", "leave", "suspended", "authority"]


@dataclass(frozen=True, slots=True)
class Column:
    """``size`` in characters, ``exact`` when it is the only length; ``also``: other headers it goes by."""

    name: str
    zh: str
    size: int
    mandatory: bool = False
    exact: bool = False
    also: tuple[str, ...] = ()

    @property
    def header(self) -> str:
        return f"{self.zh}({self.name})"


@dataclass(frozen=True, slots=True)
class Sheet:
    kind: SheetKind
    zh: str
    also: tuple[str, ...]
    columns: tuple[Column, ...]


_ID = Column("ID_CARD", "证件号", 18, True, also=("身份证号", "身份证号码", "证件号码", "身份证"))
_COMPANY_CODE = Column(
    "COMPANY_CODE", "单位统一社会信用代码", 18,
    also=("统一社会信用代码", "信用代码", "单位代码", "CREDIT_CODE", "USCC", "ORG_CODE"),
)  # fmt: skip

EXPERTS = Sheet(
    "experts", "专家", ("专家信息", "专家名单", "评标专家", "评审专家", "EXPERT", "EXPERTS"),
    (
        _ID,
        Column("ID_CARD_TYPE", "证件类型", 2, True, True),
        Column("EXPERT_NAME", "姓名", 50, True, also=("专家姓名", "NAME")),
        Column("SEX", "性别", 1, True, True),
        Column("BIRTHDAY", "出生日期", 8, True, True, ("出生年月日", "生日")),
        Column("DUTY", "职务", 50),
        Column("EDUCATION", "最高学历", 50, True, also=("学历", "文化程度")),
        Column("PROFESSIONAL", "职称", 50, True, also=("专业技术职称", "技术职称")),
        Column("ONWORK", "是否在职", 1, True, True, ("在职",)),
        Column("COMPANY", "当前单位", 200, True, also=("工作单位", "单位", "单位名称", "所在单位")),
        _COMPANY_CODE,
        Column("POST_ADDRESS", "通讯地址", 200, also=("地址", "联系地址")),
        Column("POSTCODE", "邮编", 6, exact=True, also=("邮政编码",)),
        Column("INDUSTRY", "行业", 3, True, True, ("行业代码", "所属行业")),
        Column("AREA", "地区", 9, True, True, ("地区代码", "所在地区", "行政区域代码")),
        Column("WORK_YEAR", "工作年限", 2),
        Column("PHONE_NUMBER", "手机", 50, True, also=("手机号", "手机号码", "联系电话", "MOBILE")),
        Column("OTHER_NUMBER", "其他电话", 50, also=("其他联系方式", "其他", "办公电话", "固定电话")),
        Column("DMISSON", "是否可用", 1, True, True, ("可用", "DMISSION")),
        Column("ENTER_DATE", "入库时间", 8, True, True, ("入库日期",)),
        Column("BASE_TYPE", "专家库类别", 1, True, True),
        Column("MAJOR_CODE", "参评专业编号", 7, True, also=("专业编号", "专业代码", "评标专业", "专业")),
        Column("IS_MAIN", "主评专业", 1, True, True, ("是否主评专业", "主评", "是否主专业")),
        Column("LEGAL_BAR", "依法禁止评标", 1, exact=True, also=("法定禁止",)),
    ),
)  # fmt: skip
EMPLOYERS = Sheet(
    "employers", "工作经历", ("工作履历", "曾任职单位", "PAST_EMPLOYERS", "EMPLOYERS", "WORK_HISTORY"),
    (
        _ID,
        Column("COMPANY", "单位名称", 200, True, also=("工作单位", "单位", "当前单位", "曾任职单位")),
        _COMPANY_CODE,
        Column("START", "开始日期", 8, exact=True, also=("开始时间", "起始日期", "START_DATE")),
        Column("END", "结束日期", 8, exact=True, also=("结束时间", "终止日期", "END_DATE")),
    ),
)  # fmt: skip
RELATIONS = Sheet(
    "relations", "利害关系", ("关系", "回避关系", "社会关系", "RELATIONS"),
    (
        _ID,
        Column("KIND", "关系类型", 20, True, also=("类型", "关系")),
        Column("COMPANY", "单位名称", 200, also=("单位", "回避单位", "关联单位")),
        _COMPANY_CODE,
        Column("RELATIVE_ID_CARD", "亲属证件号", 18, also=("亲属身份证号", "亲属身份证号码")),
        Column("UNTIL", "截止日期", 8, exact=True, also=("结束日期", "END", "END_DATE")),
    ),
)  # fmt: skip
_SPAN = (
    _ID,
    Column("START", "开始时间", 14, True, also=("开始日期", "起始日期", "START_DATE")),
    Column("END", "结束时间", 14, also=("结束日期", "终止日期", "END_DATE")),
)
LEAVE = Sheet("leave", "请假", ("请假记录", "LEAVE"), _SPAN)
SUSPENDED = Sheet("suspended", "暂停", ("暂停抽取", "暂停资格", "SUSPENSION", "SUSPENDED"), _SPAN)
AUTHORITY = Sheet(
    "authority", "监管单位", ("主管部门", "监管部门人员", "单位", "AUTHORITY"),
    (_ID, Column("AUTHORITY", "行政监督部门", 200, True, also=("监管单位", "主管部门", "单位", "单位名称"))),
)  # fmt: skip
SHEETS: tuple[Sheet, ...] = (EXPERTS, EMPLOYERS, RELATIONS, LEAVE, SUSPENDED, AUTHORITY)


def folded(text: str) -> str:
    """A header or sheet name without case, spaces, asterisks and underscores, half-width."""
    return re.sub(r"[\s*＊:：_\-]", "", half_width(text)).upper()


def _names(*names: str) -> frozenset[str]:
    return frozenset(folded(name) for name in names)


_SHEETS = {sheet.kind: (sheet, _names(sheet.zh, sheet.kind, *sheet.also)) for sheet in SHEETS}
_COLUMNS = {
    sheet.kind: {
        name: column
        for column in sheet.columns
        for name in _names(column.name, column.zh, column.header, *column.also)
    }
    for sheet in SHEETS
}


def column_of(sheet: Sheet, header: str) -> Column | None:
    """The column a header means: its standard name, its Chinese name, a synonym, or 中文(STANDARD_NAME)."""
    known = _COLUMNS[sheet.kind]
    name = folded(header)
    if name in known:
        return known[name]
    inside = re.search(r"\(([^()]*)\)$", name)
    return known.get(inside[1]) if inside else None


def sheet_of(name: str, headers: frozenset[str]) -> Sheet | None:
    """What a sheet is: by its name, else the experts' sheet when its header has their three key columns.

    ``headers``: the texts of its header row. None for a sheet that is none of ours (notes, code lists).
    """
    for sheet, names in _SHEETS.values():
        if folded(name) in names:
            return sheet
    found = {column.name for header in headers if (column := column_of(EXPERTS, header))}
    return EXPERTS if {"ID_CARD", "EXPERT_NAME", "MAJOR_CODE"} <= found else None
