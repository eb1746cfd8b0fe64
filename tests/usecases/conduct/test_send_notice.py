"""The notice: a message and the line of the ledger, or neither (Art. 20, 21)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from draw_service.usecases.conduct.office import office_of
from draw_service.usecases.conduct.send_notice import can_text, send_notice
from scoring.rules.entries import Entry, Facts
from scoring.rules.people import Person
from scoring.rules.refusals import NotInThisState, RoleNotAllowed
from scoring.usecases.confirm_entry import confirm_entry
from scoring.usecases.desk import found
from scoring.usecases.draft_entry import draft_entry
from tests.usecases.calling.town import Town

ANN, BEN = Person("center-1", "center"), Person("center-2", "center")
EXPERT = "E000001"


def drafted(town: Town) -> str:
    at = town.house.clock.now() - timedelta(days=1)
    return draft_entry(office_of(town.house), Facts(EXPERT, 7, at, "P-1", "离开评审区"), ANN)


def test_the_message_names_item_points_dates_and_no_project(tmp_path: Path) -> None:
    town = Town(tmp_path, scripts=lambda _n: "rings-out")
    assert can_text(town.house)
    id = drafted(town)
    confirm_entry(office_of(town.house), id, BEN)
    entry = send_notice(town.house, id, "sms", BEN)
    town.pass_time(seconds=10)
    assert entry.window is not None
    with town.house.books() as books:
        contact = books.pool.contact(EXPERT)
    assert contact is not None
    (text,) = town.texts(contact.phones[0])
    assert "第7项" in text
    assert "扣5分" in text
    assert entry.window.date.isoformat() in text
    assert "P-1" not in text
    assert (entry.state, entry.means) == ("effective", "sms")


def test_nothing_is_sent_of_what_is_not_confirmed_or_by_somebody_else(tmp_path: Path) -> None:
    town = Town(tmp_path, scripts=lambda _n: "rings-out")
    id = drafted(town)
    with pytest.raises(NotInThisState):
        send_notice(town.house, id, "sms", BEN)
    confirm_entry(office_of(town.house), id, BEN)
    with pytest.raises(RoleNotAllowed):
        send_notice(town.house, id, "sms", Person("tenderer-1", "tenderer"))
    town.pass_time(seconds=10)
    with office_of(town.house).books() as books:
        assert found(books, Entry, id).state == "confirmed"
    assert town.open_notices() == []
