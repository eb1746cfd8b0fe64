"""Other names of firms, so that recusal finds a firm by each of them (Art. 12; rules.md section 2.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.identifiers import Odd, company_name, credit_code
from draw_service.rules.pool_keeping import OPEN, Case
from draw_service.rules.refusals import BidderRowWrong
from draw_service.usecases.pool.add_alias import add_alias
from draw_service.usecases.pool.register_line import note_change
from draw_service.usecases.pool.remove_alias import handle_of
from draw_service.usecases.ports import House

MOST = 1000
"""How many of the newest cases are looked through."""


@dataclass(frozen=True, slots=True)
class AliasSeen:
    """``handle`` stands for name and code in forms; ``removal``: the open case that asks to remove it, ""
    for none."""

    name: str
    code: str
    handle: str
    removal: str


@dataclass(frozen=True, slots=True, repr=False)
class AliasesSeen:
    """``names`` by code and name; ``removals``: the last cases about them, newest first; ``people``: login
    names by account id."""

    names: Sequence[AliasSeen]
    removals: Sequence[Case]
    people: Mapping[str, str]


def look_at_aliases(house: House, who: Who) -> AliasesSeen:
    """Raises ``NotYourRoom``."""
    must_hold(who, Role.POOL_KEEPER)
    with house.views() as books:
        removals = [one for one in books.keeping.cases(most=MOST) if one.kind == "alias"]
        asked = {one.data.ticket: one.id for one in removals if one.state in OPEN}
        names = [
            AliasSeen(name, code, handle, asked.get(handle, ""))
            for name, code in sorted(books.pool.alias_list(), key=lambda one: (one[1], one[0]))
            for handle in [handle_of(house, name, code)]
        ]
        people = {one.id: one.login for one in books.access.accounts()}
    return AliasesSeen(names, removals, people)


def keep_alias(house: House, who: Who, name: str, code: str) -> None:
    """Raises ``NotYourRoom``, ``CreditCodeWrong``. A further name can only make more people stand aside, so
    one keeper is enough."""
    must_hold(who, Role.POOL_KEEPER)
    add_alias(house, name, code)
    house.sequence()


def import_aliases(house: House, who: Who, rows: Iterable[Sequence[str]]) -> int:
    """Rows ``(name, code)``, all or none; how many. Raises ``NotYourRoom``, ``BidderRowWrong``."""
    must_hold(who, Role.POOL_KEEPER)
    kept: list[tuple[str, str]] = []
    for number, row in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and cells[1:2] and not cells[1][:1].isdigit()):
            continue
        try:
            name, code = company_name(cells[0]), credit_code(cells[1] if len(cells) > 1 else "")
        except Odd:
            name = code = ""
        if not name or not code:
            raise BidderRowWrong(row=number, zh="名称或信用代码不对", en="name or credit code is wrong")
        kept.append((name, code))
    if not kept:
        raise BidderRowWrong(row=1, zh="没有内容", en="there is nothing in it")
    now = house.clock.now()
    with house.books() as books:
        for name, code in kept:
            books.pool.add_alias(name, code)
            note_change(house, books, code, "alias", now)
        books.commit()
    house.sequence()
    return len(kept)
