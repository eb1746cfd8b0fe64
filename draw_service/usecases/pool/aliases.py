"""Other names of firms, so that recusal finds a firm by each of them (Art. 12; rules.md section 2.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.identifiers import Odd, company_name, credit_code
from draw_service.rules.refusals import BidderRowWrong
from draw_service.usecases.pool.add_alias import add_alias
from draw_service.usecases.pool.register_line import note_change
from draw_service.usecases.ports import House


def list_aliases(house: House, who: Who) -> list[tuple[str, str]]:
    """``(other name, credit code)``, by code and name. Raises ``NotYourRoom``."""
    must_hold(who, Role.POOL_KEEPER)
    with house.views() as books:
        return sorted(books.pool.alias_list(), key=lambda one: (one[1], one[0]))


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
    now = house.clock.now()
    with house.books() as books:
        for name, code in kept:
            books.pool.add_alias(name, code)
            note_change(house, books, code, "alias", now)
        books.commit()
    house.sequence()
    return len(kept)
