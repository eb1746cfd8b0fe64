"""The entries one account sees, and what it may do with each (Art. 20, 21). Experts stand by their register
number; no page of the ledger says a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from draw_service.rules.access import Who
from draw_service.rules.refusals import NotFound
from draw_service.usecases.conduct.acting import person_of, sees_all
from draw_service.usecases.conduct.office import office_of
from draw_service.usecases.conduct.preview_entry import Effect, preview_entry
from draw_service.usecases.ports import Books, House
from scoring.rules.entries import Entry, State
from scoring.rules.evidence import Evidence
from scoring.rules.items import Item, item_of
from scoring.rules.objections import Objection
from scoring.rules.people import Person
from scoring.rules.publication import Publication

LISTED = 200
"""Entries of one list."""
_MEDIA = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "mp4": "video/mp4",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One line of the list. ``points``: what the item takes off."""

    entry: Entry
    item: Item
    points: int


@dataclass(frozen=True, slots=True, repr=False)
class Seen:
    """An entry as this account sees it. ``effect``: of confirming it, for who may; ``own``: this account did
    the step before, another person does the next; ``may``: confirm, drop, notify, reverse, review, evidence.
    """

    entry: Entry
    item: Item
    points: int
    files: tuple[Evidence, ...]
    effect: Effect | None
    objections: tuple[Objection, ...]
    publication: Publication | None
    may: frozenset[str]
    own: bool


def list_conduct(house: House, who: Who, *states: State) -> list[Row]:
    """The newest first; in any state when none is named."""
    by, office = person_of(who), office_of(house)
    parameters = office.parameters(house.clock.now())
    with house.books() as books:
        found = [one for one in books.scores.find(Entry, states=states) if _visible(books, who, by, one)]
    found.sort(key=lambda one: (one.drafted_at, one.id), reverse=True)
    return [Row(one, item_of(one.item), parameters.points(one.item)) for one in found[:LISTED]]


def publications_to_review(house: House, who: Who) -> list[Row]:
    """Entries whose publication waits for a secrecy review by this account (Art. 21)."""
    by, office = person_of(who), office_of(house)
    parameters = office.parameters(house.clock.now())
    with house.books() as books:
        waiting = books.scores.find(Publication, states=("waiting",))
        pairs = [(one, books.scores.get(Entry, one.subject)) for one in waiting if one.reviewed_at is None]
    return [
        Row(entry, item_of(entry.item), parameters.points(entry.item))
        for publication, entry in pairs
        if entry is not None and _may_review(by, entry, publication)
    ]


def look_at_conduct(house: House, who: Who, entry_id: str) -> Seen:
    """Raises ``NotFound`` for an entry this account does not see."""
    by, office = person_of(who), office_of(house)
    with house.books() as books:
        entry = own_entry(books, who, by, entry_id)
        files = tuple(books.scores.files(entry_id))
        objections = tuple(books.scores.find(Objection, subject=entry_id))
        publications = books.scores.find(Publication, subject=entry_id)
    publication = publications[-1] if publications else None
    previewed = sees_all(by) and entry.state in ("draft", "confirmed")
    return Seen(
        entry,
        item_of(entry.item),
        office.parameters(house.clock.now()).points(entry.item),
        files,
        preview_entry(house, entry_id) if previewed else None,
        objections if sees_all(by) else (),
        publication if sees_all(by) else None,
        frozenset(_acts(by, entry, publication)),
        entry.state == "draft" and by.account == entry.drafted_by,
    )


def evidence_of(house: House, who: Who, entry_id: str, file_id: str) -> tuple[Evidence, bytes, str]:
    """One file with its bytes and media type. Raises ``NotFound``."""
    with house.books() as books:
        own_entry(books, who, person_of(who), entry_id)
        return file_of(books, entry_id, file_id)


def file_of(books: Books, entry_id: str, file_id: str) -> tuple[Evidence, bytes, str]:
    """Raises ``NotFound`` for a file of another entry."""
    files: Sequence[Evidence] = books.scores.files(entry_id)
    file = next((one for one in files if one.id == file_id), None)
    data = books.scores.file_data(file_id) if file is not None else None
    if file is None or data is None:
        raise NotFound
    return file, data, _MEDIA[file.kind]


def own_entry(books: Books, who: Who, by: Person, entry_id: str) -> Entry:
    """Raises ``NotFound`` for an entry this account does not see."""
    entry = books.scores.get(Entry, entry_id)
    if entry is None or not _visible(books, who, by, entry):
        raise NotFound
    return entry


def _visible(books: Books, who: Who, by: Person, entry: Entry) -> bool:
    """A tenderer and an agency see what their own organisation drafted."""
    if sees_all(by):
        return True
    if entry.source != by.role:
        return False
    drafter = books.access.account(entry.drafted_by)
    return drafter is not None and bool(who.organisation) and drafter.organisation == who.organisation


def _acts(by: Person, entry: Entry, publication: Publication | None) -> list[str]:
    may = []
    if entry.state in ("draft", "confirmed", "effective"):
        may.append("evidence")
    if not sees_all(by):
        return may
    if entry.state == "draft" and by.account != entry.drafted_by:
        may.append("confirm")
    if entry.state in ("draft", "confirmed"):
        may.append("drop")
    if entry.state == "confirmed":
        may.append("notify")
    if entry.state == "effective" and by.role == "regulator" and by.account != entry.confirmed_by:
        may.append("reverse")
    if publication is not None and _may_review(by, entry, publication):
        may.append("review")
    return may


def _may_review(by: Person, entry: Entry, publication: Publication) -> bool:
    open_ = publication.state == "waiting" and publication.reviewed_at is None
    return open_ and by.account not in (entry.drafted_by, entry.confirmed_by)
