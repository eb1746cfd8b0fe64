"""Official papers (文书): one frame around every kind, so that they look alike and say where they come from.

A4, the center's name, the title, the serial with the time of printing, the QR code and digits of the log's
checkpoint, page n of m; 演练 across a drill's paper, 预览 across what has no number yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from draw_service.documents.blocks import Layout
from draw_service.documents.conduct_papers import (
    annual_certificate,
    conduct_notice,
    objection_answer,
    publication_notice,
    supervision_notice,
)
from draw_service.documents.draw_papers import draw_notice, draw_record, evaluation_notice
from draw_service.documents.meeting_papers import minutes, sign_in_sheet, unsealing_record
from draw_service.documents.money_papers import destruction_certificate, dossier_cover, fee_sheet
from draw_service.documents.typesetting import Facts, clock_of, typeset
from draw_service.usecases.ports import Lang, Paper, PaperBody
from draw_service.usecases.ports import paper_bodies as bodies

Lay = Callable[[Any, Lang, str], Layout]
"""Body, language, center's name -> the paper as blocks."""

SHEETS: Mapping[type[PaperBody], Lay] = {
    bodies.DrawNotice: draw_notice,
    bodies.EvaluationNotice: evaluation_notice,
    bodies.DrawRecord: draw_record,
    bodies.SignInSheet: sign_in_sheet,
    bodies.UnsealingRecord: unsealing_record,
    bodies.Minutes: minutes,
    bodies.ConductNotice: conduct_notice,
    bodies.ObjectionAnswer: objection_answer,
    bodies.PublicationNotice: publication_notice,
    bodies.AnnualCertificate: annual_certificate,
    bodies.SupervisionNotice: supervision_notice,
    bodies.FeePaper: fee_sheet,
    bodies.DossierCover: dossier_cover,
    bodies.DestructionCertificate: destruction_certificate,
}
"""Every kind that has facts of its own, and how it is laid out."""

_FRAME: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "serial": "编号",
        "printed": "印制",
        "again": "第 {nth} 次印制",
        "checkpoint": "日志检查点",
        "none": "（尚无）",
        "page": "第 {n} 页，共 {m} 页",
        "drill": "演练　本文书不具效力",
        "preview": "预览　未编号，不得使用",
        "mark": "演练",
        "mark_preview": "预览",
        "signed": "签字",
        "day": "年　　月　　日",
        "seal": "（盖章）",
    },
    "en": {
        "serial": "No.",
        "printed": "Printed",
        "again": "printing no. {nth}",
        "checkpoint": "Log checkpoint",
        "none": "(none yet)",
        "page": "Page {n} of {m}",
        "drill": "演练 DRILL: of no effect",
        "preview": "预览 PREVIEW: not numbered, not for use",
        "mark": "演练 DRILL",
        "mark_preview": "预览 PREVIEW",
        "signed": "Signed",
        "day": "Date",
        "seal": "(seal)",
    },
}


def official_paper(paper: Paper, center: str, nth: int = 1, *, drill: bool) -> bytes:
    """The PDF of a numbered paper, or of a preview when it has no serial."""
    facts = facts_of(paper, center, nth, drill=drill)
    return typeset(str(facts["look"]), facts, paper.at, code=paper.checkpoint)


def facts_of(paper: Paper, center: str, nth: int = 1, *, drill: bool) -> Facts:
    """What the template is given. Raises ``TypeError`` for a paper without facts of its own."""
    if paper.body is None:
        raise TypeError("this paper is composed by another act")
    sheet = SHEETS[type(paper.body)](paper.body, paper.lang, center)
    words = {**_FRAME[paper.lang], "again": _FRAME[paper.lang]["again"].format(nth=nth)}
    return {
        "lang": paper.lang,
        "drill": drill,
        "preview": not paper.serial,
        "look": sheet.look,
        "title": sheet.title,
        "center": center,
        "serial": paper.serial,
        "printed": clock_of(paper.at),
        "nth": nth,
        "checkpoint": paper.checkpoint,
        "to": sheet.to,
        "from": sheet.from_,
        "dated": sheet.dated,
        "note": sheet.note,
        "blocks": list(sheet.blocks),
        "words": words,
    }
