"""A draw's number is found however it is typed."""

from __future__ import annotations

import pytest
from starlette.datastructures import FormData

from draw_service.rules.refusals import FormRefused
from draw_service.web.forms import Form, draw_number


@pytest.mark.parametrize(
    "typed",
    ["AP-2026-0001.1", "ap-2026-0001.1", " AP-2026-0001.1 ", "ＡＰ－2026－0001．1", "ap- 2026 -0001.1"],
)
def test_capitals_width_and_blanks_do_not_matter(typed: str) -> None:
    assert draw_number(typed) == "AP-2026-0001.1"
    assert Form(FormData({"draw": typed})).draw() == "AP-2026-0001.1"


def test_none_is_missing_and_a_long_one_is_too_long() -> None:
    assert Form().draw(needed=False) == ""
    for form in (Form(), Form(FormData({"draw": "A" * 65}))):
        assert form.draw() == ""
        with pytest.raises(FormRefused):
            form.check()
