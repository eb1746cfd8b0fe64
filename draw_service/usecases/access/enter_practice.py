"""In a drill, enter as anybody: practice accounts have no password and exist in no other house."""

from __future__ import annotations

from draw_service.rules.access import AccountDraft, Role
from draw_service.rules.refusals import NotFound
from draw_service.usecases.access.administer import SERVER
from draw_service.usecases.access.first_account import add_account
from draw_service.usecases.access.sessions import open_session
from draw_service.usecases.ports import House


def enter_practice(house: House, role: Role, organisation: str, name: str, address: str) -> str:
    """The token of a session with the practice account of ``role``; the account is made on first use.

    Raises ``NotFound`` in a house that is no drill.
    """
    if not house.drill:
        raise NotFound
    login = f"drill-{role}"
    with house.books() as books:
        account = books.access.account_by_login(login)
        if account is None:
            add_account(house, books, AccountDraft(login, frozenset((role,)), organisation, name), SERVER)
            account = books.access.account_by_login(login)
        if account is None:
            raise NotFound
        token = open_session(house, books, "staff", account.id, address)
        books.commit()
    house.sequence()
    return token


def enter_practice_expert(house: House, expert_id: str, address: str) -> str:
    """The token of a session as this expert. Raises ``NotFound`` outside a drill or for nobody."""
    if not house.drill:
        raise NotFound
    with house.books() as books:
        if books.pool.expert(expert_id) is None:
            raise NotFound
        token = open_session(house, books, "expert", expert_id, address)
        books.commit()
    house.sequence()
    return token
