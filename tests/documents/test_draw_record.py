"""The record of a draw says for every step who did it, and that the system did what nobody did (Art. 10)."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from draw_service.documents.draw_papers import draw_record
from draw_service.usecases.papers import of_draws
from tests.usecases.stage import stage


@pytest.mark.parametrize(("lang", "system"), [("zh", "系统"), ("en", "the system")])
def test_every_step_has_somebody_who_did_it(lang: Literal["zh", "en"], system: str) -> None:
    s = stage("closed")
    with s.house.books() as books:
        body, _application = of_draws.draw_record(s.house, books, s.draw_id)
    blocks: tuple[Any, ...] = draw_record(body, lang, "Center").blocks
    course = next(block for block in blocks if block.get("widths") == [2, 4, 2])
    by = {event.event: row[2] for event, row in zip(body.steps, course["rows"], strict=True)}
    assert [what for what, who in by.items() if not who] == []
    assert [what for what, who in by.items() if who == system] == ["draw.ordered", "draw.sealed"]
