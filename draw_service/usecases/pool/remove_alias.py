"""A name of a firm leaves the alias table: one keeper asks, another approves (Art. 2, 12).

A further name can only make more people stand aside; without one fewer do, so this takes two. The case stays
with the name in it, and with who asked and who approved.
"""

from __future__ import annotations

from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.pool_keeping import OPEN, Case, CaseData
from draw_service.rules.refusals import CaseDecided, CaseOpen, NotFound
from draw_service.usecases.pool.file_case import file_in
from draw_service.usecases.pool.register_line import note_change
from draw_service.usecases.ports import Books, House


def handle_of(house: House, name: str, code: str) -> str:
    """What stands for a registered name where neither it nor the firm may be read."""
    return house.keyring.pseudonym(f"alias {name}\0{code}")


def ask_removal(house: House, who: Who, handle: str, reason: str) -> str:
    """The case's number; ``decide_case`` decides it. Raises ``NotYourRoom``, ``NotFound`` for a name that is
    not registered, ``BadInput`` without a reason, ``CaseOpen``."""
    must_hold(who, Role.POOL_KEEPER)
    with house.books() as books:
        known = (one for one in books.pool.alias_list() if handle_of(house, *one) == handle)
        found = next(known, None)
        if found is None:
            raise NotFound
        if any(one.kind == "alias" and one.data.ticket == handle for one in books.keeping.cases(OPEN)):
            raise CaseOpen
        data = CaseData(reason, ticket=handle, more={"name": found[0], "code": found[1]})
        case = file_in(house, books, who, "alias", data)
        books.commit()
    house.sequence()
    return case.id


def drop_alias(house: House, books: Books, case: Case) -> None:
    """What the approved case does, in the open transaction. Raises ``CaseDecided`` when the name is gone."""
    more = case.data.more or {}
    if not books.pool.remove_alias(more["name"], more["code"]):
        raise CaseDecided
    note_change(house, books, more["code"], "alias-removed", house.clock.now())
