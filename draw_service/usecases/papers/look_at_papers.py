"""The papers of a project or of one record: which can be printed now, which were, and when (印章管理制度 5).

It shows kinds, numbers and times; what a paper says is seen in its preview alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.refusal import Refusal
from draw_service.rules.papers import PAPERS, PaperRule
from draw_service.rules.refusals import NotFound
from draw_service.usecases.papers.kinds import GATHER
from draw_service.usecases.ports import Books, House, Paper, Printing

LISTED = 60
"""Attempts the list of projects looks through."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the register with its printings, the first one first."""

    paper: Paper
    printings: tuple[Printing, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """One kind of paper about one subject. ``refusal``: why it does not exist yet; ``lines``: its numbers so
    far, the newest last; ``changed``: it would say something else than the newest."""

    kind: str
    rule: PaperRule
    subject: str
    refusal: Refusal | None
    lines: tuple[Line, ...]
    changed: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """``blind``: lines of what other acts printed."""

    draw_id: str
    number: int
    offers: tuple[Offer, ...]
    blind: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ProjectPapers:
    """The page of one project's papers. ``printer``: whether they can be sent to one."""

    application_id: str
    name: str
    attempts: tuple[Attempt, ...]
    printer: bool


def list_projects(house: House) -> list[tuple[str, str]]:
    """(application, name of the project) of the newest attempts."""
    with house.views() as books:
        ids = dict.fromkeys(row.application_id for row in books.draws.newest(LISTED))
        found = [(one, books.draws.application(one)) for one in ids]
    return [(one, held[1].project_name) for one, held in found if held is not None]


def look_at_papers(house: House, application_id: str) -> ProjectPapers:
    """Raises ``NotFound``."""
    with house.views() as books:
        held, rows = books.draws.application(application_id), books.draws.attempts(application_id)
        if held is None or not rows:
            raise NotFound
        attempts = tuple(_attempt(house, books, row.draw_id, row.attempt) for row in reversed(rows))
    return ProjectPapers(
        application_id, held[1].project_name, attempts, printer=house.paper_printer is not None
    )


def look_at_paper(house: House, kind: str, subject: str) -> Offer:
    """The papers of one record. Raises ``NotFound``."""
    if kind not in GATHER:
        raise NotFound
    with house.views() as books:
        return _offer(house, books, kind, subject, _lines(house, books, subject))


def _attempt(house: House, books: Books, draw_id: str, number: int) -> Attempt:
    lines = _lines(house, books, draw_id)
    kinds = [kind for kind, rule in PAPERS.items() if rule.of_draw and kind in GATHER]
    offers = tuple(_offer(house, books, kind, draw_id, lines) for kind in kinds)
    blind = tuple(line for line in lines if PAPERS[line.paper.kind].blind)
    return Attempt(draw_id, number, offers, blind)


def _lines(house: House, books: Books, subject: str) -> tuple[Line, ...]:
    center = house.papers.center
    return tuple(
        Line(paper, tuple(books.papers.printings(center, paper.serial)))
        for paper in books.papers.about(center, subject=subject)
    )


def _offer(house: House, books: Books, kind: str, subject: str, lines: tuple[Line, ...]) -> Offer:
    mine = tuple(line for line in lines if line.paper.kind == kind)
    try:
        body, _project = GATHER[kind](house, books, subject)
    except Refusal as refusal:
        return Offer(kind, PAPERS[kind], subject, refusal, mine, changed=False)
    changed = not mine or mine[-1].paper.body != body
    return Offer(kind, PAPERS[kind], subject, None, mine, changed)
