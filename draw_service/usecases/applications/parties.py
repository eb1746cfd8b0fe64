"""Whose application it is: only its tenderer and its agency work on it (Art. 8(1)).

Everybody else hears that there is none. The regulator and the operator see it through acts of their own.
"""

from __future__ import annotations

from typing import Literal

from draw_service.rules.access import Role, Who
from draw_service.rules.applications import Application
from draw_service.rules.people import Company
from draw_service.rules.refusals import NotFound, TendererSends
from draw_service.usecases.ports import Books, Draft

Side = Literal["tenderer", "agency"]


def side_of(who: Who, tenderer: Company, agency: Company | None) -> Side:
    """For which party the account acts. Raises ``NotFound`` for anybody else."""
    own = who.organisation.strip().upper()
    if own and Role.TENDERER in who.roles and tenderer.code.strip().upper() == own:
        return "tenderer"
    if own and Role.AGENCY in who.roles and agency is not None and agency.code.strip().upper() == own:
        return "agency"
    raise NotFound


def own_application(books: Books, who: Who, application_id: str) -> tuple[Side, int, Application]:
    """The newest version of an application that was sent. Raises ``NotFound``."""
    found = books.draws.application(application_id)
    if found is None:
        raise NotFound
    return side_of(who, found[1].tenderer, found[1].agency), *found


def own_draft(books: Books, who: Who, application_id: str) -> tuple[Side, Draft]:
    """What is not sent yet. Raises ``NotFound``."""
    draft = books.draws.draft(application_id)
    if draft is None:
        raise NotFound
    return side_of(who, draft.tenderer, draft.agency), draft


def tenderer_alone(side: Side) -> None:
    """Raises ``TendererSends``: witness and share code are the tenderer's, never the agency's (Art. 8(2))."""
    if side != "tenderer":
        raise TendererSends
