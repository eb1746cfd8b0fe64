"""Facts of the papers of the ledger: notice, answer, publication, certificate (Art. 20, 21, 22).

Each goes to one person or to the public after its own act; none of them names a panel that is still sealed.
"""

from __future__ import annotations

from draw_service.rules.refusals import NamesSealed, NotFound, PaperNotYet
from draw_service.usecases.chain import load
from draw_service.usecases.conduct.office import office_of
from draw_service.usecases.ports import Books, House
from draw_service.usecases.ports.paper_bodies import (
    AnnualCertificate,
    ConductNotice,
    ObjectionAnswer,
    PublicationNotice,
)
from scoring.rules.annual import Run
from scoring.rules.entries import Entry
from scoring.rules.objections import Objection
from scoring.rules.publication import Publication, shown
from scoring.rules.working_days import civil_date
from scoring.usecases.desk import found


def conduct_notice(house: House, books: Books, entry_id: str) -> tuple[ConductNotice, str]:
    """Of an entry in effect. Raises ``ConductNotFound``, ``PaperNotYet``, ``NamesSealed`` while the list of
    the draw it comes from is sealed."""
    entry = found(books, Entry, entry_id)
    if entry.state != "effective" or entry.notified_at is None or entry.window is None:
        raise PaperNotYet
    _must_be_open(books, entry)
    parameters = office_of(house).parameters(entry.notified_at)
    body = ConductNotice(
        entry.id,
        entry.expert,
        _name(books, entry.expert),
        entry.item,
        parameters.points(entry.item),
        entry.at,
        entry.project,
        entry.note if entry.source != "system" else "",
        entry.notified_at,
        entry.window.date,
        entry.window.provisional,
        entry.item in parameters.published_items,
    )
    return body, ""


def objection_answer(_house: House, books: Books, objection_id: str) -> tuple[ObjectionAnswer, str]:
    """Raises ``ConductNotFound``, ``PaperNotYet`` before the answer."""
    objection = found(books, Objection, objection_id)
    if objection.state != "answered" or objection.answered_at is None:
        raise PaperNotYet
    of_entry = objection.against == "entry"
    body = ObjectionAnswer(
        objection.id,
        objection.expert,
        _name(books, objection.expert),
        found(books, Entry, objection.subject).item if of_entry else 0,
        0 if of_entry else found(books, Run, objection.subject).year,
        objection.filed_at,
        objection.accepted_at,
        objection.words,
        objection.answer,
        objection.item,
        objection.reply,
        objection.answered_at,
    )
    return body, ""


def publication_notice(house: House, books: Books, entry_id: str) -> tuple[PublicationNotice, str]:
    """Of an entry that stands on the public page now. Raises ``ConductNotFound``, ``PaperNotYet`` before it
    is published and after its time."""
    entry = found(books, Entry, entry_id)
    publications = books.scores.find(Publication, subject=entry_id)
    publication = publications[-1] if publications else None
    if publication is None or not shown(publication, house.clock.now()):
        raise PaperNotYet
    if publication.started_at is None or publication.until is None:
        raise PaperNotYet
    body = PublicationNotice(
        publication.id,
        _name(books, entry.expert),
        entry.item,
        civil_date(entry.at),
        entry.project,
        civil_date(publication.started_at),
        publication.until.date,
        publication.until.provisional,
    )
    return body, ""


def annual_certificate(_house: House, books: Books, subject: str) -> tuple[AnnualCertificate, str]:
    """``subject``: run, dot, register number of an expert. Raises ``ConductNotFound``, ``NotFound``,
    ``PaperNotYet`` for a year that is not confirmed and for who is not listed (Art. 22)."""
    run_id, _, expert = subject.partition(".")
    run = found(books, Run, run_id)
    if run.state != "confirmed" or run.confirmed_at is None:
        raise PaperNotYet
    result = books.scores.result(run.id, expert)
    if result is None:
        raise NotFound
    if not result.listed:
        raise PaperNotYet
    body = AnnualCertificate(
        run.year,
        expert,
        _name(books, expert),
        result.score,
        result.responses,
        result.grade,
        run.confirmed_at,
        run.document,
    )
    return body, ""


def _name(books: Books, expert: str) -> str:
    contact = books.pool.contact(expert)
    if contact is None:
        raise NotFound
    return contact.name


def _must_be_open(books: Books, entry: Entry) -> None:
    """An entry of a seat tells who sat there: not while the list is sealed (Art. 8(3), 9)."""
    draw_id, slash, _slot = entry.origin.rpartition("/")
    if slash and load(books, draw_id).unsealed is None:
        raise NamesSealed
