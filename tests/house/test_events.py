"""Every event type stands in the glossary, in both languages, and nothing stands there that cannot happen."""

from __future__ import annotations

import re

from audit.events import DrawEvent, HouseEvent
from audit.shapes import OUTCOMES
from tests.house.repository import texts

_ROW = re.compile(r"^\| `([a-z]+\.[a-z]+)` \| ([^|]+) \| ([^|]+) \|", re.MULTILINE)


def test_the_glossary_knows_exactly_the_events_there_are() -> None:
    rows = {event: (zh, en) for event, zh, en in _ROW.findall(texts()["deploy/glossary.md"])}

    assert set(rows) == {*map(str, DrawEvent), *map(str, HouseEvent)}
    for zh, en in rows.values():
        assert re.search(r"[\u4e00-\u9fff]", zh)
        assert re.search(r"[a-z]", en)


def test_the_glossary_knows_every_outcome_of_a_seat() -> None:
    glossary = texts()["deploy/glossary.md"]

    assert [outcome for outcome in OUTCOMES if f"`{outcome}`" not in glossary] == []
