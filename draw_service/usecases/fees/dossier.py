"""The five papers of a claim as one numbered PDF, and what is wanting (财务管理制度 16(8), 18)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from audit.events import HouseEvent
from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.codes import Word
from draw_service.rules.fees_dossier import ATTACHMENTS, Part, completeness
from draw_service.rules.papers import PAPERS
from draw_service.rules.refusals import PaperPrinted
from draw_service.usecases.chain import load
from draw_service.usecases.fees.note import note_fees
from draw_service.usecases.fees.people import pack_of, sheet_of
from draw_service.usecases.papers.issue import compose, issue
from draw_service.usecases.papers.of_draws import project_head
from draw_service.usecases.ports import Books, House, Lang, Paper
from draw_service.usecases.ports.paper_bodies import Attachment, DossierCover

_LABEL = Word("附件", "Attachment")


@dataclass(frozen=True, slots=True)
class Dossier:
    """``serial`` of its cover; ``gaps``: attachments that are wanting."""

    serial: str
    pdf: bytes = field(repr=False)
    gaps: tuple[Part, ...]


def check_dossier(house: House, who: Who, draw_id: str) -> list[Part]:
    """Each of the five and what is wanting. Raises ``NotFound`` for a draw without a fee sheet."""
    must_hold(who, Role.OPERATOR)
    with house.views() as books:
        sheet_of(books, draw_id, hold=False)
        return _parts(house, books, draw_id)


def take_dossier(house: House, who: Who, draw_id: str, lang: Lang = "zh") -> Dossier:
    """The book as it can be made now, also when it is not complete: its cover says what is wanting.

    The cover has a number; the same book taken again bears the same. Raises ``NotFound``."""
    must_hold(who, Role.OPERATOR)
    with house.books() as books:
        now = house.clock.now()
        sheet = sheet_of(books, draw_id)
        parts = _parts(house, books, draw_id)
        bound, attachments = _bound(house, books, draw_id, parts)
        draw = load(books, draw_id)
        body = DossierCover(
            project_head(books, draw), attachments, sheet.total, sheet.due(pack_of(house, sheet))
        )
        paper = compose(house, books, draw_id, body, draw.application_id, lang)
        try:
            cover = issue(house, books, paper, who.account, "download")
            serial, front = cover.serial, cover.pdf
        except PaperPrinted:
            known = books.papers.newest(house.papers.center, body.kind, draw_id)
            if known is None:
                raise
            serial, front = known.serial, house.papers.paper(known)
        note_fees(house, books, who, HouseEvent.DOSSIER_TAKEN, sheet, now, serial=serial)
        books.commit()
    house.sequence()
    labelled = [
        (f"{_LABEL.say(lang)} {number} {PAPERS[kind].word.say(lang)}", pdf) for number, kind, pdf in bound
    ]
    scans = any(one.scan for one in attachments)
    pdf = house.papers.bind(front, labelled, sheet.ended_at, lang, scans=scans)
    return Dossier(serial, pdf, tuple(part for part in parts if part.gap))


def _parts(house: House, books: Books, draw_id: str) -> list[Part]:
    printed = {kind for kind in ATTACHMENTS if _printed(house, books, draw_id, kind) is not None}
    return completeness(frozenset(printed), frozenset(books.fees.scans(draw_id)))


def _printed(house: House, books: Books, draw_id: str, kind: str) -> Paper | None:
    return books.papers.newest(house.papers.center, kind, draw_id)


def _bound(
    house: House, books: Books, draw_id: str, parts: Sequence[Part]
) -> tuple[list[tuple[int, str, bytes]], tuple[Attachment, ...]]:
    """(number, kind, PDF) of what there is, the signed scan before the print; and each part's line."""
    scans = books.fees.scans(draw_id)
    found, lines, page = [], [], 1
    for part in parts:
        paper = _printed(house, books, draw_id, part.kind)
        serial = paper.serial if paper is not None else ""
        pdf = books.fees.scan_data(draw_id, part.kind) if part.kind in scans else None
        if pdf is None and paper is not None and paper.body is not None:
            pdf = house.papers.paper(paper)
        if pdf is None:
            lines.append(Attachment(part.number, part.kind, serial, "", (0, 0), False, part.gap))
            continue
        last = page + house.papers.pages_of(pdf) - 1
        digest, scan = sha256(pdf).hexdigest(), part.kind in scans
        lines.append(Attachment(part.number, part.kind, serial, digest, (page, last), scan, part.gap))
        found.append((part.number, part.kind, pdf))
        page = last + 1
    return found, tuple(lines)
