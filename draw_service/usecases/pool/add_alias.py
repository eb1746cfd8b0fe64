"""Register another name of a firm, so that recusal finds it by that name too (Art. 12; rules section 2.2)."""

from __future__ import annotations

from draw_service.rules.identifiers import Odd, company_name, credit_code
from draw_service.rules.refusals import CreditCodeWrong
from draw_service.usecases.pool.register_line import note_change
from draw_service.usecases.ports import House


def add_alias(house: House, name: str, code: str) -> None:
    """Let ``name`` mean the firm with credit code ``code``. Raises ``CreditCodeWrong``."""
    try:
        firm, known_as = credit_code(code), company_name(name)
    except Odd as error:
        raise CreditCodeWrong from error
    if not firm or not known_as:
        raise CreditCodeWrong
    with house.books() as books:
        books.pool.add_alias(known_as, firm)
        note_change(house, books, firm, "alias", house.clock.now())
        books.commit()
