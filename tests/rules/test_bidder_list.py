"""The bidder list as it is pasted (Art. 12)."""

from __future__ import annotations

import pytest

from draw_service.drill.numbers import credit_number
from draw_service.rules.applications import Bidder
from draw_service.rules.bidder_list import MOST, parse_bidders
from draw_service.rules.people import Company
from draw_service.rules.refusals import BidderRowWrong

ONE, TWO = credit_number(1), credit_number(2)


def test_one_bidder_a_row_with_those_that_stand_with_it() -> None:
    rows = [
        ["投标人名称", "统一社会信用代码"],
        ["", " "],
        [" 鹤测一建有限公司 ", ONE.lower(), "鹤测集团有限公司", "", "", ""],
        ["鹤测二建有限公司"],
    ]
    assert parse_bidders(rows) == (
        Bidder(Company("鹤测一建有限公司", ONE), (Company("鹤测集团有限公司"),)),
        Bidder(Company("鹤测二建有限公司")),
    )


@pytest.mark.parametrize(
    ("rows", "row"),
    [
        ([["鹤测一建有限公司", "91220800MA00000000"]], 1),
        ([["鹤测一建有限公司", ONE], ["", TWO]], 2),
        ([["鹤测一建有限公司", ONE, "", TWO]], 1),
        ([["", "", "鹤测集团有限公司", TWO]], 1),
        ([["鹤测一建有限公司", ONE], [], ["改名的一建", ONE]], 3),
        ([["鹤测一建有限公司"], ["鹤测一建有限公司"]], 2),
        ([["长" * 201]], 1),
        ([[""]] * MOST + [["鹤测一建有限公司"]], MOST + 1),
    ],
)
def test_a_row_that_cannot_stand_is_named_by_number_alone(rows: list[list[str]], row: int) -> None:
    with pytest.raises(BidderRowWrong) as caught:
        parse_bidders(rows)
    assert caught.value.fields["row"] == row
    assert "鹤测" not in str(caught.value) + caught.value.say("zh")
