"""The regulator's statistics of one year as a workbook (Art. 23). Experts by register number, no names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO

import xlsxwriter

from draw_service.documents.tables_out import Cell, write_table
from draw_service.usecases.statistics.look_at_patterns import Patterns
from draw_service.usecases.statistics.look_at_statistics import Overview
from draw_service.usecases.statistics.look_at_tickets import Meter

_EXPERT, _HANDLER, _CHANCE = "专家编号|Expert", "经办单位|Handler", "偶然机会|Chance"
_SHEETS: Mapping[str, Sequence[str]] = {
    "ended": ("抽取结果|Draws", "结果|End", "抽取数|Draws"),
    "often": ("次数分布|How often", "项|What", "次数|Times", "专家数|Experts"),
    "most": ("抽中最多|Most drawn", _EXPERT, "抽中|Drawn", "应答|Asked", "接受|Accepted", "履职|Services"),
    "together": (
        *("同时出现|Together", _EXPERT, "招标人|Tenderer", "代理机构|Agency", "投标人|Bidder", "次数|Times"),
    ),
    "minutes": ("定序到满席|Order to seats", "分钟|Minutes", "抽取数|Draws"),
    "aborted": (
        *("终止|Aborted", "角色|Role", "当事人|Party", "抽取数|Draws", "终止|Aborted"),
        "份额揭示之后|After a share",
    ),
    "avoided": (
        *("只对部分单位应答|Some handlers only", _EXPERT, _HANDLER, "接受|Accepted", "应答|Asked"),
        *("其他接受|Accepted elsewhere", "其他应答|Asked elsewhere", _CHANCE),
    ),
    "jumped": (
        *("启封后增多|More after unsealing", _EXPERT, _HANDLER, "启封后接受|Accepted after"),
        *("启封后应答|Asked after", "此前接受|Accepted before", "此前应答|Asked before", _CHANCE),
    ),
    "meters": (
        *("可预测性|Predictability", "专业|Specialty", "抽取数|Draws", "符合条件|Eligible", "需要|Needed"),
        *("说中机会|Chance", "最多者占比|Share of the most seated"),
    ),
}
"""Name of each sheet and its heads, in both languages."""
_DRAWN, _SERVICES = "抽中|drawn", "履职|services"


def statistics_sheet(seen: Overview, patterns: Patterns, meters: Iterable[Meter], lang: str) -> bytes:
    """An xlsx with a sheet for each table; the first line of each says the year and the log position."""

    def said(both: str) -> str:
        return both.split("|")[lang != "zh"]

    title = f"{seen.frame.year} · {seen.frame.position}"
    sheets: dict[str, Iterable[Sequence[Cell]]] = {
        "ended": sorted(seen.ended.ends.items()),
        "often": [
            (said(by), one.label, one.count)
            for by, found in ((_DRAWN, seen.drawn), (_SERVICES, seen.services))
            for one in found
        ],
        "most": [
            (seen.named(one.number), one.drawn, one.asked, one.accepted, one.services) for one in seen.most
        ],
        "together": [
            (*map(seen.named, (one.expert, one.tenderer, one.agency, one.bidder)), one.count)
            for one in seen.together
        ],
        "minutes": [(one.label, one.count) for one in seen.minutes],
        "aborted": [
            (said(role), seen.named(one.number), one.draws, one.aborted, one.revealed)
            for role, found in (("招标人|tenderer", seen.tenderers), ("代理机构|agency", seen.agencies))
            for one in found
        ],
        "avoided": _patterns(patterns, "avoided"),
        "jumped": _patterns(patterns, "jumped"),
        "meters": [
            (one.code, one.draws, f.eligible, f.needed, float(f.chance), float(f.share))
            for one in meters
            for f in (one.foresight,)
        ],
    }
    data = BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        for key, rows in sheets.items():
            name, *heads = map(said, _SHEETS[key])
            write_table(book, name, title, heads, rows)
    return data.getvalue()


def _patterns(patterns: Patterns, which: str) -> list[Sequence[Cell]]:
    return [
        (
            *(patterns.named(one.answers.expert), patterns.named(one.answers.handler)),
            *(one.answers.accepted, one.answers.asked),
            *(one.answers.other_accepted, one.answers.other_asked, float(one.chance)),
        )
        for one in (patterns.avoided if which == "avoided" else patterns.jumped)
    ]
