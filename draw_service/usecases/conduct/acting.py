"""Who acts on the ledger: the account as scoring knows it, and which draws it may enter conduct from
(Art. 20).

An account of the center, a tenderer, an agency or the regulator sees the draws that concern it. Nobody picks
an expert out of a draw before its names are open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from draw_service.rules.access import Role as AccountRole
from draw_service.rules.access import Who
from draw_service.rules.applications import Application
from draw_service.rules.refusals import NotFound, NotYourRoom
from draw_service.usecases.applications.parties import own_application
from draw_service.usecases.conduct.draft_from_seat import opened_seats
from draw_service.usecases.conduct.settle_draw import project_of
from draw_service.usecases.ports import Books, DrawRow, House
from draw_service.usecases.supervision.supervised import supervises
from scoring.rules.people import Person, Role

ROLES: dict[AccountRole, Role] = {
    AccountRole.OPERATOR: "center",
    AccountRole.TENDERER: "tenderer",
    AccountRole.AGENCY: "agency",
    AccountRole.REGULATOR: "regulator",
    AccountRole.LEAD: "lead",
    AccountRole.OFFICE: "office",
}
LOOKS_BACK = 200
"""How many of the newest draws are looked through."""


@dataclass(frozen=True, slots=True)
class OpenedDraw:
    """A draw whose names are open. ``slots``: the seats an entry can name, ascending."""

    draw_id: str
    project_name: str
    project: str
    slots: tuple[int, ...]


def person_of(who: Who, *wanted: AccountRole) -> Person:
    """The account in the one role it acts in here. Raises ``NotYourRoom``."""
    for role in wanted or tuple(ROLES):
        if role in who.roles and role in ROLES:
            return Person(who.account, ROLES[role])
    raise NotYourRoom


def sees_all(by: Person) -> bool:
    """The center and the regulator see every entry, others those of their own organisation."""
    return by.role in ("center", "regulator")


def opened_draws(house: House, who: Who) -> list[OpenedDraw]:
    """The draws an entry may be made from, the newest first."""
    with house.books() as books:
        return [
            OpenedDraw(
                row.draw_id,
                application.project_name,
                project_of(application.project_code, application.section_code),
                tuple(sorted(opened_seats(books, row.draw_id))),
            )
            for row, application in _concerned(books, who)
            if books.draws.openings(row.draw_id) is not None
        ]


def must_concern(books: Books, who: Who, draw_id: str) -> None:
    """Raises ``NotFound`` for a draw of others' projects."""
    row = books.draws.draw(draw_id)
    found = books.draws.application(row.application_id) if row is not None else None
    if row is None or found is None or not _concerns(books, who, row, found[1]):
        raise NotFound


def _concerned(books: Books, who: Who) -> Iterator[tuple[DrawRow, Application]]:
    if who.organisation and AccountRole.REGULATOR not in who.roles:
        ids = books.draws.applications_of(who.organisation)[:LOOKS_BACK]
        rows = [row for one in ids for row in reversed(books.draws.attempts(one))]
    else:
        rows = list(books.draws.newest(LOOKS_BACK))
    for row in rows:
        found = books.draws.application(row.application_id)
        if found is not None and _concerns(books, who, row, found[1]):
            yield row, found[1]


def _concerns(books: Books, who: Who, row: DrawRow, application: Application) -> bool:
    if AccountRole.OPERATOR in who.roles:
        return True
    if AccountRole.REGULATOR in who.roles:
        return supervises(who, application)
    try:
        own_application(books, who, row.application_id)
    except NotFound:
        return False
    return True
