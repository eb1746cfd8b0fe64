"""The classification of specialties, codes of 1+2+2+2 characters (Art. 2; 招标投标法实施条例 45).

The two upper levels are shipped, as in the 2010 trial classification; the current national file (发改法规
〔2018〕316号) renames some and is imported. A draw at an upper level includes everything below it by prefix.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from types import MappingProxyType

from draw_service.rules.refusals import SpecialtyRowWrong

_CODE = re.compile(r"[A-Z](?:[0-9]{2}){0,3}")
_LONGEST_NAME = 100

UPPER_LEVELS = MappingProxyType(
    {
        "A": "工程",
        "A01": "规划",
        "A02": "投资策划与决策",
        "A03": "勘察",
        "A04": "设计",
        "A05": "监理",
        "A06": "工程造价",
        "A07": "项目管理(含代建)",
        "A08": "工程施工",
        "A09": "其他工程",
        "B": "货物",
        "B01": "机械、设备类",
        "B02": "医疗器械",
        "B03": "金属材料",
        "B04": "石油及其制品",
        "B05": "煤炭煤层气及其制品",
        "B06": "化工材料",
        "B07": "建筑材料",
        "B08": "药品",
        "B09": "其他",
        "C": "服务",
        "C01": "勘察与调查",
        "C02": "公共咨询",
        "C03": "经济管理",
        "C04": "工商管理",
        "C05": "金融",
        "C06": "法律",
        "C07": "修理",
        "C08": "租赁",
        "C09": "交通运输与物流",
        "C10": "节能服务",
        "C11": "高新技术服务",
        "C12": "其他服务",
    }
)
"""Code -> name of level 1 and 2."""


def valid_code(code: str) -> bool:
    """Whether ``code`` has the shape of a classification code of any level."""
    return _CODE.fullmatch(code) is not None


def prefix_chain(code: str) -> tuple[str, ...]:
    """The codes from level 1 down to ``code`` itself: "A080103" -> A, A08, A0801, A080103."""
    if not valid_code(code):
        raise ValueError("not a classification code")
    return tuple(code[:size] for size in range(1, len(code) + 1, 2))


def parse_rows(rows: Iterable[Sequence[str]]) -> dict[str, str]:
    """Code -> name from rows ``(code, name)``, with the shipped upper levels where the file leaves them out.

    A first row ``code,name`` is a heading; empty rows are skipped. Raises ``SpecialtyRowWrong`` with the row
    number (from 1) for a bad code or name, a code given twice, and a code whose parent is nowhere.
    """
    found: dict[str, int] = {}
    names = dict(UPPER_LEVELS)
    for number, row in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and [cell.lower() for cell in cells] == ["code", "name"]):
            continue
        if len(cells) != 2 or not valid_code(cells[0]):
            raise SpecialtyRowWrong(row=number, what="code")
        code, name = cells
        if not 0 < len(name) <= _LONGEST_NAME:
            raise SpecialtyRowWrong(row=number, what="name")
        if code in found:
            raise SpecialtyRowWrong(row=number, what=f"{code}: row {found[code]}")
        found[code], names[code] = number, name
    for code, number in found.items():
        if any(parent not in names for parent in prefix_chain(code)):
            raise SpecialtyRowWrong(row=number, what=f"{code}: parent")
    return dict(sorted(names.items()))
