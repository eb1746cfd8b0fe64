"""Make an account for somebody: they get a setup code and choose their own password."""

from __future__ import annotations

from draw_service.rules.access import CENTER_ROLES, AccountDraft, Who, check_roles
from draw_service.rules.access_passwords import normal_login
from draw_service.rules.identifiers import Odd, credit_code, plain
from draw_service.rules.refusals import BadInput, CreditCodeWrong
from draw_service.usecases.access.administer import must_administer
from draw_service.usecases.access.first_account import add_account
from draw_service.usecases.ports import House


def invite_account(house: House, who: Who, draft: AccountDraft) -> str:
    """The setup code, valid ``setup_hours``. Raises ``NotYourRoom``, ``SecondFactorMissing``, ``NotFresh``,
    ``LoginWrong``, ``LoginTaken``, ``RolesConflict``, ``CreditCodeWrong``, ``BadInput``."""
    must_administer(house, who)
    checked = checked_draft(draft)
    with house.books() as books:
        code = add_account(house, books, checked, who.account)
        books.commit()
    return code


def checked_draft(draft: AccountDraft) -> AccountDraft:
    """The draft in its stored form. Staff of the center have no organisation, everybody else has one."""
    login, roles = normal_login(draft.login), frozenset(draft.roles)
    check_roles(roles)
    if roles <= CENTER_ROLES:
        if draft.organisation or draft.organisation_name:
            raise BadInput(what="organisation")
        return AccountDraft(login, roles)
    code, name = organisation_code(draft.organisation), plain(draft.organisation_name)
    if not code:
        raise CreditCodeWrong
    if not name:
        raise BadInput(what="organisation")
    return AccountDraft(login, roles, code, name)


def organisation_code(text: str) -> str:
    """A credit code as typed, "" for none. Raises ``CreditCodeWrong``."""
    try:
        return credit_code(text)
    except Odd:
        raise CreditCodeWrong from None
