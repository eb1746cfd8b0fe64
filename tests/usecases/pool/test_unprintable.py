"""A name with a character no paper can show is reported when it enters the register."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from draw_service.documents.typesetting import missing, spelled
from draw_service.usecases.pool.unprintable import Unprintable, shown_as, unprintable
from tests.usecases.fakes import Town
from tests.usecases.register import full_register, record


class Row:
    """A row as ``read_rows`` gives it."""

    def __init__(self, row: int, name: str) -> None:
        self.sheet, self.row, self.record = "专家", row, replace(record(1), name=name)


def test_the_report_names_row_character_and_code_point() -> None:
    house = Town(datetime(2026, 3, 2, tzinfo=UTC), full_register()).house()
    rows = [Row(2, "鹤测甲"), Row(3, "欧阳𫕟𫕟"), Row(4, "𠮷田")]
    found = unprintable(house, rows)  # type: ignore[arg-type]
    assert found == (Unprintable("专家", 3, ("𫕟",)), Unprintable("专家", 4, ("𠮷",)))
    for lang in ("zh", "en"):
        said = found[0].say(lang)
        assert "𫕟（U+2B55F）" in said
        assert "3" in said
        assert "欧阳" not in said
    assert "𫕟" not in repr(found[0])


@pytest.mark.parametrize(("name", "absent"), [("乌兰图雅·巴特尔", ""), ("赵龘", ""), ("欧阳𫕟", "𫕟")])
def test_the_font_of_the_house_says_what_it_lacks(name: str, absent: str) -> None:
    assert missing(name) == list(absent)
    assert spelled(name) == name.replace("𫕟", "〔U+2B55F〕")
    assert shown_as("𫕟") == "𫕟（U+2B55F）"
