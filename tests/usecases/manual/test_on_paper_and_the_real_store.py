"""Cards and kit on the real store, set by Typst: what is printed, and what is left on record."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from audit.verify import verify
from draw_service.documents.paper_kit import TypstPapers
from draw_service.rules.refusals import KitNotAccountedFor
from draw_service.store.books import SqlBooks
from draw_service.store.keyring import Keyring
from draw_service.usecases.draws.confirm import confirm
from draw_service.usecases.manual.destroy_kit import destroy_kit
from draw_service.usecases.manual.kit_labels import kit_labels
from draw_service.usecases.manual.look_at_cards import look_at_cards
from draw_service.usecases.manual.next_card import next_card
from draw_service.usecases.manual.print_kit import print_kit
from draw_service.usecases.manual.type_back import type_back
from draw_service.usecases.manual.type_back_kit import type_back_kit
from draw_service.usecases.supervision.export_bundle import export_bundle
from draw_service.usecases.supervision.export_policy import export_policy
from draw_service.usecases.supervision.export_records import export_records
from notifications.channels.manual import Tried
from tests.store.fakes import SeededEntropy
from tests.usecases.fakes import Town
from tests.usecases.register import START, application, secrets_of_people
from tests.usecases.settled import on_the_store, with_register
from tests.usecases.stage import Stage, failures


class PaperTray:
    """A printer that keeps the bytes."""

    def __init__(self) -> None:
        self.sheets: dict[str, bytes] = {}

    def ready(self) -> None:
        """It is always there."""

    def send(self, serial: str, sheet: bytes) -> None:
        self.sheets[serial] = sheet


@pytest.fixture
def here(
    engine: Engine, keyring: Keyring, entropy: SeededEntropy, books_factory: Callable[[], SqlBooks]
) -> Stage:
    """An ordered draw on the real store."""
    town = Town(START)
    papers = TypstPapers("Center", drill=False)
    house = on_the_store(town, engine, keyring, entropy, books_factory, printer=PaperTray(), papers=papers)
    with_register(house)
    return Stage(house, town.clock, application(), town=town).go("ordered")


def test_a_kit_then_cards_then_a_panel_that_verifies(here: Stage) -> None:
    s = here
    print_kit(s.house, s.draw_id, s.codes())
    confirm(s.house, s.draw_id, "channel", "force-majeure", s.codes())
    s.call("voice")
    label = kit_labels(s.house, s.draw_id)[1]
    now = s.clock.now()
    assert (
        type_back_kit(s.house, s.draw_id, "K-000001", label, [Tried(0, "accepted", now)], s.codes())
        == "accepted"
    )
    while (seating := s.draw().seating) is not None and seating.queue:
        if serial := next_card(s.house, s.draw_id):
            tried = [Tried(0, "accepted", s.clock.now())]
            type_back(s.house, s.draw_id, serial, tried, "regulator", s.codes("center", "regulator"))
    s.seal()
    s.morning()
    s.sign_in()
    s.unseal()
    with pytest.raises(KitNotAccountedFor):
        s.close()
    seen = look_at_cards(s.house, s.draw_id)
    by_two = s.codes("center", "regulator")
    assert destroy_kit(s.house, s.draw_id, seen.kit, seen.unused, "regulator", by_two) == seen.unused
    s.close()
    tray = s.house.printer
    assert isinstance(tray, PaperTray)
    assert set(tray.sheets) >= {"K-000001", "C-000001"}
    assert all(sheet.startswith(b"%PDF-") for sheet in tray.sheets.values())
    report = verify(
        export_bundle(s.house, s.draw_id, "auditor"),
        policy=export_policy(s.house),
        records=export_records(s.house, s.draw_id),
    )
    assert (failures(report), report.exit_code) == ([], 0)
    everything = b"\n".join(s.facts()).decode()
    assert [text for text in secrets_of_people() if text in everything] == []
