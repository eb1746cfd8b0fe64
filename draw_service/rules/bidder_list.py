"""The bidder list as people paste it: one bidder a row, then those that stand with it (Art. 12).

Cells of a row: name, credit code, and then again name, credit code for every member of a consortium and
every declared parent company. A code may be missing; matching then goes by the name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from draw_service.rules.applications import Bidder
from draw_service.rules.identifiers import Odd, compact, company_name, credit_code
from draw_service.rules.people import Company
from draw_service.rules.refusals import BidderRowWrong

_HEADINGS = frozenset(
    ("投标人", "投标人名称", "供应商", "供应商名称", "单位名称", "企业名称", "名称", "NAME", "BIDDER")
)
MOST = 2000
"""Rows of the longest list taken."""


def parse_bidders(rows: Iterable[Sequence[str]]) -> tuple[Bidder, ...]:
    """The bidders of the rows; empty rows and a heading are passed over.

    Raises ``BidderRowWrong`` with the row's number (from 1) for a firm without a name, a code that does not
    check, and a bidder listed twice. The refusal quotes no firm.
    """
    found: list[Bidder] = []
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (not found and compact(cells[0]) in _HEADINGS):
            continue
        if number > MOST:
            raise BidderRowWrong(row=number, zh="行数过多", en="too many rows")
        firms = _firms(cells, number)
        key = firms[0].code or firms[0].name
        if key in seen:
            raise BidderRowWrong(row=number, zh=f"与第{seen[key]}行相同", en=f"the same as row {seen[key]}")
        seen[key] = number
        found.append(Bidder(firms[0], tuple(firms[1:])))
    return tuple(found)


def _firms(cells: Sequence[str], number: int) -> list[Company]:
    firms: list[Company] = []
    for at in range(0, len(cells), 2):
        name, code = cells[at], cells[at + 1] if at + 1 < len(cells) else ""
        if not name and not code:
            continue
        try:
            firms.append(Company(company_name(name), credit_code(code)))
        except Odd as odd:
            zh, en = _WRONG[odd.code]
            raise BidderRowWrong(row=number, zh=zh, en=en) from None
        if not firms[-1].name:
            raise BidderRowWrong(row=number, zh="缺少名称", en="a name is missing")
    if not cells[0]:
        raise BidderRowWrong(
            row=number, zh="第一列应为投标人名称", en="the first column is the bidder's name"
        )
    return firms


_WRONG = {
    "credit-code": ("统一社会信用代码校验不符", "a credit code does not check"),
    "too-long": ("名称过长", "a name is too long"),
}
