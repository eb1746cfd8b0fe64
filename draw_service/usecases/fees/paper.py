"""The facts of 发放明细, the printed fee sheet (Art. 18; 财务管理制度 16(8))."""

from __future__ import annotations

from collections.abc import Mapping

from draw_service.rules.fees_sheet import FeeSheet, Pay
from draw_service.rules.refusals import NotFound, PaperNotYet
from draw_service.usecases.chain import load
from draw_service.usecases.fees.people import names_of, pack_of, sheet_of
from draw_service.usecases.papers.of_draws import project_head
from draw_service.usecases.ports import Books, House
from draw_service.usecases.ports.paper_bodies import FeePaper, FeeRow

_COLUMN = {"travel": "travel", "lodging": "lodging", "meals": "meals"}
"""Rule of a line -> its column; everything else is labour."""


def fee_paper(house: House, books: Books, draw_id: str) -> tuple[FeePaper, str]:
    """Once two people have confirmed it. Raises ``NotFound``, ``PaperNotYet``, also before it was drafted."""
    draw = load(books, draw_id)
    try:
        sheet = sheet_of(books, draw_id, hold=False)  # the page that offers it only looks
    except NotFound:
        raise PaperNotYet from None
    if sheet.state == "draft" or sheet.confirmed_at is None:
        raise PaperNotYet
    body = FeePaper(
        project_head(books, draw),
        rows_of(sheet, names_of(books, sheet)),
        sheet.evaluated_on,
        sheet.due(pack_of(house, sheet)),
        sheet.confirmed_at,
    )
    return body, draw.application_id


def rows_of(sheet: FeeSheet, names: Mapping[str, str]) -> tuple[FeeRow, ...]:
    """A row for each person, in the order of the sheet."""
    return tuple(_row(pay, names.get(pay.place, "")) for pay in sheet.pays)


def _row(pay: Pay, name: str) -> FeeRow:
    sums = {"labour": 0, "travel": 0, "lodging": 0, "meals": 0}
    for line in pay.lines:
        sums[_COLUMN.get(line.rule, "labour")] += line.fen
    there = pay.presence
    return FeeRow(
        pay.place, name, there.arrived_at, there.left_at or there.arrived_at, **sums, paid_on=pay.paid_on
    )
