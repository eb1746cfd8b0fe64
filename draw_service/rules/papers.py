"""PURE. The kinds of official paper: what each is called, which clause asks for it, whether it holds names.

A paper with names of a panel exists only after the unsealing (Art. 8(3), 9). Every printed paper has a number
of its own in the register (印章管理制度 5: 用印建立登记台账). A fee claim needs five of
them (财务管理制度 16(8)).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from draw_service.rules.codes import Word
from draw_service.rules.identifiers import SHANGHAI


@dataclass(frozen=True, slots=True)
class PaperRule:
    """``code`` begins the paper's number. ``named``: it holds names of a panel, so it exists only after the
    unsealing (Art. 8(3), 9). ``blind``: it is printed by an act of its own, straight to the printer; nobody
    previews it and no page reprints it. ``of_draw``: its subject is an attempt of a project, and it stands on
    the project's page of papers.
    """

    code: str
    word: Word
    article: str
    named: bool = False
    blind: bool = False
    of_draw: bool = False


PAPERS: Mapping[str, PaperRule] = {
    "draw-notice": PaperRule(
        "DN", Word("专家抽取告知单", "Notice of the draw"), "Art. 8; 财务管理制度 16(8)", of_draw=True
    ),
    "evaluation-notice": PaperRule(
        "EN", Word("评审通知", "Notice of evaluation"), "Art. 8(4), 14; 财务管理制度 16(8)", of_draw=True
    ),
    "draw-record": PaperRule("DR", Word("专家抽取记录", "Record of the draw"), "Art. 8(2), 10", of_draw=True),
    "sign-in-sheet": PaperRule(
        "SS", Word("专家签到表", "Sign-in sheet"), "Art. 8(4); 财务管理制度 16(8)", named=True, of_draw=True
    ),
    "unsealing-record": PaperRule(
        "UR", Word("名单启封记录", "Record of the unsealing"), "Art. 8(5)", named=True, of_draw=True
    ),
    "minutes": PaperRule(
        "MM", Word("评审会议记录", "Minutes"), "Art. 16(4); 财务管理制度 16(8)", named=True, of_draw=True
    ),
    "conduct-notice": PaperRule("CN", Word("考评记录告知书", "Notice of a conduct entry"), "Art. 20, 21"),
    "objection-answer": PaperRule("OA", Word("异议答复书", "Answer to an objection"), "Art. 21"),
    "publication-notice": PaperRule("PN", Word("不良行为公示", "Publication notice"), "Art. 21"),
    "annual-certificate": PaperRule("AC", Word("年度考评结果证书", "Annual certificate"), "Art. 22"),
    "supervision-notice": PaperRule("SN", Word("监督通知书", "Supervision notice"), "Art. 23"),
    "fee-sheet": PaperRule(
        "FS", Word("发放明细", "Fee sheet"), "Art. 18; 财务管理制度 16(8)", named=True, of_draw=True
    ),
    "dossier": PaperRule("RD", Word("报销附件", "Claim dossier"), "财务管理制度 16(8), 18", named=True),
    "destruction-certificate": PaperRule(
        "DC", Word("销毁清册", "Certificate of destruction"), "保密工作制度 6; 政府采购法 42"
    ),
    "receipt": PaperRule("R", Word("封存回执", "Lock receipt"), "Art. 8(2)", blind=True, of_draw=True),
    "roster": PaperRule(
        "P", Word("信封名单", "Sealed list"), "Art. 8(3)", named=True, blind=True, of_draw=True
    ),
    "call-card": PaperRule("C", Word("通知卡", "Call card"), "Art. 5(2)", blind=True, of_draw=True),
    "kit": PaperRule("K", Word("通知纸面备用件", "Paper kit"), "Art. 5(2)", blind=True, of_draw=True),
}
"""Kind -> its rule."""

MOST_COPIES = 20
"""Of one printing; more is a slip of the hand."""


def serial_of(kind: str, at: datetime, number: int) -> str:
    """``DN-2026-0001``: the kind, the year at the center, the number within both, from 1 without gaps."""
    return f"{PAPERS[kind].code}-{year_of(at)}-{number:04}"


def year_of(at: datetime) -> int:
    """The civil year of a moment at the center."""
    return at.astimezone(SHANGHAI).year
