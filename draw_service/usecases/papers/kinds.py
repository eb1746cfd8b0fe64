"""Which facts each kind of paper takes from the books; what is printed by an act of its own is not here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from draw_service.rules.papers import PAPERS
from draw_service.rules.refusals import BlindPrintOnly, NotFound
from draw_service.usecases.fees.paper import fee_paper
from draw_service.usecases.papers.of_conduct import (
    annual_certificate,
    conduct_notice,
    objection_answer,
    publication_notice,
)
from draw_service.usecases.papers.of_draws import draw_notice, draw_record, evaluation_notice
from draw_service.usecases.papers.of_meetings import minutes, sign_in_sheet, unsealing_record
from draw_service.usecases.papers.of_oversight import supervision_notice
from draw_service.usecases.ports import Books, House, PaperBody

Gather = Callable[[House, Books, str], tuple[PaperBody, str]]
"""House, books, subject -> what the paper says, and the application it belongs to ("" for none). Raises
``NotFound``, ``PaperNotYet``, ``NamesSealed``."""

GATHER: Mapping[str, Gather] = {
    "draw-notice": draw_notice,
    "evaluation-notice": evaluation_notice,
    "draw-record": draw_record,
    "sign-in-sheet": sign_in_sheet,
    "unsealing-record": unsealing_record,
    "minutes": minutes,
    "fee-sheet": fee_paper,
    "conduct-notice": conduct_notice,
    "objection-answer": objection_answer,
    "publication-notice": publication_notice,
    "annual-certificate": annual_certificate,
    "supervision-notice": supervision_notice,
}


def gatherer(kind: str) -> Gather:
    """Raises ``BlindPrintOnly`` for a paper nobody may see beforehand, ``NotFound`` for no such kind."""
    rule = PAPERS.get(kind)
    if rule is not None and rule.blind:
        raise BlindPrintOnly
    if rule is None or kind not in GATHER:
        raise NotFound
    return GATHER[kind]
